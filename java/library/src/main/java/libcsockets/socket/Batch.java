package libcsockets.socket;

import static libcsockets.internal.Layout.*;

import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import libcsockets.Cmsg;
import libcsockets.Control;
import libcsockets.Iovec;
import libcsockets.Mmsghdr;
import libcsockets.Msghdr;
import libcsockets.Sockaddr;
import libcsockets.internal.Friends;

/**
 * Datagrams for {@link LibcSocket#sendBatch} and {@link LibcSocket#receiveBatch}, which move all of them in one system
 * call. It is made once and used again and again; nothing is allocated for a call.
 *
 * <pre>{@code
 * Batch batch = new Batch(32, 1500);
 * int n = socket.receiveBatch(batch, 0);
 * for (int i = 0; i < n; i++) {
 *     handle(batch.buffer(i), batch.address(i));
 * }
 * }</pre>
 *
 * <p>Not safe for use by two threads at once.
 */
public final class Batch {
    final Mmsghdr messages;
    private final ByteBuffer[] buffers;
    private final Iovec[] iovs;
    private final Sockaddr[] names;
    private final SocketAddress[] addresses;

    /** Of the addresses in names that a call received; 0 for none. */
    private final int[] received;

    private final Control[] controls;
    private final int room;

    /**
     * A batch without room for control messages.
     *
     * @param messages the largest number of datagrams; the kernel sends at most 1024 in a call
     * @param size the largest number of bytes of one
     * @throws IllegalArgumentException if a number is out of range
     */
    public Batch(int messages, int size) {
        this(messages, size, 0);
    }

    /**
     * A batch.
     *
     * @param messages the largest number of datagrams; the kernel sends at most 1024 in a call
     * @param size the largest number of bytes of one
     * @param controlCapacity room for control messages of each, the sum of their {@link Control#space}; 0 for none
     * @throws IllegalArgumentException if a number is out of range
     */
    public Batch(int messages, int size, int controlCapacity) {
        long bytes = (long) messages * size;
        if (messages < 1 || size < 0 || controlCapacity < 0 || bytes > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "a batch has at least one message, no negative sizes, and room for at most " + Integer.MAX_VALUE
                            + " bytes: " + messages + ", " + size + ", " + controlCapacity);
        }
        this.messages = new Mmsghdr(messages);
        this.room = size;
        buffers = new ByteBuffer[messages];
        iovs = new Iovec[messages];
        names = new Sockaddr[messages];
        addresses = new SocketAddress[messages];
        received = new int[messages];
        controls = new Control[messages];
        ByteBuffer memory = ByteBuffer.allocateDirect((int) bytes);
        for (int i = 0; i < messages; i++) {
            buffers[i] = memory.slice(i * size, size);
            iovs[i] = new Iovec(1);
            names[i] = new Sockaddr();
            controls[i] = controlCapacity == 0 ? null : new Control(controlCapacity);
            this.messages.msg_hdr(i).msg_iov(iovs[i]);
        }
    }

    /**
     * The number of datagrams that there is room for.
     *
     * @return the number given when it was made
     */
    public int capacity() {
        return buffers.length;
    }

    /**
     * The buffer of a datagram. To send, put the bytes between its position and its limit; after receiving they are
     * there.
     *
     * @param index which one
     * @return a direct buffer, always the same
     */
    public ByteBuffer buffer(int index) {
        return buffers[index];
    }

    /**
     * Where a datagram goes. Without this a datagram that was received goes back to where it came from.
     *
     * @param index which one
     * @param address the address; null on a connected socket
     * @return this
     */
    public Batch address(int index, SocketAddress address) {
        addresses[index] = address;
        received[index] = 0;
        return this;
    }

    /**
     * Where a datagram came from, or goes.
     *
     * @param index which one
     * @return the address; null if there is none
     */
    public SocketAddress address(int index) {
        return addresses[index] != null ? addresses[index] : LibcSocketAddress.decode(names[index], received[index]);
    }

    /**
     * The number of bytes that a received datagram had; more than its buffer's limit if it was truncated.
     *
     * @param index which one
     * @return the real length
     */
    public int realLength(int index) {
        return messages.msg_len(index);
    }

    /**
     * {@code msg_flags} of a received datagram: {@code MSG_TRUNC}, {@code MSG_CTRUNC}, ...
     *
     * @param index which one
     * @return the flags
     */
    public int flags(int index) {
        return messages.msg_hdr(index).msg_flags();
    }

    /**
     * The control messages to send with a datagram: add to it, or {@link Control#clear()} it.
     *
     * @param index which one
     * @return the buffer, always the same; null if the batch has no room for control messages
     */
    public Control control(int index) {
        return controls[index];
    }

    /**
     * The control messages of a received datagram.
     *
     * @param index which one
     * @return the messages in order
     */
    public List<Cmsg> received(int index) {
        Control control = controls[index];
        return control == null
                ? List.of()
                : control.messages(messages.msg_hdr(index).msg_controllen());
    }

    /** How many bytes of these messages were sent, or are in the buffers. */
    long bytes(long address, int count) {
        int first = (int) ((address - Friends.address(messages)) / SIZEOF_MMSGHDR);
        long sum = 0;
        for (int i = first; i < first + count; i++) {
            sum += Math.min(realLength(i), room);
        }
        return sum;
    }

    void prepareToSend(int first, int count, int domain) {
        for (int i = first; i < first + count; i++) {
            ByteBuffer buffer = buffers[i];
            iovs[i].set(0, buffer, buffer.position(), buffer.remaining());
            Msghdr header = messages.msg_hdr(i);
            if (addresses[i] != null) {
                LibcSocketAddress.encode(addresses[i], domain, names[i]);
                header.msg_name(names[i]);
            } else {
                header.msg_name(received[i] == 0 ? null : names[i]).msg_namelen(received[i]);
            }
            boolean empty = controls[i] == null || controls[i].length() == 0;
            header.msg_control(empty ? null : controls[i]);
        }
    }

    void prepareToReceive() {
        for (int i = 0; i < buffers.length; i++) {
            buffers[i].clear();
            iovs[i].set(0, buffers[i], 0, room);
            addresses[i] = null;
            received[i] = 0;
            Msghdr header = messages.msg_hdr(i);
            header.msg_name(names[i]).msg_namelen(SIZEOF_SOCKADDR_STORAGE).msg_flags(0);
            if (controls[i] != null) {
                header.msg_control(controls[i].clear());
            }
        }
    }

    void setReceived(int count) {
        for (int i = 0; i < count; i++) {
            buffers[i].limit(Math.min(realLength(i), room));
            received[i] = messages.msg_hdr(i).msg_namelen();
        }
    }

    /** For example {@code Batch[32 messages of up to 1500 bytes]}. */
    @Override
    public String toString() {
        return "Batch[" + buffers.length + (buffers.length == 1 ? " message" : " messages") + " of up to " + room
                + (room == 1 ? " byte]" : " bytes]");
    }
}
