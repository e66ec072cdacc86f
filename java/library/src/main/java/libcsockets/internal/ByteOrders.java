package libcsockets.internal;

import java.nio.ByteOrder;

/** Between the machine's byte order and the network's: the same step both ways. */
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
