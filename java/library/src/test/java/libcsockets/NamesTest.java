package libcsockets;

import static libcsockets.Constants.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import libcsockets.testing.OnEachBackend;
import org.junit.jupiter.api.Test;

/** Numbers as people know them, in every text that the raw layer makes. */
class NamesTest {
    @Test
    void numbersArePrintedByName() {
        assertEquals("AF_UNIX", Names.of("AF_", AF_UNIX));
        assertEquals("AF_NETLINK", Names.of("AF_", AF_NETLINK));
        assertEquals("99", Names.of("AF_", 99));
        assertEquals("-1", Names.of("AF_", -1));
        assertEquals("SOCK_RAW|SOCK_CLOEXEC", Names.type(SOCK_RAW | SOCK_CLOEXEC));
        assertEquals("SOCK_DGRAM", Names.type(SOCK_DGRAM));
        assertEquals("IPPROTO_ICMP", Names.protocol(AF_INET, IPPROTO_ICMP));
        assertEquals("NETLINK_ROUTE", Names.protocol(AF_NETLINK, NETLINK_ROUTE));
        assertEquals("0", Names.protocol(AF_INET, 0));
        assertEquals("8", Names.protocol(AF_PACKET, 8));
        assertEquals("IP_TTL", Names.of(IP_TTL, List.of("IP_TTL", "IP_TOS")));
        assertEquals("77", Names.of(77, List.of("IP_TTL", "NO_SUCH_CONSTANT")));
        for (String name : List.of("SHUT_WR", "SOCK_SEQPACKET", "F_SETFL", "EPOLL_CTL_MOD", "IPPROTO_MPTCP")) {
            String prefix = name.substring(0, name.lastIndexOf('_') + 1);
            assertEquals(name, Names.of(prefix, Constants.value(name).intValue()));
        }
    }

    @Test
    void bitsWithoutANameAreHexadecimal() {
        assertEquals("MSG_PEEK|MSG_DONTWAIT", Names.flags("MSG_", MSG_PEEK | MSG_DONTWAIT));
        assertEquals("MSG_PEEK|0x80000", Names.flags("MSG_", MSG_PEEK | 0x80000));
        assertEquals("0", Names.flags("MSG_", 0));
        assertEquals("EPOLLIN|EPOLLRDHUP|EPOLLET", Names.flags("EPOLL", EPOLLIN | EPOLLRDHUP | EPOLLET));
        assertEquals("O_RDWR|O_NONBLOCK", Names.flags("O_", O_RDWR | O_NONBLOCK));
        assertEquals("MSG_DONTROUTE", Names.flags("MSG_", MSG_DONTROUTE));
    }

    private static void says(String expected, String call, Object... arguments) {
        assertEquals(expected, new ErrnoException(call, EACCES, arguments).arguments());
    }

    @Test
    void argumentsArePrintedByName() {
        assertEquals(
                "socket(AF_INET, SOCK_STREAM|SOCK_CLOEXEC, IPPROTO_ICMP): EACCES (13), Permission denied",
                new ErrnoException("socket", EACCES, AF_INET, SOCK_STREAM | SOCK_CLOEXEC, IPPROTO_ICMP).getMessage());
        says("AF_UNIX, SOCK_DGRAM, 0, sv", "socketpair", AF_UNIX, SOCK_DGRAM, 0, "sv");
        says("1, buf, 2, MSG_PEEK|MSG_DONTWAIT", "recv", 1, "buf", 2, MSG_PEEK | MSG_DONTWAIT);
        says(
                "1, buf, 2, MSG_NOSIGNAL, 127.0.0.1:1",
                "sendto",
                1,
                "buf",
                2,
                MSG_NOSIGNAL,
                Sockaddr.inet("127.0.0.1", 1));
        says("1, msg, MSG_NOSIGNAL", "sendmsg", 1, "msg", MSG_NOSIGNAL);
        says("1, msgvec, 2, MSG_WAITFORONE, NULL", "recvmmsg", 1, "msgvec", 2, MSG_WAITFORONE, "NULL");
        says("1, SHUT_WR", "shutdown", 1, SHUT_WR);
        says("1, 7", "shutdown", 1, 7);
        says("1, F_SETFL, O_RDWR|O_NONBLOCK", "fcntl", 1, F_SETFL, O_RDWR | O_NONBLOCK);
        says("1, F_SETFD, FD_CLOEXEC", "fcntl", 1, F_SETFD, FD_CLOEXEC);
        says("1, F_DUPFD_CLOEXEC, 0", "fcntl", 1, F_DUPFD_CLOEXEC, 0);
        says("1, EPOLL_CTL_MOD, 2, EPOLLIN|EPOLLET", "epoll_ctl", 1, EPOLL_CTL_MOD, 2, EPOLLIN | EPOLLET);
        says("1, addr, addrlen, SOCK_NONBLOCK", "accept4", 1, "addr", "addrlen", SOCK_NONBLOCK);
        says("[1, 2], 0aff", "other", new int[] {1, 2}, new byte[] {10, -1});
        says("", "getpid");
    }

