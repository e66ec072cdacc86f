package libcsockets.socket;

import static libcsockets.internal.Layout.*;

import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.List;
import java.util.Objects;
import libcsockets.Cmsg;
import libcsockets.Constants;
import libcsockets.Control;
import libcsockets.ErrnoException;
import libcsockets.IntRef;
import libcsockets.Iovec;
import libcsockets.Msghdr;
import libcsockets.Sockaddr;
import libcsockets.internal.BufferScopes;

/**
 * The structures of one call that has more than a buffer: kept by the socket from call to call, since native memory
 * costs more to make than the call.
 */
final class MessageBuffers {
    /** A UDP datagram of the largest size; of a stream a part. */
    private static final int LARGEST_KEPT = 1 << 16;

    /** A stream takes a part of the data; a message is whole. */
    private final boolean stream;

    final Sockaddr name = new Sockaddr();
    final IntRef length = new IntRef();
    final Msghdr header = new Msghdr();
    private Iovec iov = new Iovec(4);
    private Control control = new Control(0);
    private ByteBuffer block;
    private SocketAddress encoded;

    MessageBuffers(boolean stream) {
        this.stream = stream;
    }

    /**
     * Writes the address into {@link #name}, unless it is there from the last time: the same object, since for the JDK
     * two addresses are equal that differ in their scope.
     */
    void encode(SocketAddress address, int domain) {
        if (Objects.requireNonNull(address) != encoded) {
            encoded = null;
            LibcSocketAddress.encode(address, domain, name);
            encoded = address;
        }
    }

    /** The kernel is to write an address. */
    void prepareName() {
        encoded = null;
        length.set(SIZEOF_SOCKADDR_STORAGE);
    }

    /** The header gets room for control messages, and no more of it than this. */
    void prepareControl(int capacity) {
        if (capacity < 0) {
            throw new IllegalArgumentException(
                    "the room for control messages is not negative, and this is " + capacity);
        }
        if (control.capacity() < capacity) {
            control = new Control(capacity);
        } else {
            control.clear();
        }
        header.msg_control(capacity == 0 ? null : control).msg_controllen(capacity);
    }

    /** The control messages that were received, in order. */
    List<Cmsg> controlMessages() {
        Control received = header.msg_control();
        return received == null ? List.of() : received.messages(header.msg_controllen());
    }

    /**
     * Fills the header's iovec with the buffers' remaining bytes. Bytes that cannot be used in place get room in a
     * block of its own, in the same order.
     *
     * @param received whether the call writes to the buffers
     * @param filled whether that room gets the buffers' bytes now
     * @return the block, or null if none is needed
     */
    ByteBuffer gather(ByteBuffer[] buffers, int offset, int length, boolean received, boolean filled)
            throws ErrnoException {
        int most = Math.min(length, Constants.UIO_MAXIOV);
        long limit = stream ? LARGEST_KEPT : CopyLimit.LARGEST_MESSAGE;
        boolean whole = !stream && !received;
        long staged = 0;
        int count = 0;
        while (count < most && (whole || staged < limit || count == 0)) {
            ByteBuffer buffer = buffers[offset + count++];
            check(buffer, received);
            if (!BufferScopes.outlivesCall(buffer)) {
                staged += buffer.remaining();
            }
        }
        if (staged > limit && whole) {
            throw new ErrnoException("sendmsg", Constants.EMSGSIZE, "a message of " + staged + " bytes");
        }
        int room = (int) Math.min(staged, limit);
        if (iov.length() < count) {
            iov = new Iovec(Math.max(count, 2 * iov.length()));
        }
        ByteBuffer block = room == 0 ? null : block(room);
        int at = 0;
        for (int i = 0; i < count; i++) {
            ByteBuffer buffer = buffers[offset + i];
            int remaining = buffer.remaining();
            if (BufferScopes.outlivesCall(buffer)) {
                iov.set(i, buffer, buffer.position(), remaining);
            } else if (remaining == 0) {
                iov.setNull(i, 0);
            } else {
                int part = Math.min(remaining, room - at);
                if (filled) {
                    block.put(at, buffer, buffer.position(), part);
                }
                iov.set(i, block, at, part);
                at += part;
            }
        }
        header.msg_iov(iov).msg_iovlen(count);
        return block;
    }

    private static void check(ByteBuffer buffer, boolean received) {
        if (received && buffer.isReadOnly()) {
            throw new ReadOnlyBufferException();
        }
        if (buffer.hasRemaining()) {
            // Memory of an arena that is closed, or that is another thread's, throws here.
            buffer.get(buffer.position());
        }
    }

    /** Its content is left from earlier calls. */
    private ByteBuffer block(int size) {
        if (size > LARGEST_KEPT) {
            return ByteBuffer.allocateDirect(size);
        }
        if (block == null || block.capacity() < size) {
            block = ByteBuffer.allocateDirect(Math.max(1024, Integer.highestOneBit(size * 2 - 1)));
        }
        return block;
    }

    /** How many bytes the gathered buffers have room for. */
    long room() {
        long room = 0;
        for (int i = 0; i < header.msg_iovlen(); i++) {
            room += iov.iov_len(i);
        }
        return room;
    }

    /** Moves the positions behind what was transferred, and copies what was received into a block. */
    static void advance(ByteBuffer[] buffers, int offset, int transferred, ByteBuffer block, boolean received) {
        int rest = transferred;
        int at = 0;
        for (int i = offset; rest > 0; i++) {
            ByteBuffer buffer = buffers[i];
            int room = buffer.remaining();
            int n = Math.min(room, rest);
            if (received && !BufferScopes.outlivesCall(buffer)) {
                buffer.put(buffer.position(), block, at, n);
                at += room;
            }
            buffer.position(buffer.position() + n);
            rest -= n;
        }
    }

    /** Lets go of the caller's buffers. */
    void clear() {
        for (int i = 0; i < header.msg_iovlen(); i++) {
            iov.setNull(i, 0);
        }
        header.msg_control(null).msg_iovlen(0);
    }

    /** Calls ask for MSG_CMSG_CLOEXEC, which comes back though the kernel writes it for no reader. */
    static int receivedFlags(Msghdr header) {
        return header.msg_flags() & ~Constants.MSG_CMSG_CLOEXEC;
    }
}
