package libcsockets;

import static libcsockets.Constants.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import libcsockets.testing.OnEachBackend;
import org.junit.jupiter.api.io.TempDir;

/** Messages: sendmsg, recvmsg, sendmmsg and recvmmsg, with control messages. */
class MessageCallsTest extends RawCalls {
    @TempDir
    Path directory;

    @OnEachBackend
    void messagesCarryDescriptors(Libc libc) throws IOException {
        this.libc = libc;
        int[] pair = unixPair(SOCK_DGRAM);
        Path file = Files.writeString(directory.resolve("passed"), "content");
        int fd = made(libc.open(file.toString(), O_RDONLY | O_CLOEXEC, 0));
        Msghdr out =
                new Msghdr().msg_iov(Iovec.of(direct("hi"))).msg_control(new Control(Control.space(4)).addRights(fd));
        assertEquals(2, libc.sendmsg(pair[0], out, 0));
        ByteBuffer data = ByteBuffer.allocateDirect(8);
        Msghdr in = new Msghdr()
                .msg_name(new Sockaddr())
                .msg_iov(Iovec.of(data))
                .msg_control(new Control(Control.space(4) + Control.space(12)));
        assertEquals(2, libc.recvmsg(pair[1], in, MSG_CMSG_CLOEXEC));
        assertEquals(MSG_CMSG_CLOEXEC, in.msg_flags());
        List<Cmsg> messages = in.msg_control().messages(in.msg_controllen());
        assertEquals(1, messages.size());
        assertTrue(messages.get(0).is(SOL_SOCKET, SCM_RIGHTS));
        int passed = made(messages.get(0).asRights()[0]);
        byte[] content = new byte[16];
        assertEquals(7, libc.read(passed, content, 16));
        assertEquals("content", new String(content, 0, 7, StandardCharsets.UTF_8));
    }

    @OnEachBackend
    void messagesCarryCredentialsAndPacketInfo(Libc libc) {
        this.libc = libc;
        int[] pair = unixPair(SOCK_DGRAM);
        ok(libc.setsockopt(pair[1], SOL_SOCKET, SO_PASSCRED, 1));
        assertEquals(1, libc.send(pair[0], bytes("x"), 1, 0));
        Msghdr in = new Msghdr().msg_iov(Iovec.of(ByteBuffer.allocateDirect(1))).msg_control(new Control(64));
        assertEquals(1, libc.recvmsg(pair[1], in, 0));
        Ucred sender = in.msg_control().messages(in.msg_controllen()).get(0).asCredentials();
        assertEquals(new Ucred(libc.getpid(), libc.geteuid(), sender.gid()), sender);

        Sockaddr here = Sockaddr.inet("127.0.0.1", 0);
        int udp = made(libc.socket(AF_INET, SOCK_DGRAM, 0));
        ok(libc.bind(udp, here, here.length()));
        ok(libc.getsockname(udp, here, new IntRef(SIZEOF_SOCKADDR_IN)));
        ok(libc.setsockopt(udp, IPPROTO_IP, IP_PKTINFO, 1));
        ok(libc.setsockopt(udp, IPPROTO_IP, IP_RECVTTL, 1));
        ok(libc.setsockopt(udp, SOL_SOCKET, SO_TIMESTAMPNS, 1));
        assertEquals(1, libc.sendto(udp, bytes("x"), 1, 0, here, here.length()));
        in = new Msghdr().msg_iov(Iovec.of(ByteBuffer.allocateDirect(1))).msg_control(new Control(256));
        assertEquals(1, libc.recvmsg(udp, in, 0));
        List<Cmsg> messages = in.msg_control().messages(in.msg_controllen());
        Pktinfo info = find(messages, IPPROTO_IP, IP_PKTINFO).asPktinfo();
        assertEquals("127.0.0.1", info.addr().getHostAddress());
        assertEquals(libc.if_nametoindex("lo"), info.ifindex());
        assertEquals(64, find(messages, IPPROTO_IP, IP_TTL).asInt());
        long age = System.currentTimeMillis()
                - find(messages, SOL_SOCKET, SCM_TIMESTAMPNS).asTimespec().toEpochMilli();
        assertTrue(Math.abs(age) < 60_000, "received " + age + " ms ago");
    }

    @OnEachBackend
    void theErrorQueueNamesTheOffender(Libc libc) {
        this.libc = libc;
        Sockaddr nobody = Sockaddr.inet("127.0.0.1", 0);
        int reserved = made(libc.socket(AF_INET, SOCK_DGRAM, 0));
        ok(libc.bind(reserved, nobody, nobody.length()));
        ok(libc.getsockname(reserved, nobody, new IntRef(SIZEOF_SOCKADDR_IN)));
        ok(libc.close(opened.remove(0)));
        int udp = made(libc.socket(AF_INET, SOCK_DGRAM, 0));
        ok(libc.setsockopt(udp, IPPROTO_IP, IP_RECVERR, 1));
        assertEquals(1, libc.sendto(udp, bytes("x"), 1, 0, nobody, nobody.length()));
        assertEquals(1, libc.poll(Pollfd.of(udp, 0), 1, 5000));
        Msghdr in = new Msghdr().msg_iov(Iovec.of(ByteBuffer.allocateDirect(8))).msg_control(new Control(256));
        assertEquals(1, libc.recvmsg(udp, in, MSG_ERRQUEUE));
        assertEquals(MSG_ERRQUEUE, in.msg_flags() & MSG_ERRQUEUE);
        ExtendedError error = find(in.msg_control().messages(in.msg_controllen()), IPPROTO_IP, IP_RECVERR)
                .asExtendedError();
        assertEquals(ECONNREFUSED, error.errno());
        assertEquals(SO_EE_ORIGIN_ICMP, error.origin());
        assertEquals(3, error.type());
        assertEquals(3, error.code());
        assertEquals("127.0.0.1", error.offender().getAddress().getHostAddress());
    }

    @OnEachBackend
    void sendmmsgAndRecvmmsgMoveSeveralMessages(Libc libc) {
        this.libc = libc;
        int[] pair = unixPair(SOCK_DGRAM);
        Mmsghdr out = new Mmsghdr(3);
        for (int i = 0; i < 3; i++) {
            out.msg_hdr(i).msg_iov(Iovec.of(direct("abc".substring(0, i + 1))));
        }
        assertEquals(3, libc.sendmmsg(pair[0], out, 3, 0));
        assertEquals(3, out.msg_len(2));
        Mmsghdr in = new Mmsghdr(4);
        for (int i = 0; i < 4; i++) {
            in.msg_hdr(i).msg_iov(Iovec.of(ByteBuffer.allocateDirect(2)));
        }
        assertEquals(3, libc.recvmmsg(pair[1], in, 4, MSG_DONTWAIT, null));
        assertEquals(1, in.msg_len(0));
        assertEquals(2, in.msg_len(2));
        assertEquals(MSG_TRUNC, in.msg_hdr(2).msg_flags());
        fails(EAGAIN, libc.recvmmsg(pair[1], in, 4, MSG_DONTWAIT, new Timespec(0, 1)));
        fails(EINVAL, libc.recvmmsg(pair[1], in, 4, 0, new Timespec(0, 1_000_000_000)));
    }

    private static Cmsg find(List<Cmsg> messages, int level, int type) {
        return messages.stream()
                .filter(m -> m.is(level, type))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no message " + level + "/" + type + " in " + messages));
    }
}
