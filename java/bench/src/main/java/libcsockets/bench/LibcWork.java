package libcsockets.bench;

import static libcsockets.Constants.*;

import java.nio.ByteBuffer;
import libcsockets.Control;
import libcsockets.EpollEvent;
import libcsockets.IntRef;
import libcsockets.Iovec;
import libcsockets.Libc;
import libcsockets.Mmsghdr;
import libcsockets.Msghdr;
import libcsockets.Sockaddr;

/** The work of {@code bench.c}, call by call the same, over {@link Libc}. */
final class LibcWork {
    private final Libc libc;
    private final int port;

    /** Of a message. */
    private final int size;

    private LibcWork(Libc libc, int port, int size) {
        this.libc = libc;
        this.port = port;
        this.size = size;
    }

    static Work open(Libc libc, String role, int port, int size) {
        LibcWork work = new LibcWork(libc, port, size);
        switch (role) {
            case "eagain":
                return work.eagain();
            case "eagain-bytes":
                return work.eagainBytes();
            case "unix":
                return work.unix();
            case "getsockopt":
                return work.getsockopt();
            case "ping-pong":
                return work.pingPong(work.connectedTcp());
            case "stream":
                return work.stream();
            case "stream-bytes":
                return work.streamBytes();
            case "connect":
                return work.connect();
            case "udp":
                return work.pingPong(work.connected(SOCK_DGRAM));
            case "udp-batch":
                return work.udpBatch();
            case "udp-segments":
                return work.udpSegments();
            case "accept-server":
                return work.acceptServer();
            case "epoll-server":
                return work.epollServer();
            default:
                throw new IllegalArgumentException(role);
        }
    }

    private int check(int result) {
        if (result < 0) {
            throw new IllegalStateException(libc.strerror(libc.errno()));
        }
        return result;
    }

    private int connected(int type) {
        int fd = check(libc.socket(AF_INET, type, 0));
        Sockaddr addr = Sockaddr.inet("127.0.0.1", port);
        check(libc.connect(fd, addr, addr.length()));
        return fd;
    }