    /** An exception that nobody prints costs no text, and what is passed may be used again at once. */
    @Test
    void theMessageIsBuiltOnDemand() {
        AtomicInteger asked = new AtomicInteger();
        Object counted = new Object() {
            @Override
            public String toString() {
                return "asked " + asked.incrementAndGet();
            }
        };
        Sockaddr address = Sockaddr.inet("127.0.0.1", 80);
        ErrnoException e = new ErrnoException("connect", ECONNREFUSED, counted, address);
        assertEquals(0, asked.get());
        address.sin_port(Libc.htons(81));
        assertEquals("connect(asked 1, 127.0.0.1:80): ECONNREFUSED (111), Connection refused", e.getMessage());
        assertEquals("asked 1, 127.0.0.1:80", e.arguments());
    }

    @Test
    void anExceptionIsSerializable() throws IOException, ClassNotFoundException {
        ErrnoException e = new ErrnoException("shutdown", ENOTCONN, 5, SHUT_RD);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(e);
        }
        ErrnoException read;
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            read = (ErrnoException) in.readObject();
        }
        assertEquals(e.getMessage(), read.getMessage());
        assertEquals("5, SHUT_RD", read.arguments());
        assertEquals(ENOTCONN, read.errno());
        assertEquals("shutdown", read.call());
    }

    @OnEachBackend
    void aBackendIsPrintedByName(Libc libc) {
        assertEquals("Libc[" + libc.backend() + "]", libc.toString());
        assertNotEquals("", libc.origin());
    }

    @Test
    void structuresShowTheirFields() {
        assertEquals(
                "Pollfd[5 POLLIN|POLLRDHUP]", Pollfd.of(5, POLLIN | POLLRDHUP).toString());
        assertEquals(
                "EpollEvent[EPOLLOUT|EPOLLET 7]",
                EpollEvent.of(EPOLLOUT | EPOLLET, 7).toString());
        Iovec iov = Iovec.of(ByteBuffer.allocateDirect(3), ByteBuffer.allocateDirect(4));
        assertEquals("Iovec[3, 4]", iov.toString());
        assertEquals("Timespec[1 s, 2 ns]", new Timespec(1, 2).toString());
        Control control = new Control(64).addRights(3).addInts(IPPROTO_IP, IP_TTL, 9);
        assertEquals(
                "Control[Cmsg[SOL_SOCKET, SCM_RIGHTS, 03000000], Cmsg[IPPROTO_IP, IP_TTL, 09000000]]",
                control.toString());
        assertEquals("Control[]", new Control(64).toString());
        Msghdr msg = new Msghdr().msg_name(Sockaddr.inet("127.0.0.1", 80)).msg_iov(iov);
        assertEquals(
                "Msghdr[127.0.0.1:80, Iovec[3, 4], " + control + ", MSG_TRUNC]",
                msg.msg_control(control).msg_flags(MSG_TRUNC).toString());
        assertEquals("Mmsghdr[2 messages]", new Mmsghdr(2).toString());
        assertEquals("Cmsg[SOL_SOCKET, SCM_TIMESTAMP, ]", new Cmsg(SOL_SOCKET, SCM_TIMESTAMP, new byte[0]).toString());
        assertEquals("Cmsg[IPPROTO_UDP, UDP_GRO, 00]", new Cmsg(IPPROTO_UDP, UDP_GRO, new byte[1]).toString());
        assertEquals("Cmsg[SOL_TIPC, 99, ]", new Cmsg(SOL_TIPC, 99, new byte[0]).toString());
        assertEquals(
                "Addrinfo[AF_INET, SOCK_STREAM, IPPROTO_TCP, AI_PASSIVE]",
                new Addrinfo(AI_PASSIVE, AF_INET, SOCK_STREAM, IPPROTO_TCP).toString());
        assertEquals(
                "ExtendedError[ECONNREFUSED, SO_EE_ORIGIN_ICMP, type 3, code 3, info 0, data 0]",
                new ExtendedError(ECONNREFUSED, SO_EE_ORIGIN_ICMP, 3, 3, 0, 0, null).toString());
    }
}
