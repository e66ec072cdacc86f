package libcsockets.socket;

import java.net.SocketAddress;
import java.util.List;
import libcsockets.Cmsg;
import libcsockets.Constants;
import libcsockets.Names;

/**
 * The result of {@link LibcSocket#receiveFrom} or {@link LibcSocket#receiveMessage}, in one piece.
 *
 * @param length number of bytes that are in the buffers now; {@link LibcSocket#EOF} or {@link LibcSocket#WOULD_BLOCK}
 * @param realLength number of bytes that the message had; more than {@code length} if the buffers were too small for a
 *     datagram; the same as {@code length} on a stream
 * @param flags {@code msg_flags}: {@code MSG_TRUNC}, {@code MSG_CTRUNC}, {@code MSG_OOB}, {@code MSG_ERRQUEUE}, ...
 * @param address the sender; null if the kernel names none, as on a connected stream
 * @param control the control messages in order; descriptors among them are open and the receiver's to close
 */
public record Received(int length, int realLength, int flags, SocketAddress address, List<Cmsg> control) {
    static final Received AT_EOF = new Received(SocketCalls.END, 0, 0, null, List.of());
    static final Received NOTHING = new Received(SocketCalls.NOTHING, 0, 0, null, List.of());

    /**
     * Whether the peer sends no more.
     *
     * @return true at the end of a stream
     */
    public boolean isEof() {
        return length == SocketCalls.END;
    }

    /**
     * Whether nothing was there and the call was not to wait.
     *
     * @return true if nothing was received
     */
    public boolean isWouldBlock() {
        return length == SocketCalls.NOTHING;
    }

    /**
     * Whether a datagram was longer than the buffers ({@code MSG_TRUNC}); the rest of it is lost.
     *
     * @return true if bytes are missing
     */
    public boolean isTruncated() {
        return (flags & Constants.MSG_TRUNC) != 0;
    }

    /**
     * Whether control messages were cut or left out for lack of room ({@code MSG_CTRUNC}). Descriptors that did not fit
     * were closed by the kernel.
     *
     * @return true if control messages are missing
     */
    public boolean isControlTruncated() {
        return (flags & Constants.MSG_CTRUNC) != 0;
    }

    /**
     * The first control message of a kind.
     *
     * @param level {@code cmsg_level}
     * @param type {@code cmsg_type}
     * @return the message; null if there is none
     */
    public Cmsg control(int level, int type) {
        for (Cmsg cmsg : control) {
            if (cmsg.is(level, type)) {
                return cmsg;
            }
        }
        return null;
    }

    /** For example {@code Received[5 bytes of 9, MSG_TRUNC, /127.0.0.1:5000]}. */
    @Override
    public String toString() {
        if (length < 0) {
            return isEof() ? "Received[end]" : "Received[would block]";
        }
        return "Received[" + length + (length == 1 ? " byte" : " bytes")
                + (realLength == length ? "" : " of " + realLength)
                + (flags == 0 ? "" : ", " + Names.flags("MSG_", flags))
                + (address == null ? "" : ", " + address)
                + (control.isEmpty() ? "]" : ", " + control + "]");
    }
}
