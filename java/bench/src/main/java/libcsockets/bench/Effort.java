package libcsockets.bench;

/** How much is done of everything. */
enum Effort {
    NORMAL(1500, 10, 100, 25, 10_000),
    QUICK(500, 6, 30, 8, 10_000),
    SMOKE(0, 1, 1, 1, 50);

    final long warmUpNanos;
    final long sliceNanos;
    final int rounds;
    final int starts;

    /** The largest number of connections at a time. */
    final int connections;

    Effort(long warmUpMillis, long sliceMillis, int rounds, int starts, int connections) {
        warmUpNanos = warmUpMillis * 1_000_000;
        sliceNanos = sliceMillis * 1_000_000;
        this.rounds = rounds;
        this.starts = starts;
        this.connections = connections;
    }
}
