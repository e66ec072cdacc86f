package libcsockets.internal;

import java.nio.ByteOrder;

/** Converts between host and network byte order, with the same operation in both directions. */
public final class ByteOrders {
    private static final boolean LITTLE_ENDIAN = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

    private ByteOrders() {}

    /** {@code htonl} and {@code ntohl}. */
    public static int swap(int value) {
        return LITTLE_ENDIAN ? Integer.reverseBytes(value) : value;
    }

    /** {@code htons} and {@code ntohs}. */
    public static short swap(short value) {
        return LITTLE_ENDIAN ? Short.reverseBytes(value) : value;
    }
}
