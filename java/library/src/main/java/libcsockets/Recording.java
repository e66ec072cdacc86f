package libcsockets;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/**
 * The events that the Flight Recorder can record. Loaded only where the module jdk.jfr is; what the methods do while no
 * recording is on, the compiler leaves out.
 */
final class Recording {
    private Recording() {}

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

    @Name("libcsockets.Send")
    @Label("Send")
    static final class Send extends Call {
        @Label("Bytes")
        @Description("Bytes sent; of a batch the number of datagrams")
        @DataAmount
        long bytes;
    }

    @Name("libcsockets.Receive")
    @Label("Receive")
    static final class Receive extends Call {
        @Label("Bytes")
        @Description("Bytes received; of a batch the number of datagrams")
        @DataAmount
        long bytes;
    }

    @Name("libcsockets.Close")
    @Label("Close")
    static final class Close extends Call {}

    /** The event of a call that begins now; null if it is not recorded. */
    static Object begin(int op) {
        Call event;
        if (op <= Descriptor.RECVMMSG) {
            event = new Receive();
        } else if (op <= Descriptor.SENDMMSG) {
            event = new Send();
        } else {
            event = op == Descriptor.ACCEPT ? new Accept() : new Connect();
        }
        if (!event.isEnabled()) {
            return null;
        }
        event.begin();
        return event;
    }

    /** The call has ended with n or -errno. */
    static void end(Object begun, int fd, int result) {
        Call event = (Call) begun;
        event.end();
        if (!event.shouldCommit()) {
            return;
        }
        event.fd = fd;
        event.errno = result < 0 ? Errno.name(-result) : null;
        if (event instanceof Receive receive) {
            receive.bytes = Math.max(result, 0);
        } else if (event instanceof Send send) {
            send.bytes = Math.max(result, 0);
        } else if (event instanceof Accept accept) {
            accept.connection = result;
        }
        event.commit();
    }

    static void closed(int fd, int result) {
        Close event = new Close();
        if (event.isEnabled()) {
            end(event, fd, result);
        }
    }
}
