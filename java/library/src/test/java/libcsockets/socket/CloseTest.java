package libcsockets.socket;

import static libcsockets.Constants.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import libcsockets.ErrnoException;
import libcsockets.Libc;
import libcsockets.Sockaddr;
import libcsockets.testing.OnEachBackend;
import libcsockets.testing.OnEachBackendAndThread;
import libcsockets.testing.ThreadKind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/** Closing and interrupting end every blocked call, and a descriptor's number is never used after close. */
@Timeout(value = 100, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CloseTest {
    private static final InetSocketAddress LOOPBACK = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final AtomicInteger NAMES = new AtomicInteger();

    private interface Call {
        void run() throws IOException;
    }

    private record Blocking(LibcSocket socket, Call call) {}

    private final List<LibcSocket> others = new ArrayList<>();
    private Libc libc;

    @AfterEach
    void closeOthers() throws IOException {
        for (LibcSocket socket : others) {
            socket.close();
        }
    }

    private LibcSocket open(int domain, int type) throws IOException {
        return LibcSocket.open(libc, domain, type, 0);
    }

    private <S extends LibcSocket> S other(S socket) {
        others.add(socket);
        return socket;
    }

    private LibcSocket end(int type) throws IOException {
        LibcSocket[] pair = LibcSocket.pair(libc, type);
        other(pair[1]);
        return pair[0];
    }

    private static LibcSocketAddress name() {
        return LibcSocketAddress.unixAbstract(
                "libcsockets-close-" + ProcessHandle.current().pid() + "-" + NAMES.incrementAndGet());
    }

    private LibcSocket connected() throws IOException {
        LibcSocket server = other(open(AF_INET, SOCK_STREAM).bind(LOOPBACK).listen(1));
        LibcSocket client = open(AF_INET, SOCK_STREAM);
        client.connect(server.localAddress());
        other(server.accept());
        return client;
    }

    private static Blocking receiving(LibcSocket socket) {
        return new Blocking(socket, () -> socket.receive(new byte[10], 0));
    }

    private static Blocking accepting(LibcSocket socket) {
        return new Blocking(socket, socket::accept);
    }

    private static Blocking sending(LibcSocket socket) {
        ByteBuffer much = ByteBuffer.allocateDirect(1 << 16);
        return new Blocking(socket, () -> {
            while (socket.isOpen()) {
                socket.send(much.clear(), 0);
            }
            // Bytes that a stream took before it was closed are its result.
            throw Thread.currentThread().isInterrupted()
                    ? new ClosedByInterruptException()
                    : new AsynchronousCloseException();
        });
    }

    private Blocking sendingTo(LibcSocket socket, LibcSocketAddress full) {
        return new Blocking(socket, () -> {
            for (; ; ) {
                socket.sendTo(ByteBuffer.allocate(1), full, 0);
            }
        });
    }

    private Blocking connectingTo(LibcSocket full, LibcSocket socket) throws IOException {
        // A queue of length 0 holds one connection; further attempts wait for room, and AF_UNIX does not begin them
        // before.
        other(full).listen(0);
        for (int i = 0; i < (full.domain() == AF_UNIX ? 1 : 2); i++) {
            LibcSocket filler = other(open(full.domain(), full.type())).configureBlocking(false);
            filler.connect(full.localAddress());
        }
        return new Blocking(socket, () -> socket.connect(full.localAddress()));
    }

    /** One of each kind of socket in each call that blocks. */
    private Map<String, Blocking> everyKind() throws IOException {
        Map<String, Blocking> kinds = new LinkedHashMap<>();
        kinds.put(
                "tcp-accept",
                accepting(open(AF_INET, SOCK_STREAM).bind(LOOPBACK).listen(1)));
        kinds.put("tcp-receive", receiving(connected()));
        kinds.put("tcp-send", sending(connected()));
        kinds.put("tcp-connect", connectingTo(open(AF_INET, SOCK_STREAM).bind(LOOPBACK), open(AF_INET, SOCK_STREAM)));
        LibcSocket timed = connected().receiveTimeout(Duration.ofHours(1));
        kinds.put("tcp-timed-recv", receiving(timed));
        LibcSocket timedAccept = open(AF_INET, SOCK_STREAM).bind(LOOPBACK).listen(1);
        kinds.put("tcp-timed-acc", new Blocking(timedAccept, () -> timedAccept.accept(Duration.ofHours(1))));
        Blocking timedConnect = connectingTo(open(AF_INET, SOCK_STREAM).bind(LOOPBACK), open(AF_INET, SOCK_STREAM));
        timedConnect.socket().sendTimeout(Duration.ofHours(1));
        kinds.put("tcp-timed-conn", timedConnect);
        LibcSocket shared = connected();
        other(shared.dup());
        kinds.put("tcp-shared-recv", receiving(shared));
        kinds.put("udp-receive", receiving(open(AF_INET, SOCK_DGRAM)));
        kinds.put("udp-bound-recv", receiving(open(AF_INET, SOCK_DGRAM).bind(LOOPBACK)));
        LibcSocket message = open(AF_INET6, SOCK_DGRAM);
        kinds.put("udp6-message", new Blocking(message, () -> message.receiveMessage(ByteBuffer.allocate(9), 64, 0)));
        LibcSocket batch = open(AF_INET, SOCK_DGRAM);
        kinds.put("udp-batch", new Blocking(batch, () -> batch.receiveBatch(new Batch(4, 10), 0)));
        for (int type : new int[] {SOCK_STREAM, SOCK_SEQPACKET, SOCK_DGRAM}) {
            kinds.put("unix-" + type + "-recv", receiving(end(type)));
            kinds.put("unix-" + type + "-send", sending(end(type)));
            if (type != SOCK_DGRAM) {
                kinds.put(
                        "unix-" + type + "-accept",
                        accepting(open(AF_UNIX, type).bind(name()).listen(1)));
                kinds.put(
                        "unix-" + type + "-conn",
                        connectingTo(open(AF_UNIX, type).bind(name()), open(AF_UNIX, type)));
            }
        }
        LibcSocketAddress full = name();
        other(open(AF_UNIX, SOCK_DGRAM).bind(full));
        kinds.put("unix-sendto", sendingTo(open(AF_UNIX, SOCK_DGRAM), full));
        LibcSocket toFull = open(AF_UNIX, SOCK_DGRAM);
        toFull.connect(full);
        kinds.put("unix-send-full", sending(toFull));
        kinds.put(
                "netlink",
                receiving(LibcSocket.open(libc, AF_NETLINK, SOCK_RAW, NETLINK_ROUTE)
                        .bind(Sockaddr.netlink(0, 0))));
        try {
            LibcSocket raw = LibcSocket.open(libc, AF_INET, SOCK_RAW, IPPROTO_ICMP);
            kinds.put("raw", new Blocking(raw, () -> {
                // It receives all packets of the machine.
                for (; ; ) {
                    raw.receive(new byte[10], 0);
                }
            }));
            kinds.put("packet", receiving(LibcSocket.open(libc, AF_PACKET, SOCK_RAW, 0)));
        } catch (ErrnoException e) {
            assertEquals(EPERM, e.errno(), "raw and packet sockets need CAP_NET_RAW");
        }
        return kinds;
    }

    private record Blocked(
            String name, Blocking blocking, Thread thread, AtomicBoolean interrupted, Throwable[] thrown) {
        static Blocked start(String name, Blocking blocking, ThreadKind kind) {
            Throwable[] thrown = new Throwable[1];
            AtomicBoolean interrupted = new AtomicBoolean();
            Runnable task = () -> {
                try {
                    blocking.call().run();
                } catch (Throwable e) {
                    thrown[0] = e;
                }
                interrupted.set(Thread.currentThread().isInterrupted());
            };
            return new Blocked(name, blocking, kind.start(name, task), interrupted, thrown);
        }

        void awaitBlocked(ThreadKind kind) throws IOException {
            kind.awaitBlockedOrEnded(thread);
            assertTrue(thread.isAlive(), () -> name + " did not block: " + thrown[0]);
        }

        void ended(Class<? extends Exception> expected) throws InterruptedException {
            thread.join(TimeUnit.SECONDS.toMillis(20));
            assertFalse(thread.isAlive(), name + " is still blocked");
            assertSame(expected, thrown[0] == null ? null : thrown[0].getClass(), () -> name + ": " + thrown[0]);
            assertFalse(blocking.socket().isOpen(), name);
        }
    }

    private List<Blocked> blockAll(ThreadKind kind) throws IOException {
        List<Blocked> all = new ArrayList<>();
        everyKind().forEach((name, blocking) -> all.add(Blocked.start(name, blocking, kind)));
        for (Blocked one : all) {
            one.awaitBlocked(kind);
        }
        return all;
    }

    @OnEachBackendAndThread
    void closeEndsEveryBlockedCall(Libc backend, ThreadKind kind) throws Exception {
        libc = backend;
        List<Blocked> all = blockAll(kind);
        for (Blocked one : all) {
            one.blocking().socket().close();
        }
        for (Blocked one : all) {
            one.ended(AsynchronousCloseException.class);
            assertEquals(-1, libc.fcntl(one.blocking().socket().fd(), F_GETFD), one.name() + " is not closed");
            one.blocking().socket().close();
        }
    }

    @OnEachBackendAndThread
    void anInterruptEndsEveryBlockedCall(Libc backend, ThreadKind kind) throws Exception {
        libc = backend;
        List<Blocked> all = blockAll(kind);
        for (Blocked one : all) {
            one.thread().interrupt();
        }
        for (Blocked one : all) {
            one.ended(ClosedByInterruptException.class);
            assertTrue(one.interrupted().get(), one.name());
        }
    }

    @OnEachBackend
    void anInterruptedThreadDoesNotBlock(Libc backend) throws Exception {
        libc = backend;
        for (Map.Entry<String, Blocking> kind : everyKind().entrySet()) {
            Thread.currentThread().interrupt();
            Throwable thrown = null;
            try {
                kind.getValue().call().run();
            } catch (IOException e) {
                thrown = e;
            }
            assertTrue(Thread.interrupted());
            assertSame(ClosedByInterruptException.class, thrown.getClass(), kind.getKey());
        }
    }

    @OnEachBackendAndThread
    void closeEndsEveryThreadInASocket(Libc backend, ThreadKind kind) throws Exception {
        libc = backend;
        for (LibcSocket socket : List.of(open(AF_INET, SOCK_DGRAM), end(SOCK_STREAM))) {
            List<Blocked> all = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                all.add(Blocked.start("many-" + i, receiving(socket), kind));
            }
            for (Blocked one : all) {
                one.awaitBlocked(kind);
            }
            socket.close();
            for (Blocked one : all) {
                one.ended(AsynchronousCloseException.class);
            }
        }
    }

    /**
     * Threads receive from sockets that are closed under them, while others open new ones as fast as they can, and get
     * the numbers that were just freed. Each socket has data of its own: a call that reads another's has used its
     * number.
     */
    @OnEachBackendAndThread
    void aNumberIsNeverUsedAfterClose(Libc backend, ThreadKind kind) throws Exception {
        libc = backend;
        AtomicBoolean stop = new AtomicBoolean();
        Queue<String> wrong = new ConcurrentLinkedQueue<>();
        AtomicInteger closed = new AtomicInteger();
        AtomicInteger received = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        int pairs = 4;
        CountDownLatch closedEnough = new CountDownLatch(4000);
        for (int i = 0; i < pairs; i++) {
            boolean polled = i % 2 == 1;
            threads.add(new Thread(() -> reopen(kind, polled, stop, wrong, closed, received, closedEnough)));
        }
        for (Thread thread : threads) {
            thread.setDaemon(true);
            thread.start();
        }
        closedEnough.await(20, TimeUnit.SECONDS);
        stop.set(true);
        for (Thread thread : threads) {
            thread.join(TimeUnit.SECONDS.toMillis(20));
            assertFalse(thread.isAlive(), "a call is still blocked");
        }
        assertEquals(List.of(), List.copyOf(wrong), "data of another socket, or an error that close does not make");
        assertTrue(closed.get() > 100 && received.get() > 100, closed + " closed, " + received + " received");
    }

    private void reopen(
            ThreadKind kind,
            boolean polled,
            AtomicBoolean stop,
            Queue<String> wrong,
            AtomicInteger closed,
            AtomicInteger received,
            CountDownLatch closedEnough) {
        byte[] mark = new byte[4];
        int round = 0;
        while (!stop.get()) {
            ByteBuffer.wrap(mark).putInt((int) (Thread.currentThread().hashCode() * 31L + round++));
            try {
                LibcSocket[] pair = LibcSocket.pair(libc, SOCK_STREAM);
                pair[0].receiveTimeout(polled ? Duration.ofHours(1) : null);
                CountDownLatch started = new CountDownLatch(1);
                Runnable read = () -> {
                    byte[] got = new byte[4];
                    try {
                        started.countDown();
                        for (; ; ) {
                            int n = pair[0].receive(got, 0);
                            if (n != 4 || !Arrays.equals(got, mark)) {
                                wrong.add(n + " bytes " + Arrays.toString(got) + " for " + Arrays.toString(mark));
                            }
                            received.incrementAndGet();
                        }
                    } catch (ClosedChannelException e) {
                        closed.incrementAndGet();
                        closedEnough.countDown();
                    } catch (Throwable e) {
                        wrong.add("receive: " + e);
                    }
                };
                Thread reader = kind.start("reader", read);
                started.await();
                pair[1].send(mark, 0);
                pair[1].send(mark, 0);
                pair[0].close();
                // The next descriptor of another thread has the number, unless a call still holds it.
                LibcSocket[] next = LibcSocket.pair(libc, SOCK_STREAM);
                next[1].send(new byte[] {-1, -1, -1, -1}, 0);
                reader.join();
                next[0].close();
                next[1].close();
                pair[1].close();
            } catch (Throwable e) {
                wrong.add("around: " + e);
            }
        }
    }
}
