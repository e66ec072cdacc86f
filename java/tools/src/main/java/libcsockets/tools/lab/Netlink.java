package libcsockets.tools.lab;

import static libcsockets.Constants.*;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import libcsockets.ErrnoException;
import libcsockets.InetDiagMsg;
import libcsockets.Libc;
import libcsockets.Nlmsg;
import libcsockets.Optval;

/** Questions to the kernel over an AF_NETLINK socket. */
final class Netlink implements AutoCloseable {
    /** What the kernel fills at most for one message of a dump. */
    private static final int BUFFER = 65536;

    private final Libc libc;
    private final int fd;
    private int seq;

    Netlink(Libc libc, int protocol) throws ErrnoException {
        this.libc = libc;
        fd = libc.socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol);
        if (fd < 0) {
            throw new ErrnoException("socket(AF_NETLINK, SOCK_RAW, " + protocol + ")", libc.errno());
        }
    }

    /** The next request's number. */
    int next() {
        return ++seq;
    }

    /** Sends a request for a list and gives all answers. */
    List<Nlmsg> dump(ByteBuffer request) throws ErrnoException {
        List<Nlmsg> answers = new ArrayList<>();
        send(request);
        for (; ; ) {
            for (Nlmsg message : receive()) {
                if (message.seq() != seq) {
                    continue;
                }
                if (message.type() == NLMSG_DONE) {
                    return answers;
                }
                if (message.type() == NLMSG_ERROR) {
                    throw new ErrnoException("the kernel's answer over AF_NETLINK", message.error());
                }
                answers.add(message);
            }
        }
    }

    /** What sock_diag knows of a TCP connection; null for nothing, or only of the socket that listens. */
    InetDiagMsg tcp(InetSocketAddress src, InetSocketAddress dst) throws ErrnoException {
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
        if (libc.send(fd, request, request.limit(), 0) < 0) {
            throw new ErrnoException("send", libc.errno());
        }
    }

    private List<Nlmsg> receive() throws ErrnoException {
        ByteBuffer buf = Optval.allocate(BUFFER);
        int length = libc.recv(fd, buf, buf.capacity(), 0);
        if (length < 0) {
            throw new ErrnoException("recv", libc.errno());
        }
        return Nlmsg.decode(buf, length);
    }

    @Override
    public void close() {
        libc.close(fd);
    }
}
