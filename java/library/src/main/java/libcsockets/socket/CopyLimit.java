package libcsockets.socket;

/** How much of a Java array is copied for a call. */
final class CopyLimit {
    /**
     * As the JDK's sockets have it; {@code -Dlibcsockets.copy.limit=BYTES} sets another one. No thread keeps more
     * memory than this for the calls of the object layer, rounded up to a power of two.
     */
    static final int BYTES = Settings.bytes("libcsockets.copy.limit", 1 << 17, 1 << 12, 1 << 26);

    /** From so many bytes on, a method that moves all of an array does not copy it: below, waiting costs more. */
    static final int BULK = 1 << 15;

    /** The largest part of an array that a stream's call uses as it stands: a fraction of a millisecond's work. */
    static final int LENT = 1 << 20;

    /**
     * The largest message that is copied. No sender's buffer holds more, unless it was forced to: 4 MiB is the most
     * that systems allow.
     */
    static final int LARGEST_MESSAGE = 1 << 24;

    private CopyLimit() {}
}
