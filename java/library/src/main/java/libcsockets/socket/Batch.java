package libcsockets.socket;

import static libcsockets.internal.Layout.*;

import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import libcsockets.Cmsg;
import libcsockets.Constants;
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
     * @param controlCapacity room for control messages of each, the sum of their {@link Control#space}; 0 for none;
     *     {@code Control.space(4)} for the size of segments, sent and received
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
        return MessageBuffers.receivedFlags(messages.msg_hdr(index));
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

    /**
     * Sends a message as UDP datagrams of equal size, of which the last may be shorter ({@code UDP_SEGMENT}, since
     * Linux 4.18): up to 65507 bytes pass through the kernel in one piece, and are cut as late as possible. The size is
     * a control message among those of {@link #control}; receiving removes it.
     *
     * @param index which message
     * @param bytes the size of a datagram, 0 to 65535; 0 for a single one. The kernel judges it when the message is
     *     sent: {@link Control#addSegmentSize} has the errors
     * @return this
     * @throws IllegalArgumentException if the size is out of range, or there is no room for the control message: it
     *     takes {@link Control#space} for 2 bytes
     * @see <a href="https://man7.org/linux/man-pages/man7/udp.7.html">udp(7)</a>
     */
    public Batch segmentSize(int index, int bytes) {
        Control control = controls[index];
        if (control == null) {
            throw new IllegalArgumentException(
                    "this batch has no room for the control message with the size of segments:"
                            + " make it with a controlCapacity of Control.space(2) or more");
        }
        if (control.length() > 0) {
            List<Cmsg> added = control.messages(control.length());
            control.clear();
            for (Cmsg cmsg : added) {
                if (!cmsg.is(Constants.IPPROTO_UDP, Constants.UDP_SEGMENT)) {
                    control.add(cmsg.level(), cmsg.type(), cmsg.data());
                }
            }
        }
        if (bytes != 0) {
            control.addSegmentSize(bytes);
        }
        return this;
    }

    /**
     * The size of the UDP datagrams that a message consists of. After receiving on a socket with {@code UDP_GRO} (since
     * Linux 5.0), which puts several datagrams of one sender into one message if the buffers have room for them: all
     * have this size but the last, which may be shorter. Before sending, the size that was set.
     *
     * @param index which message
     * @return the size in bytes; 0 for a single datagram. In a batch that has no room for the control message, {@link
     *     Control#space} for 4 bytes, it is 0 though there may be several, and {@link #flags} has {@code MSG_CTRUNC}
     */
    public int segmentSize(int index) {
        Control control = controls[index];
        if (control == null) {
            return 0;
        }
        boolean sent = control.length() > 0;
        for (Cmsg cmsg : sent ? control.messages(control.length()) : received(index)) {
            if (cmsg.is(Constants.IPPROTO_UDP, sent ? Constants.UDP_SEGMENT : Constants.UDP_GRO)) {
                return cmsg.asSegmentSize();
            }
        }
        return 0;
    }

    /**
     * How many UDP datagrams a message consists of.
     *
     * @param index which message
     * @return their number: by {@link #segmentSize(int)} what the bytes between the buffer's position and its limit
     *     make; 1 for a message without segments
     */
    public int segments(int index) {
        int size = segmentSize(index);
        return size == 0 ? 1 : Math.max(1, (buffers[index].remaining() + size - 1) / size);
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
