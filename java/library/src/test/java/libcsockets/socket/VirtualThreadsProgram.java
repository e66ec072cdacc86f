package libcsockets.socket;

import static libcsockets.Constants.*;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import libcsockets.internal.VirtualThreads;

/**
 * Many virtual threads on few carriers; prints their outcome, and how often one parked without leaving its carrier. The
 * arguments are a scenario and a number.
 */
final class VirtualThreadsProgram {
    private static final InetSocketAddress LOOPBACK = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private VirtualThreadsProgram() {}

    public static void main(String[] args) throws Exception {
        // Work that happens once, such as the loading of classes, may hold a carrier.
        pinned(args[0], 2);
        List<RecordedEvent> pinned = pinned(args[0], Integer.parseInt(args[1]));
        pinned.forEach(System.out::println);
        System.out.println("pinned: " + pinned.size());
    }

    private static List<RecordedEvent> pinned(String scenario, int count) throws Exception {
        Path file = Files.createTempFile("libcsockets", ".jfr");
        try (Recording recording = new Recording()) {
            recording.enable("jdk.VirtualThreadPinned").withoutThreshold().withStackTrace();
            recording.start();
            run(scenario, count);
            recording.stop();
            recording.dump(file);
            return RecordingFile.readAllEvents(file).stream()
                    .filter(VirtualThreadsProgram::isPinnedPark)
                    .toList();
        } finally {
            Files.delete(file);
        }
    }

    /** From JDK 24 on there are also events for waits of the JVM itself, as for a class that another thread loads. */
    private static boolean isPinnedPark(RecordedEvent event) {
        return event.getEventType().getName().equals("jdk.VirtualThreadPinned")
                && (!event.hasField("blockingOperation")
                        || event.getString("blockingOperation").equals("LockSupport.park"));
    }

    private static void run(String scenario, int count) throws Exception {
        switch (scenario) {
            case "blocked" -> blocked(count);
            case "every-call" -> everyCall(count);
            case "closing" -> closing(count);
            case "echo" -> echo(count);
            case "timeouts" -> timeouts();
            case "urgent" -> urgent();
            default -> throw new IllegalArgumentException(scenario);
        }
    }

    private static void blocked(int count) throws Exception {
        List<LibcSocket> sockets = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        AtomicInteger received = new AtomicInteger();
        AtomicInteger closed = new AtomicInteger();
        AtomicInteger interrupted = new AtomicInteger();
        AtomicInteger wrong = new AtomicInteger();
        for (int i = 0; i < count; i++) {
            LibcSocket socket = LibcSocket.udp().bind(LOOPBACK);
            sockets.add(socket);
            threads.add(VirtualThreads.startVirtual(() -> {
                try {
                    byte[] buffer = new byte[8];
                    for (; ; ) {
                        if (socket.receive(buffer, 0) == 1) {
                            received.incrementAndGet();
                        }
                    }
                } catch (ClosedByInterruptException e) {
                    interrupted.incrementAndGet();
                } catch (AsynchronousCloseException e) {
                    closed.incrementAndGet();
                } catch (IOException e) {
                    wrong.incrementAndGet();
                }
            }));
        }
        awaitParked(threads);
        runNext();

        try (LibcSocket sender = LibcSocket.udp()) {
            for (LibcSocket socket : sockets) {
                sender.sendTo(ByteBuffer.allocate(1), socket.localAddress(), 0);
            }
        }
        await(() -> received.get() == count);
        awaitParked(threads);
        for (int i = 0; i < count; i++) {
            if (i % 2 == 0) {
                sockets.get(i).close();
            } else {
                threads.get(i).interrupt();
            }
        }
        for (Thread thread : threads) {
            thread.join();
        }
        System.out.println("received: " + received);
        System.out.println("closed: " + closed + ", interrupted: " + interrupted + ", wrong: " + wrong);
    }

    private static void runNext() throws InterruptedException {
        CountDownLatch next = new CountDownLatch(1);
        VirtualThreads.startVirtual(next::countDown);
        System.out.println("next ran: " + next.await(20, TimeUnit.SECONDS));
    }

    private interface Call {
        void make() throws IOException;
    }

