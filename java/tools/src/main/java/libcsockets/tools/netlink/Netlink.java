package libcsockets.tools.netlink;

import static libcsockets.Constants.*;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import libcsockets.ErrnoException;
import libcsockets.Libc;
import libcsockets.netlink.InetDiagMsg;
import libcsockets.netlink.Nlmsg;
import libcsockets.option.Optval;
import libcsockets.tools.story.Names;
import libcsockets.tools.story.Narrator;

/** Requests to the kernel over an AF_NETLINK socket. */
public final class Netlink implements AutoCloseable {
    /** The kernel fills at most this much for one message of a dump. */
    private static final int BUFFER = 65536;

    /** Attempts to get a list that changes while the kernel sends it. */
    private static final int ATTEMPTS = 5;

    private final Libc libc;
    private final Narrator narrator;
    private final int fd;
    private int seq;

    /**
     * Opens the socket. The kernel gives it an address with the first message.
     *
     * @param narrator narrates the calls; null for none
     */
    public Netlink(Libc libc, int protocol, Narrator narrator) throws ErrnoException {
        this.libc = libc;
        this.narrator = narrator;
        fd = libc.socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol);
        String call = "socket(AF_NETLINK, SOCK_RAW, " + Names.one(protocol, "NETLINK_ROUTE", "NETLINK_SOCK_DIAG") + ")";
        narrate("fd = " + call, fd);
        if (fd < 0) {
            throw new ErrnoException(call, libc.errno());
        }
    }

    private void narrate(String call, int result) {
        if (narrator != null) {
            narrator.call(null, call, result, libc.errno());
        }
    }

    /** The number of the next request. */
    int next() {
        return ++seq;
    }

    /** Requests a list and returns all answers; repeats the request if the list changed meanwhile. */
    List<Nlmsg> dump(ByteBuffer request) throws ErrnoException {
        for (int attempt = 1; ; attempt++) {
            List<Nlmsg> answers = new ArrayList<>();
            send(request);
            boolean interrupted = collect(answers);
            if (!interrupted || attempt == ATTEMPTS) {
                return answers;
            }
        }
    }

    /** Receives to the end of a list; returns true if the kernel reports that the list changed meanwhile. */
    private boolean collect(List<Nlmsg> answers) throws ErrnoException {
        boolean interrupted = false;
        for (; ; ) {
            for (Nlmsg message : receive()) {
                if (message.seq() != seq) {
                    continue;
                }
                interrupted |= (message.flags() & NLM_F_DUMP_INTR) != 0;
                if (message.type() == NLMSG_DONE) {
                    return interrupted;
                }
                if (message.type() == NLMSG_ERROR) {
                    throw new ErrnoException("the kernel's answer over AF_NETLINK", message.error());
                }
                answers.add(message);
            }
        }
    }

    /** The sock_diag entry of a TCP connection; null if there is none but the listening socket's. */
    public InetDiagMsg tcp(InetSocketAddress src, InetSocketAddress dst) throws ErrnoException {
        send(InetDiagMsg.request(next(), IPPROTO_TCP, src, dst));
        for (; ; ) {
            for (Nlmsg message : receive()) {
                if (message.seq() != seq) {
                    continue;
                }
                if (message.type() == NLMSG_ERROR) {
                    if (message.error() == ENOENT) {
                        return null;
                    }
                    throw new ErrnoException("sock_diag", message.error());
                }
                InetDiagMsg socket = InetDiagMsg.decode(message);
                return socket.dst().getPort() == dst.getPort() ? socket : null;
            }
        }
    }

    private void send(ByteBuffer request) throws ErrnoException {
        int result = libc.send(fd, request, request.limit(), 0);
        if (narrator != null) {
            Nlmsg message = Nlmsg.decode(request, request.limit()).get(0);
            narrate(
                    "send(fd, {" + Names.one(message.type(), "RTM_GETLINK", "RTM_GETROUTE") + ", "
                            + "NLM_F_REQUEST | NLM_F_DUMP}, " + request.limit() + ", 0)",
                    result);
        }
        if (result < 0) {
            throw new ErrnoException("send", libc.errno());
        }
    }

    private List<Nlmsg> receive() throws ErrnoException {
        ByteBuffer buf = Optval.allocate(BUFFER);
        int length = libc.recv(fd, buf, buf.capacity(), 0);
        if (length < 0) {
            throw new ErrnoException("recv", libc.errno());
        }
        List<Nlmsg> messages = Nlmsg.decode(buf, length);
        String last = messages.get(messages.size() - 1).type() == NLMSG_DONE
                ? (messages.size() == 1 ? ", NLMSG_DONE" : ", the last NLMSG_DONE")
                : "";
        narrate(
                "recv(fd, {" + messages.size() + (messages.size() == 1 ? " message" : " messages") + last + "}, "
                        + BUFFER + ", 0)",
                length);
        return messages;
    }

    @Override
    public void close() {
        libc.close(fd);
    }
}
