package libcsockets.tools.wire;

import static libcsockets.Constants.*;
import static libcsockets.Libc.htons;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import libcsockets.Cmsg;
import libcsockets.Control;
import libcsockets.ErrnoException;
import libcsockets.Iovec;
import libcsockets.Libc;
import libcsockets.Msghdr;
import libcsockets.Pollfd;
import libcsockets.Sockaddr;
import libcsockets.option.Optval;
import libcsockets.option.Optval.SockFilter;

/**
 * Captures one TCP connection on the loopback interface through an AF_PACKET socket with a filter. Needs CAP_NET_RAW.
 * Frames wait in the socket until they are taken.
 */
public final class Capture implements AutoCloseable {
    private static final int SNAPLEN = 65536;

    private final Libc libc;
    private final int fd;

    /** A frame and the time of its capture. */
    public record Frame(Instant time, byte[] bytes) {}

    private Capture(Libc libc, int fd) {
        this.libc = libc;
        this.fd = fd;
    }

    /**
     * Starts to capture.
     *
     * @throws ErrnoException with EPERM without the capability
     */
    public static Capture open(Libc libc, int clientPort, int serverPort) throws ErrnoException {
        // Protocol 0: the socket receives nothing before the filter is set.
        int fd = libc.socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
        if (fd < 0) {
            throw new ErrnoException("socket(AF_PACKET, SOCK_RAW, 0)", libc.errno());
        }
        Capture capture = new Capture(libc, fd);
        try {
            ByteBuffer filter = Optval.fprog(connection(clientPort, serverPort));
            capture.must(
                    "SO_ATTACH_FILTER", libc.setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, filter, SIZEOF_SOCK_FPROG));
            capture.must("SO_TIMESTAMPNS", libc.setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPNS, 1));
            Sockaddr lo = Sockaddr.packet(libc.if_nametoindex("lo"), htons(ETH_P_ALL));
            capture.must("bind", libc.bind(fd, lo, lo.length()));
            return capture;
        } catch (ErrnoException e) {
            capture.close();
            throw e;
        }
    }

    private void must(String call, int result) throws ErrnoException {
        if (result < 0) {
            throw new ErrnoException(call, libc.errno());
        }
    }

    /**
     * Passes the packets of one connection once each: the loopback interface shows every packet twice, outgoing and
     * incoming.
     */
    private static SockFilter[] connection(int clientPort, int serverPort) {
        int there = clientPort << 16 | serverPort;
        int back = serverPort << 16 | clientPort;
        int ipProtocol = ETH_HLEN + OFFSETOF_IPHDR_PROTOCOL;
        return new SockFilter[] {
            new SockFilter(BPF_LD | BPF_W | BPF_ABS, 0, 0, SKF_AD_OFF + SKF_AD_PKTTYPE),
            new SockFilter(BPF_JMP | BPF_JEQ | BPF_K, 9, 0, PACKET_OUTGOING),
            new SockFilter(BPF_LD | BPF_W | BPF_ABS, 0, 0, SKF_AD_OFF + SKF_AD_PROTOCOL),
            new SockFilter(BPF_JMP | BPF_JEQ | BPF_K, 0, 7, ETH_P_IP),
            new SockFilter(BPF_LD | BPF_B | BPF_ABS, 0, 0, ipProtocol),
            new SockFilter(BPF_JMP | BPF_JEQ | BPF_K, 0, 5, IPPROTO_TCP),
            // X becomes the length of the IP header; the two ports are the first word after it.
            new SockFilter(BPF_LDX | BPF_B | BPF_MSH, 0, 0, ETH_HLEN),
            new SockFilter(BPF_LD | BPF_W | BPF_IND, 0, 0, ETH_HLEN),
            new SockFilter(BPF_JMP | BPF_JEQ | BPF_K, 1, 0, there),
            new SockFilter(BPF_JMP | BPF_JEQ | BPF_K, 0, 1, back),
            new SockFilter(BPF_RET | BPF_K, 0, 0, SNAPLEN),
            new SockFilter(BPF_RET | BPF_K, 0, 0, 0)
        };
    }

    /** Waits for this many frames, up to the time-out. */
    public List<Frame> take(int frames, int timeoutMillis) {
        List<Frame> taken = new ArrayList<>();
        long deadline = System.nanoTime() + timeoutMillis * 1_000_000L;
        for (; ; ) {
            int wait = taken.size() < frames ? (int) Math.max(0, (deadline - System.nanoTime()) / 1_000_000) : 0;
            if (libc.poll(Pollfd.of(fd, POLLIN), 1, wait) <= 0) {
                return taken;
            }
            ByteBuffer buf = Optval.allocate(SNAPLEN);
            Msghdr msg = new Msghdr().msg_iov(Iovec.of(buf)).msg_control(new Control(64));
            int length = libc.recvmsg(fd, msg, MSG_DONTWAIT);
            if (length > 0) {
                byte[] bytes = new byte[length];
                buf.get(0, bytes);
                taken.add(new Frame(time(msg), bytes));
            }
        }
    }

    private static Instant time(Msghdr msg) {
        for (Cmsg cmsg : msg.msg_control().messages(msg.msg_controllen())) {
            if (cmsg.is(SOL_SOCKET, SCM_TIMESTAMPNS)) {
                return cmsg.asTimespec();
            }
        }
        return Instant.now();
    }

    @Override
    public void close() {
        libc.close(fd);
    }
}