    /** Every call that can block, on virtual threads; a close ends one half of them, an interrupt the other. */
    private static void everyCall(int count) throws Exception {
        List<Closeable> open = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        AtomicInteger closed = new AtomicInteger();
        AtomicInteger wrong = new AtomicInteger();
        LibcSocket full = LibcSocket.tcp().bind(LOOPBACK).listen(0);
        SocketAddress address = full.localAddress();
        for (int i = 0; i < 2; i++) {
            LibcSocket filler = LibcSocket.tcp().configureBlocking(false);
            filler.connect(address);
            open.add(filler);
        }
        for (int i = 0; i < count; i++) {
            LibcSocket[] pair = LibcSocket.pair(SOCK_STREAM);
            LibcSocket receiver = LibcSocket.udp().bind(LOOPBACK);
            LibcSocket server = LibcSocket.tcp().bind(LOOPBACK).listen(1);
            LibcSocket client = LibcSocket.tcp();
            Poll poll = Poll.open();
            poll.set(receiver, POLLIN, null);
            Epoll epoll = Epoll.open();
            epoll.add(receiver, EPOLLIN, null);
            open.addAll(List.of(pair[0], receiver, server, client, poll, epoll, pair[1]));
            List<Call> calls = List.of(
                    () -> {
                        for (; ; ) {
                            pair[0].send(new byte[100_000], 0);
                        }
                    },
                    () -> receiver.receiveMessage(ByteBuffer.allocate(10), 0, 0),
                    () -> server.accept(Duration.ofHours(1)),
                    () -> client.connect(address),
                    () -> poll.await(null),
                    () -> epoll.await(null));
            for (Call call : calls) {
                threads.add(VirtualThreads.startVirtual(() -> {
                    try {
                        call.make();
                        wrong.incrementAndGet();
                    } catch (ClosedChannelException e) {
                        closed.incrementAndGet();
                    } catch (IOException e) {
                        e.printStackTrace();
                        wrong.incrementAndGet();
                    }
                }));
            }
        }
        awaitParked(threads);
        runNext();
        for (int i = 0; i < threads.size(); i += 2) {
            threads.get(i).interrupt();
        }
        // Poll reports a closed receiver; in this order each call is ended by its own close.
        Collections.reverse(open);
        for (Closeable one : open) {
            one.close();
        }
        full.close();
        for (Thread thread : threads) {
            thread.join();
        }
        System.out.println("closed: " + closed + ", wrong: " + wrong);
    }

