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

    /** The fields of all calls. */
    @Category({"libc-sockets"})
    @StackTrace
    abstract static class SocketEvent extends Event {
        @Label("Descriptor")
        int fd;

        @Label("errno")
        @Description("Name of the error number; none if the call succeeded")
        String errno;
    }

    @Name("libcsockets.Connect")
    @Label("Connect")
    static final class Connect extends SocketEvent {
        private static final Connect ANY = new Connect();
    }

    @Name("libcsockets.Accept")
    @Label("Accept")
    static final class Accept extends SocketEvent {
        private static final Accept ANY = new Accept();

        @Label("Descriptor of the Connection")
        int connection = -1;
    }

    /** The fields of calls that move data. */
    abstract static class Transfer extends SocketEvent {
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
    static final class Send extends Transfer {
        private static final Send ANY = new Send();
    }

    @Name("libcsockets.Receive")
    @Label("Receive")
    static final class Receive extends Transfer {
        private static final Receive ANY = new Receive();
    }

    @Name("libcsockets.Close")
    @Label("Close")
    static final class Close extends SocketEvent {
        private static final Close ANY = new Close();
    }

    // Each kind is asked by an event that is there already: one made for asking would cost every call its memory.

    /** The event of a call that begins now; null if it is not recorded. */
    static Object begin(Operation op) {
        if (op.moves()) {
            if (op.in) {
                return Receive.ANY.isEnabled() ? begun(new Receive()) : null;
            }
            return Send.ANY.isEnabled() ? begun(new Send()) : null;
        }
        if (op.in) {
            return Accept.ANY.isEnabled() ? begun(new Accept()) : null;
        }
        return Connect.ANY.isEnabled() ? begun(new Connect()) : null;
    }

    /** The event of a {@code close} that begins now; null if it is not recorded. */
    static Object beginClose() {
        return Close.ANY.isEnabled() ? begun(new Close()) : null;
    }

    private static SocketEvent begun(SocketEvent event) {
        event.begin();
        return event;
    }

    /**
     * The call has ended.
     *
     * @param call its arguments; null of a {@code close}
     * @param result n or -errno
     */
    static void end(Object begun, int fd, Call call, int result) {
        SocketEvent event = (SocketEvent) begun;
        event.end();
        if (!event.shouldCommit()) {
            return;
        }
        event.fd = fd;
        event.errno = result < 0 ? Errno.name(-result) : null;
        if (result >= 0 && event instanceof Transfer transfer) {
            boolean several = call.data instanceof Batch;
            transfer.messages = several ? result : 1;
            // Of a datagram that was cut the result is the real length.
            int bytes = call.operation.in ? Math.min(result, call.count) : result;
            transfer.bytes = several ? ((Batch) call.data).bytes(call.at, result) : bytes;
        } else if (result >= 0 && event instanceof Accept accept) {
            accept.connection = result;
        }
        event.commit();
    }
}
