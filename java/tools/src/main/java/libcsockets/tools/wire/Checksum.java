package libcsockets.tools.wire;

import java.nio.ByteBuffer;

/** The checksum of the internet protocols, RFC 1071: the complement of the ones' complement sum of 16-bit words. */
public final class Checksum {
    private Checksum() {}

    /**
     * The checksum of some bytes; over a part that contains its own checksum, 0 if that is right.
     *
     * @param b a big-endian buffer
     * @param initial what else counts, as {@link #sum} gives it
     */
    public static int of(ByteBuffer b, int at, int length, int initial) {
        int sum = initial + sum(b, at, length);
        while (sum >>> 16 != 0) {
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        return ~sum & 0xffff;
    }

    /** The sum of the words, with the carries still in its upper half; an odd last byte is followed by a 0. */
    static int sum(ByteBuffer b, int at, int length) {
        int sum = 0;
        for (int i = 0; i + 1 < length; i += 2) {
            sum += b.getShort(at + i) & 0xffff;
        }
        return length % 2 == 0 ? sum : sum + ((b.get(at + length - 1) & 0xff) << 8);
    }
}
