package libcsockets.socket;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import libcsockets.Errno;

/**
 * The events that the Flight Recorder can record. Loaded only where the module jdk.jfr is; what the methods do while no
 * recording is on, the compiler leaves out.
 */
final class FlightEvents {
    private FlightEvents() {}

    /** What all calls have. */
    @Category({"libc-sockets"})
    @StackTrace
    abstract static class Call extends Event {
        @Label("Descriptor")
        int fd;

        @Label("errno")
        @Description("Name of the error number; none if the call succeeded")
        String errno;
    }

    @Name("libcsockets.Connect")
    @Label("Connect")
    static final class Connect extends Call {}

    @Name("libcsockets.Accept")
    @Label("Accept")
    static final class Accept extends Call {
        @Label("Descriptor of the Connection")
        int connection = -1;
    }

    /** What calls have that move data. */
    abstract static class Transfer extends Call {
        @Label("Bytes")
        @Description("Bytes that went from or into the caller's buffers")
        @DataAmount
        long bytes;

        @Label("Messages")
        @Description("1, or of a batch the number of datagrams; 0 if the call failed")
        int messages;
    }

    @Name("libcsockets.Send")
    @Label("Send")
    static final class Send extends Transfer {}

    @Name("libcsockets.Receive")
    @Label("Receive")
    static final class Receive extends Transfer {}

    @Name("libcsockets.Close")
    @Label("Close")
    static final class Close extends Call {}

    /** The event of a call that begins now; null if it is not recorded. */
    static Object begin(int op) {
        Call event;
        if (op <= OpenDescriptor.RECVMMSG) {
            event = new Receive();
        } else if (op <= OpenDescriptor.SENDMMSG) {
            event = new Send();
        } else {
            event = op == OpenDescriptor.ACCEPT ? new Accept() : new Connect();
        }
        return begun(event);
    }

    /** The event of a {@code close} that begins now; null if it is not recorded. */
    static Object beginClose() {
        return begun(new Close());
    }

    private static Call begun(Call event) {
        if (!event.isEnabled()) {
            return null;
        }
        event.begin();
        return event;
    }

    /**
     * The call has ended.
     *
     * @param batch whose datagrams it moved, from {@code address} on; or anything else
     * @param room how many bytes it can have received
     * @param result n or -errno
     */
    static void end(Object begun, int fd, Object batch, long address, int room, int result) {
        Call event = (Call) begun;
        event.end();
        if (!event.shouldCommit()) {
            return;
        }
        event.fd = fd;
        event.errno = result < 0 ? Errno.name(-result) : null;
        if (result >= 0 && event instanceof Transfer transfer) {
            boolean several = batch instanceof Batch;
            transfer.messages = several ? result : 1;
            // Of a datagram that was cut the result is the real length.
            int bytes = event instanceof Receive ? Math.min(result, room) : result;
            transfer.bytes = several ? ((Batch) batch).bytes(address, result) : bytes;
        } else if (result >= 0 && event instanceof Accept accept) {
            accept.connection = result;
        }
        event.commit();
    }
}