    /** Sockets that platform and virtual threads close while virtual threads begin to wait for others. */
    private static void closing(int count) throws Exception {
        AtomicInteger closed = new AtomicInteger();
        AtomicInteger wrong = new AtomicInteger();
        List<Thread> platform = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            Thread thread = new Thread(() -> {
                try {
                    for (int done = 0; done < count / 2; ) {
                        done += closeMany(Math.min(100, count / 2 - done), closed);
                    }
                } catch (IOException | InterruptedException e) {
                    e.printStackTrace();
                    wrong.incrementAndGet();
                }
            });
            thread.start();
            platform.add(thread);
        }
        for (Thread thread : platform) {
            thread.join();
        }
        System.out.println("closed: " + closed + ", wrong: " + wrong);
    }

    private static int closeMany(int count, AtomicInteger closed) throws IOException, InterruptedException {
        List<LibcSocket> sockets = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            LibcSocket socket = LibcSocket.udp().bind(LOOPBACK);
            sockets.add(socket);
            threads.add(VirtualThreads.startVirtual(() -> {
                try {
                    socket.receive(new byte[8], 0);
                } catch (AsynchronousCloseException e) {
                    closed.incrementAndGet();
                } catch (IOException e) {
                    e.printStackTrace();
                }
            }));
        }
        awaitParked(threads);
        for (LibcSocket socket : sockets) {
            socket.close();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        return count;
    }

    private static void awaitParked(List<Thread> threads) throws InterruptedException {
        for (Thread thread : threads) {
            await(() -> thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING);
        }
    }

    private interface Condition {
        boolean holds();
    }

    private static void await(Condition condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.holds()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("waited in vain");
            }
            Thread.sleep(1);
        }
    }

    /** Connections that accept, connect, receive and send on virtual threads only, with arrays and direct buffers. */
    private static void echo(int connections) throws Exception {
        AtomicInteger good = new AtomicInteger();
        AtomicInteger wrong = new AtomicInteger();
        LibcSocket server = LibcSocket.tcp().bind(LOOPBACK).listen(64);
        SocketAddress address = server.localAddress();
        VirtualThreads.startVirtual(() -> {
            try {
                for (; ; ) {
                    LibcSocket connection = server.accept();
                    VirtualThreads.startVirtual(() -> serve(connection, wrong));
                }
            } catch (AsynchronousCloseException e) {
                good.incrementAndGet();
            } catch (IOException e) {
                e.printStackTrace();
                wrong.incrementAndGet();
            }
        });
        List<Thread> clients = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            int id = i;
            clients.add(VirtualThreads.startVirtual(() -> {
                try (LibcSocket client = LibcSocket.tcp()) {
                    client.connect(address);
                    ByteBuffer out = ByteBuffer.allocateDirect(100_000);
                    ByteBuffer in = id % 2 == 0 ? ByteBuffer.allocateDirect(100_000) : ByteBuffer.allocate(100_000);
                    for (int round = 0; round < 20; round++) {
                        int size = round % 5 == 4 ? 100_000 : 10 + round;
                        out.clear().limit(size);
                        out.putInt(0, id).putInt(4, round).put(size - 1, (byte) round);
                        client.sendAll(out, 0);
                        in.clear().limit(size);
                        if (client.receiveFully(in, 0) != size || !in.flip().equals(out.flip())) {
                            wrong.incrementAndGet();
                        }
                    }
                    client.shutdown(SHUT_WR);
                    if (client.receive(in.clear(), 0) != LibcSocket.EOF) {
                        wrong.incrementAndGet();
                    }
                    good.incrementAndGet();
                } catch (IOException e) {
                    e.printStackTrace();
                    wrong.incrementAndGet();
                }
            }));
        }
        for (Thread client : clients) {
            client.join();
        }
        server.close();
        await(() -> good.get() == connections + 1 || wrong.get() > 0);
        System.out.println("good: " + good + ", wrong: " + wrong);
    }

    private static void serve(LibcSocket connection, AtomicInteger wrong) {
        try (connection) {
            byte[] buffer = new byte[30_000];
            int n;
            while ((n = connection.receive(buffer, 0)) != LibcSocket.EOF) {
                connection.sendAll(ByteBuffer.wrap(buffer, 0, n), 0);
            }
        } catch (IOException e) {
            e.printStackTrace();
            wrong.incrementAndGet();
        }
    }

    private static void timeouts() throws Exception {
        AtomicInteger good = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        Duration brief = Duration.ofMillis(20);
        threads.add(VirtualThreads.startVirtual(() -> {
            try (LibcSocket server = LibcSocket.tcp().bind(LOOPBACK).listen(0);
                    LibcSocket first = LibcSocket.tcp();
                    LibcSocket second = LibcSocket.tcp().configureBlocking(false);
                    LibcSocket third = LibcSocket.tcp();
                    LibcSocket other = LibcSocket.tcp().bind(LOOPBACK).listen(1)) {
                try {
                    server.accept(brief);
                } catch (SocketTimeoutException e) {
                    good.incrementAndGet();
                }
                first.connect(server.localAddress());
                second.connect(server.localAddress());
                try {
                    third.connect(server.localAddress(), brief);
                } catch (SocketTimeoutException e) {
                    good.incrementAndGet();
                }
                third.connect(other.localAddress());
                try (LibcSocket accepted = other.accept()) {
                    accepted.receiveTimeout(brief).sendTimeout(brief);
                    try {
                        accepted.receive(new byte[1], 0);
                    } catch (SocketTimeoutException e) {
                        good.incrementAndGet();
                    }
                    third.send(new byte[1], 0);
                    if (accepted.receive(new byte[1], 0) == 1) {
                        good.incrementAndGet();
                    }
                    try {
                        for (; ; ) {
                            accepted.send(new byte[100_000], 0);
                        }
                    } catch (SocketTimeoutException e) {
                        good.incrementAndGet();
                    }
                }
            } catch (IOException e) {
                e.printStackTrace();
            }
        }));
        for (Thread thread : threads) {
            thread.join();
        }
        System.out.println("good: " + good);
    }

    /** A call that ends at the mark of urgent data leaves bytes behind it, and no further event reports them. */
    private static void urgent() throws Exception {
        try (LibcSocket server = LibcSocket.tcp().bind(LOOPBACK).listen(1);
                LibcSocket client = LibcSocket.tcp();
                LibcSocket toldLast = LibcSocket.udp().bind(LOOPBACK)) {
            client.connect(server.localAddress());
            try (LibcSocket accepted = server.accept()) {
                CountDownLatch parkedOnce = new CountDownLatch(1);
                CountDownLatch told = new CountDownLatch(1);
                CompletableFuture<String> parts = new CompletableFuture<>();
                VirtualThreads.startVirtual(() -> {
                    try {
                        byte[] buffer = new byte[100];
                        accepted.receive(buffer, 0);
                        parkedOnce.countDown();
                        told.await();
                        String before = new String(buffer, 0, accepted.receive(buffer, 0));
                        parts.complete(before + " | " + new String(buffer, 0, accepted.receive(buffer, 0)));
                    } catch (IOException | InterruptedException e) {
                        parts.completeExceptionally(e);
                    }
                });
                VirtualThreads.startVirtual(() -> {
                    try {
                        toldLast.receive(new byte[1], 0);
                        told.countDown();
                    } catch (IOException e) {
                        parts.completeExceptionally(e);
                    }
                });
                client.send(new byte[1], 0);
                parkedOnce.await();
                client.send("before".getBytes(), 0);
                client.send("!".getBytes(), MSG_OOB);
                client.send("behind".getBytes(), 0);
                try (LibcSocket sender = LibcSocket.udp()) {
                    sender.sendTo(ByteBuffer.allocate(1), toldLast.localAddress(), 0);
                }
                System.out.println(parts.get(20, TimeUnit.SECONDS));
            }
        }
    }
}
