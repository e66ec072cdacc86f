package libcsockets;

import static libcsockets.Constants.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import libcsockets.testing.BlockedThreads;
import libcsockets.testing.ChildJvm;
import libcsockets.testing.OnEachBackend;
import org.junit.jupiter.api.Timeout;

/**
 * Threads that are blocked in a call do not hold up the garbage collector. A "critical" call would stop the whole JVM
 * at the next collection until data comes.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BlockedCallsTest {
    private final List<Integer> opened = new ArrayList<>();
    private Libc libc;

    private int made(int fd) {
        assertTrue(fd >= 0, () -> Errno.name(libc.errno()));
        opened.add(fd);
        return fd;
    }

    private int[] pair(int type) {
        int[] sv = new int[2];
        assertEquals(0, libc.socketpair(AF_UNIX, type, 0, sv));
        made(sv[0]);
        made(sv[1]);
        return sv;
    }

    private int full(int fd) {
        byte[] much = new byte[65536];
        while (libc.send(fd, much, much.length, MSG_DONTWAIT) > 0) {}
        return fd;
    }

    @OnEachBackend
    void blockedCallsDoNotStopTheGarbageCollector(Libc libc) throws Exception {
        this.libc = libc;
        Map<String, Runnable> calls = new LinkedHashMap<>();
        ByteBuffer direct = ByteBuffer.allocateDirect(1 << 20);
        int recv = pair(SOCK_STREAM)[0];
        calls.put("recv to buffer", () -> libc.recv(recv, direct, 8, 0));
        int recvArray = pair(SOCK_STREAM)[0];
        calls.put("recv to array", () -> libc.recv(recvArray, new byte[8], 8, 0));
        int read = pair(SOCK_STREAM)[0];
        calls.put("read", () -> libc.read(read, new byte[8], 8));
        int recvfrom = pair(SOCK_DGRAM)[0];
        calls.put("recvfrom", () -> libc.recvfrom(recvfrom, new byte[8], 8, 0, new Sockaddr(), new IntRef(128)));
        int recvmsg = pair(SOCK_STREAM)[0];
        calls.put("recvmsg", () -> libc.recvmsg(recvmsg, new Msghdr().msg_iov(Iovec.of(direct)), 0));
        int recvmmsg = pair(SOCK_DGRAM)[0];
        calls.put("recvmmsg", () -> libc.recvmmsg(recvmmsg, new Mmsghdr(2), 2, 0, null));
        int readv = pair(SOCK_STREAM)[0];
        calls.put("readv", () -> libc.readv(readv, Iovec.of(direct), 1));
        int send = full(pair(SOCK_STREAM)[0]);
        calls.put("send buffer", () -> libc.send(send, direct, 1 << 20, 0));
        int sendArray = full(pair(SOCK_STREAM)[0]);
        calls.put("send array", () -> libc.send(sendArray, new byte[1 << 20], 1 << 20, 0));
        int write = full(pair(SOCK_STREAM)[0]);
        calls.put("write", () -> libc.write(write, new byte[1 << 20], 1 << 20));
        int writev = full(pair(SOCK_STREAM)[0]);
        calls.put("writev", () -> libc.writev(writev, Iovec.of(direct), 1));
        int sendmsg = full(pair(SOCK_STREAM)[0]);
        calls.put("sendmsg", () -> libc.sendmsg(sendmsg, new Msghdr().msg_iov(Iovec.of(direct)), 0));
        Sockaddr local = Sockaddr.inet("127.0.0.1", 0);
        int accept = made(libc.socket(AF_INET, SOCK_STREAM, 0));
        assertEquals(0, libc.bind(accept, local, local.length()));
        assertEquals(0, libc.listen(accept, 1));
        calls.put("accept", () -> libc.accept(accept, null, null));
        Sockaddr fullBacklog = Sockaddr.unixAbstract("libcsockets-blocked-" + libc.getpid() + "-" + libc.backend());
        int busy = made(libc.socket(AF_UNIX, SOCK_STREAM, 0));
        assertEquals(0, libc.bind(busy, fullBacklog, fullBacklog.length()));
        assertEquals(0, libc.listen(busy, 0));
        int first = made(libc.socket(AF_UNIX, SOCK_STREAM, 0));
        assertEquals(0, libc.connect(first, fullBacklog, fullBacklog.length()));
        int connect = made(libc.socket(AF_UNIX, SOCK_STREAM, 0));
        calls.put("connect", () -> libc.connect(connect, fullBacklog, fullBacklog.length()));
        int polled = pair(SOCK_STREAM)[0];
        calls.put("poll", () -> libc.poll(Pollfd.of(polled, POLLIN), 1, -1));
        int epoll = made(libc.epoll_create1(0));
        int event = made(libc.eventfd(0, 0));
        assertEquals(0, libc.epoll_ctl(epoll, EPOLL_CTL_ADD, event, EpollEvent.of(EPOLLIN, 0)));
        calls.put("epoll_wait", () -> libc.epoll_wait(epoll, new EpollEvent(1), 1, -1));
        int[] pipe = new int[2];
        assertEquals(0, libc.pipe2(pipe, 0));
        made(pipe[0]);
        made(pipe[1]);
        int spliced = pair(SOCK_STREAM)[0];
        calls.put("splice", () -> libc.splice(pipe[0], null, spliced, null, 8, 0));

        List<Thread> threads = new ArrayList<>();
        calls.forEach((name, call) -> {
            Thread thread = new Thread(call, name);
            thread.setDaemon(true);
            thread.start();
            threads.add(thread);
        });
        for (Thread thread : threads) {
            BlockedThreads.awaitBlocked(thread);
        }
        WeakReference<Object> garbage = new WeakReference<>(new byte[1 << 20]);
        System.gc();
        assertTrue(garbage.refersTo(null), "no collection took place");
        for (Thread thread : threads) {
            assertTrue(thread.isAlive(), thread.getName() + " did not block");
        }

        // Let them all go; close would not wake them, shutdown does.
        byte[] wake = {1, 0, 0, 0, 0, 0, 0, 0};
        libc.write(event, wake, 8);
        libc.write(pipe[1], wake, 8);
        opened.forEach(fd -> libc.shutdown(fd, SHUT_RDWR));
        for (int i = 0; i < 2; i++) {
            int accepted = libc.accept4(busy, null, null, SOCK_NONBLOCK);
            if (accepted >= 0) {
                opened.add(accepted);
            }
        }
        for (Thread thread : threads) {
            thread.join(TimeUnit.SECONDS.toMillis(10));
            if (thread.isAlive()) {
                fail(thread.getName() + " is still blocked");
            }
        }
        opened.forEach(libc::close);
    }

    /** Only the call refers to the structures, and the kernel writes to them just before it returns. */
    @OnEachBackend
    void structuresLiveUntilTheCallReturns(Libc libc) throws Exception {
        // Compiled code drops a variable after its last use; the interpreter does not.
        List<String> options = List.of(
                "-Xcomp", "-XX:CompileCommand=quiet", "-XX:CompileCommand=compileonly,libcsockets.*::*", "-Xmx64m");
        String output = ChildJvm.run(ChildJvm.command(options, BlockedStructuresProgram.class, libc.backend()));
        assertEquals("received: 4, gone: 0\nsent: true, gone: 0\n", output);
    }
}
