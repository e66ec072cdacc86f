package libcsockets.socket;

import static libcsockets.internal.Layout.SIZEOF_SOCKADDR_STORAGE;

import java.net.SocketAddress;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReferenceArray;
import libcsockets.IntRef;
import libcsockets.Sockaddr;
import libcsockets.internal.Friends;

/**
 * Native memory for one address and its length, for the time of a call.
 *
 * <p>From a small stock, not of each socket: most sockets need it once or twice, and an open socket keeps none.
 */
final class AddressBuffers {
    private static final AtomicReferenceArray<AddressBuffers> STOCK = new AtomicReferenceArray<>(16);

    final Sockaddr name = new Sockaddr();
    private final IntRef length = new IntRef();

    private AddressBuffers() {}

    /** For an address that the kernel writes. */
    static AddressBuffers take() {
        AddressBuffers buffers = null;
        for (int i = 0; buffers == null && i < STOCK.length(); i++) {
            if (STOCK.get(i) != null) {
                buffers = STOCK.getAndSet(i, null);
            }
        }
        if (buffers == null) {
            buffers = new AddressBuffers();
        }
        buffers.prepare();
        return buffers;
    }

    /** The kernel is to write an address. */
    void prepare() {
        length.set(SIZEOF_SOCKADDR_STORAGE);
    }

    /**
     * With an address for the kernel.
     *
     * @param local whether the socket is bound to it; else it is the peer's
     * @param domain the socket's
     */
    static AddressBuffers of(SocketAddress address, boolean local, int domain) {
        Objects.requireNonNull(address, "address");
        AddressBuffers buffers = take();
        try {
            if (local) {
                LibcSocketAddress.encodeLocal(address, domain, buffers.name);
            } else {
                LibcSocketAddress.encode(address, domain, buffers.name);
            }
            return buffers;
        } catch (RuntimeException e) {
            buffers.give();
            throw e;
        }
    }

    void give() {
        for (int i = 0; i < STOCK.length(); i++) {
            if (STOCK.get(i) == null && STOCK.compareAndSet(i, null, this)) {
                return;
            }
        }
    }

    long nameAddress() {
        return Friends.address(name);
    }

    long lengthAddress() {
        return Friends.address(length);
    }

    /** The length of the address that the kernel wrote. */
    int length() {
        return length.get();
    }

    /** The address that the kernel wrote; null if it wrote none. */
    SocketAddress decode() {
        return LibcSocketAddress.decode(name, length.get());
    }

    /** The bytes that the kernel wrote. */
    byte[] bytes() {
        byte[] bytes = new byte[Math.min(length.get(), SIZEOF_SOCKADDR_STORAGE)];
        name.memory().get(0, bytes);
        return bytes;
    }
}
