package libcsockets.socket;

/** The virtual threads that wait for a descriptor, and how they learn of its events. */
final class Readiness {
    final ParkedThreads readers = new ParkedThreads();
    final ParkedThreads writers = new ParkedThreads();

    /** An event reported more than data: the end, an error, urgent data. */
    private volatile boolean more;

    boolean hasMore() {
        return more;
    }

    void ready(boolean in, boolean out, boolean more) {
        if (more) {
            this.more = true;
        }
        if (in) {
            readers.signal();
        }
        if (out) {
            writers.signal();
        }
    }

    void signalAll() {
        readers.signal();
        writers.signal();
    }
}