    private int connectedTcp() {
        int fd = connected(SOCK_STREAM);
        check(libc.setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, 1));
        return fd;
    }

    private int listening() {
        int fd = check(libc.socket(AF_INET, SOCK_STREAM, 0));
        Sockaddr addr = Sockaddr.inet("127.0.0.1", 0);
        check(libc.bind(fd, addr, addr.length()));
        check(libc.listen(fd, SOMAXCONN));
        return fd;
    }

    private int portOf(int fd) {
        Sockaddr addr = new Sockaddr();
        check(libc.getsockname(fd, addr, new IntRef(SIZEOF_SOCKADDR_IN)));
        return Libc.ntohs(addr.sin_port());
    }

    private Work eagain() {
        int fd = connectedTcp();
        ByteBuffer buf = ByteBuffer.allocateDirect(Work.MESSAGE);
        return count -> {
            for (int i = 0; i < count; i++) {
                if (libc.recv(fd, buf, Work.MESSAGE, MSG_DONTWAIT) >= 0 || libc.errno() != EAGAIN) {
                    throw new IllegalStateException("recv");
                }
            }
        };
    }

    private Work eagainBytes() {
        int fd = connectedTcp();
        byte[] buf = new byte[Work.MESSAGE];
        return count -> {
            for (int i = 0; i < count; i++) {
                if (libc.recv(fd, buf, Work.MESSAGE, MSG_DONTWAIT) >= 0 || libc.errno() != EAGAIN) {
                    throw new IllegalStateException("recv");
                }
            }
        };
    }

    private Work unix() {
        int[] pair = new int[2];
        check(libc.socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
        int near = pair[0];
        int far = pair[1];
        ByteBuffer buf = ByteBuffer.allocateDirect(1);
        return Work.repeat(() -> {
            check(libc.send(near, buf, 1, 0));
            check(libc.recv(far, buf, 1, 0));
        });
    }

    private Work getsockopt() {
        int fd = connectedTcp();
        IntRef bytes = new IntRef();
        return Work.repeat(() -> check(libc.getsockopt(fd, SOL_SOCKET, SO_RCVBUF, bytes)));
    }

    private Work pingPong(int fd) {
        ByteBuffer buf = ByteBuffer.allocateDirect(size);
        return count -> {
            for (int i = 0; i < count; i++) {
                for (int n = 0; n < size; ) {
                    n += check(libc.send(fd, buf, n, size - n, 0));
                }
                for (int n = 0; n < size; ) {
                    n += check(libc.recv(fd, buf, n, size - n, 0));
                }
            }
        };
    }

    private Work stream() {
        int fd = connectedTcp();
        ByteBuffer buf = ByteBuffer.allocateDirect(Work.MEBIBYTE);
        return count -> {
            for (int i = 0; i < count; i++) {
                for (int n = 0; n < Work.MEBIBYTE; ) {
                    n += check(libc.send(fd, buf, n, Work.MEBIBYTE - n, 0));
                }
                for (int n = 0; n < Work.MEBIBYTE; ) {
                    n += check(libc.recv(fd, buf, n, Work.MEBIBYTE - n, 0));
                }
            }
        };
    }

    private Work streamBytes() {
        int fd = connectedTcp();
        byte[] buf = new byte[Work.MEBIBYTE];
        return count -> {
            for (int i = 0; i < count; i++) {
                for (int n = 0; n < Work.MEBIBYTE; ) {
                    n += check(libc.send(fd, buf, n, Work.MEBIBYTE - n, 0));
                }
                for (int n = 0; n < Work.MEBIBYTE; ) {
                    n += check(libc.recv(fd, buf, n, Work.MEBIBYTE - n, 0));
                }
            }
        };
    }

    private Work connect() {
        Sockaddr addr = Sockaddr.inet("127.0.0.1", port);
        ByteBuffer buf = ByteBuffer.allocateDirect(Work.MESSAGE);
        return count -> {
            for (int i = 0; i < count; i++) {
                int fd = check(libc.socket(AF_INET, SOCK_STREAM, 0));
                check(libc.connect(fd, addr, addr.length()));
                check(libc.send(fd, buf, Work.MESSAGE, 0));
                check(libc.recv(fd, buf, Work.MESSAGE, 0));
                check(libc.close(fd));
            }
        };
    }

    private Work udpBatch() {
        int fd = connected(SOCK_DGRAM);
        ByteBuffer buf = ByteBuffer.allocateDirect(Work.WINDOW * Work.MESSAGE);
        Mmsghdr messages = new Mmsghdr(Work.WINDOW);
        for (int i = 0; i < Work.WINDOW; i++) {
            messages.msg_hdr(i)
                    .msg_iov(new Iovec(1).set(0, buf, i * Work.MESSAGE, Work.MESSAGE))
                    .msg_iovlen(1);
        }
        return count -> {
            for (int done = 0; done < count; done += Work.WINDOW) {
                check(libc.sendmmsg(fd, messages, Work.WINDOW, 0));
                for (int n = 0; n < Work.WINDOW; ) {
                    n += check(libc.recvmmsg(fd, messages, Work.WINDOW - n, MSG_WAITFORONE, null));
                }
            }
        };
    }

    private Work udpSegments() {
        int fd = connected(SOCK_DGRAM);
        check(libc.setsockopt(fd, IPPROTO_UDP, UDP_SEGMENT, Work.MESSAGE));
        check(libc.setsockopt(fd, IPPROTO_UDP, UDP_GRO, 1));
        ByteBuffer buf = ByteBuffer.allocateDirect(Work.WINDOW * Work.MESSAGE);
        Control control = new Control(Control.space(Integer.BYTES));
        Msghdr message = new Msghdr()
                .msg_iov(new Iovec(1).set(0, buf, 0, buf.capacity()))
                .msg_iovlen(1)
                .msg_control(control);
        return count -> {
            for (int done = 0; done < count; done += Work.WINDOW) {
                check(libc.send(fd, buf, buf.capacity(), 0));
                for (int n = 0; n < buf.capacity(); ) {
                    message.msg_controllen(control.capacity());
                    n += check(libc.recvmsg(fd, message, 0));
                    Work.checkSegments(control.messages(message.msg_controllen()));
                }
            }
        };
    }

    private Work acceptServer() {
        int fd = listening();
        Work.start(() -> {
            Sockaddr peer = new Sockaddr();
            IntRef peerlen = new IntRef();
            ByteBuffer buf = ByteBuffer.allocateDirect(Work.MEBIBYTE);
            for (; ; ) {
                peerlen.set(SIZEOF_SOCKADDR_IN);
                int connection = check(libc.accept(fd, peer, peerlen));
                int n = check(libc.recv(connection, buf, Work.MEBIBYTE, 0));
                check(libc.send(connection, buf, n, 0));
                check(libc.close(connection));
            }
        });
        return Work.server(portOf(fd));
    }

    private Work epollServer() {
        int fd = listening();
        int epfd = check(libc.epoll_create1(0));
        EpollEvent event = EpollEvent.of(EPOLLIN, fd);
        check(libc.epoll_ctl(epfd, EPOLL_CTL_ADD, fd, event));
        Work.start(() -> {
            EpollEvent events = new EpollEvent(Work.EVENTS);
            ByteBuffer buf = ByteBuffer.allocateDirect(Work.MEBIBYTE);
            for (; ; ) {
                int ready = check(libc.epoll_wait(epfd, events, Work.EVENTS, -1));
                for (int i = 0; i < ready; i++) {
                    int readyFd = events.fd(i);
                    if (readyFd == fd) {
                        int connection = check(libc.accept4(fd, null, null, SOCK_NONBLOCK));
                        check(libc.epoll_ctl(epfd, EPOLL_CTL_ADD, connection, event.data(0, connection)));
                    } else {
                        echo(readyFd, buf);
                    }
                }
            }
        });
        return Work.server(portOf(fd));
    }

    private void echo(int fd, ByteBuffer buf) {
        int n = libc.recv(fd, buf, Work.MEBIBYTE, 0);
        if (n <= 0) {
            libc.close(fd);
        } else {
            check(libc.send(fd, buf, n, 0));
        }
    }
}
