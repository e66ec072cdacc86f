package libcsockets.socket;

import static libcsockets.Constants.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import libcsockets.ErrnoException;
import libcsockets.Libc;
import libcsockets.TestLibc;
import libcsockets.internal.JniBackend;
import libcsockets.internal.ThreadState;
import libcsockets.internal.VirtualThreads;
import libcsockets.testing.ChildJvm;
import libcsockets.testing.OnEachBackend;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Arrays of any size go through memory of a bounded size. */
@Timeout(value = 100, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LargeArraysTest extends OpenedSockets {
    /** Runs with little direct memory, and with arrays that are larger than all of it. */
    static final class Program {
        private static final int SIZE = 100 << 20;
        private static final byte[] ARRAY = new byte[SIZE];

        private Program() {}

        public static void main(String[] args) throws Exception {
            for (int i = 0; i < SIZE; i += 4096) {
                ARRAY[i] = (byte) (i >> 12);
            }
            sendsAll();
            receivesLittle();
            receivesAll();
            messages();
            System.out.println("done");
        }

        private interface Sender {
            void send(LibcSocket socket) throws IOException;
        }

        private static void sendsAll() throws Exception {
            ByteBuffer readOnly = ByteBuffer.wrap(ARRAY).asReadOnlyBuffer();
            sends("OutputStream", s -> s.outputStream().write(ARRAY));
            sends(
                    "OutputStream with a timeout",
                    s -> s.sendTimeout(Duration.ofSeconds(20)).outputStream().write(ARRAY));
            sends("sendAll", s -> s.sendAll(ByteBuffer.wrap(ARRAY), 0));
            sends("sendAll from a read-only buffer", s -> s.sendAll(readOnly.rewind(), 0));
            sends("sendAll of a shared socket", s -> s.markShared().sendAll(ByteBuffer.wrap(ARRAY), 0));
            sends("send", s -> {
                for (int at = 0; at < SIZE; ) {
                    at += s.send(ARRAY, at, SIZE - at, 0);
                }
            });
            sends("write", s -> {
                for (ByteBuffer all = ByteBuffer.wrap(ARRAY); all.hasRemaining(); ) {
                    s.write(all);
                }
            });
            sends("gathering write", s -> {
                ByteBuffer[] halves = {ByteBuffer.wrap(ARRAY, 0, SIZE / 2), ByteBuffer.wrap(ARRAY, SIZE / 2, SIZE / 2)};
                while (halves[1].hasRemaining()) {
                    s.write(halves);
                }
            });
            if (Runtime.version().feature() >= 21) {
                sends("sendAll on a virtual thread", s -> {
                    CompletableFuture<Void> done = new CompletableFuture<>();
                    VirtualThreads.startVirtual(() -> {
                        try {
                            s.sendAll(ByteBuffer.wrap(ARRAY), 0);
                            done.complete(null);
                        } catch (Throwable e) {
                            done.completeExceptionally(e);
                        }
                    });
                    done.join();
                });
            }
        }

        private static <T> CompletableFuture<T> start(Callable<T> call) {
            CompletableFuture<T> result = new CompletableFuture<>();
            VirtualThreads.startDaemon("other-end", () -> {
                try {
                    result.complete(call.call());
                } catch (Throwable e) {
                    result.completeExceptionally(e);
                }
            });
            return result;
        }

        private static void sends(String name, Sender sender) throws Exception {
            LibcSocket[] pair = LibcSocket.pair(SOCK_STREAM);
            try (LibcSocket a = pair[0];
                    LibcSocket b = pair[1]) {
                CompletableFuture<Integer> wrong = start(() -> {
                    ByteBuffer part = ByteBuffer.allocateDirect(1 << 16);
                    int mistakes = 0;
                    for (int at = 0; at < SIZE; at += part.position()) {
                        if (b.receive(part.clear()) == LibcSocket.EOF) {
                            return -1;
                        }
                        for (int i = -at & 4095; i < part.position(); i += 4096) {
                            mistakes += part.get(i) != ARRAY[at + i] ? 1 : 0;
                        }
                    }
                    return mistakes;
                });
                sender.send(a);
                check(name, wrong.get() == 0);
            }
        }

        private interface Receiver {
            long receive(LibcSocket socket) throws IOException;
        }

        private static void receivesLittle() throws Exception {
            byte[] room = new byte[SIZE];
            List<Receiver> receivers = List.of(
                    s -> s.receive(room),
                    s -> s.receive(ByteBuffer.wrap(room)),
                    s -> s.receiveFrom(room, 0).length(),
                    s -> s.receiveMessage(ByteBuffer.wrap(room), 0, 0).length(),
                    s -> s.read(ByteBuffer.wrap(room)),
                    s -> s.read(new ByteBuffer[] {ByteBuffer.wrap(room, 0, 3), ByteBuffer.wrap(room, 3, SIZE - 3)}),
                    s -> s.receiveTimeout(Duration.ofSeconds(20)).receive(room),
                    s -> s.receive(room, MSG_PEEK),
                    s -> s.inputStream().read(room));
            for (int type : new int[] {SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET}) {
                for (Receiver receiver : receivers) {
                    LibcSocket[] pair = LibcSocket.pair(type);
                    try (LibcSocket a = pair[0];
                            LibcSocket b = pair[1]) {
                        Arrays.fill(room, 0, 6, (byte) 7);
                        a.send("hello".getBytes());
                        check("five bytes", receiver.receive(b) == 5);
                        check("the bytes", new String(room, 0, 6).equals("hello\7"));
                    }
                }
            }
        }

        private static void receivesAll() throws Exception {
            byte[] room = new byte[SIZE];
            List<Receiver> receivers = List.of(
                    s -> s.receiveFully(ByteBuffer.wrap(room), 0),
                    s -> s.receive(room, MSG_WAITALL),
                    s -> s.inputStream().readNBytes(room, 0, SIZE));
            for (Receiver receiver : receivers) {
                Arrays.fill(room, (byte) 0);
                LibcSocket[] pair = LibcSocket.pair(SOCK_STREAM);
                try (LibcSocket a = pair[0];
                        LibcSocket b = pair[1]) {
                    CompletableFuture<Void> sent = start(() -> {
                        a.sendAll(ByteBuffer.wrap(ARRAY), 0);
                        return null;
                    });
                    check("all", receiver.receive(b) == SIZE);
                    sent.get();
                    check("the bytes", Arrays.equals(ARRAY, room));
                }
            }
        }

        private static void messages() throws Exception {
            try (LibcSocket a = LibcSocket.unixDatagram();
                    LibcSocket udp = LibcSocket.udp()) {
                udp.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), 9));
                ByteBuffer heap = ByteBuffer.wrap(ARRAY);
                ByteBuffer[] two = {ByteBuffer.wrap(ARRAY, 0, SIZE / 2), ByteBuffer.wrap(ARRAY)};
                LibcSocketAddress name = LibcSocketAddress.unixAbstract(
                        "libcsockets-large-" + Libc.get().getpid());
                a.bind(name).connect(name);
                for (LibcSocket socket : List.of(a, udp)) {
                    tooLong(() -> socket.send(ARRAY));
                    tooLong(() -> socket.send(heap.asReadOnlyBuffer()));
                    tooLong(() -> socket.sendMessage(heap, null, null, 0));
                    tooLong(() -> socket.sendMessage(two, null, null, 0));
                }
                tooLong(() -> a.sendTo(ARRAY, name, 0));
                tooLong(() -> udp.sendTo(heap, udp.remoteAddress(), 0));
            }
        }

        private static void tooLong(Callable<?> call) throws Exception {
            try {
                call.call();
                throw new AssertionError("sent");
            } catch (ErrnoException e) {
                check(e.toString(), e.errno() == EMSGSIZE);
            }
        }

        private static void check(String what, boolean holds) {
            if (!holds) {
                throw new AssertionError(what);
            }
        }
    }

    @OnEachBackend
    void littleDirectMemoryIsEnough(Libc libc) throws Exception {
        List<String> options =
                List.of("-Xmx512m", "-XX:MaxDirectMemorySize=32m", "-Dlibcsockets.backend=" + libc.backend());
        String output = ChildJvm.run(ChildJvm.command(options, Program.class));
        assertTrue(output.endsWith("done\n"), output);
    }

    /** A message is whole, whichever way it is sent, and goes where it is sent. */
    @ParameterizedTest
    @MethodSource(WAYS)
    void aLargeMessageIsSentWhole(Libc libc, Way way) throws Exception {
        byte[] message = new byte[200 << 10];
        Arrays.fill(message, (byte) 7);
        LibcSocketAddress name = LibcSocketAddress.unixAbstract("libcsockets-message-" + libc.getpid());
        LibcSocket receiver = open(libc, AF_UNIX, SOCK_DGRAM).bind(name);
        LibcSocket sender = way.prepared(open(libc, AF_UNIX, SOCK_DGRAM));
        sender.connect(open(libc, AF_UNIX, SOCK_DGRAM)
                .bind(libcsockets.Sockaddr.unixUnnamed())
                .localAddress());
        for (ByteBuffer buffer : new ByteBuffer[] {
            ByteBuffer.wrap(message),
            ByteBuffer.wrap(message).asReadOnlyBuffer(),
            ByteBuffer.allocateDirect(message.length).put(message).flip()
        }) {
            assertEquals(message.length, Way.get(way.run(() -> sender.sendTo(buffer.duplicate(), name, 0))));
            byte[] room = new byte[1 << 20];
            assertEquals(message.length, receiver.receive(room, MSG_DONTWAIT));
            assertTrue(Arrays.equals(message, Arrays.copyOf(room, message.length)));
            assertEquals(message.length, Way.get(way.run(() -> sender.sendMessage(buffer.duplicate(), name, null, 0))));
            Received received = receiver.receiveFrom(room, MSG_DONTWAIT);
            assertEquals(message.length, received.length());
            assertEquals(0, received.flags());
        }
        for (int type : new int[] {SOCK_DGRAM, SOCK_SEQPACKET}) {
            LibcSocket[] pair = pair(libc, type);
            LibcSocket first = way.prepared(pair[0]);
            assertEquals(message.length, Way.get(way.run(() -> first.send(message))));
            byte[] little = new byte[150 << 10];
            assertEquals(message.length, pair[1].receive(little), "the real length");
            assertEquals(7, little[little.length - 1]);
        }
    }

    /** The rest is not copied again for each part. */
    @Test
    void onlyTheNextPartIsCopied() throws Exception {
        AtomicLong copied = new AtomicLong();
        AtomicInteger most = new AtomicInteger();
        Libc libc = TestLibc.over(new JniBackend(Libc.open("jni").origin()) {
            @Override
            public int send(ThreadState state, int fd, ByteBuffer base, long buf, long n, int flags) {
                most.accumulateAndGet((int) n, Math::max);
                int result = super.send(state, fd, base, buf, n, flags);
                copied.addAndGet(Math.max(result, 0));
                return result;
            }
        });
        byte[] data = new byte[4 << 20];
        LibcSocket[] pair = pair(libc, SOCK_STREAM);
        pair[0].sendTimeout(Way.PATIENCE);
        CompletableFuture<Long> received = Way.PLAIN.run(() -> {
            long sum = 0;
            for (byte[] room = new byte[1 << 16]; sum < 2L * data.length; ) {
                sum += pair[1].receive(room);
            }
            return sum;
        });
        pair[0].sendAll(ByteBuffer.wrap(data).asReadOnlyBuffer(), 0);
        assertEquals(data.length, copied.get());
        assertEquals(CopyLimit.BYTES, most.get());
        pair[0].sendAll(ByteBuffer.wrap(data), 0);
        // Of an array no more than what is too little to be worth its while.
        assertTrue(copied.get() < data.length + CopyLimit.BULK, copied + " bytes");
        assertEquals(2L * data.length, Way.get(received));
    }

    /** The garbage collector waits for such a call: it may neither wait nor take long. */
    @Test
    void anArrayIsUsedAsItStandsOnlyInShortCallsThatNothingHolds() throws Exception {
        List<Integer> lent = Collections.synchronizedList(new ArrayList<>());
        Libc libc = TestLibc.over(new JniBackend(Libc.open("jni").origin()) {
            @Override
            public int sendArray(ThreadState state, int fd, byte[] array, int offset, int length, int flags) {
                assertEquals(MSG_DONTWAIT, flags & MSG_DONTWAIT);
                lent.add(length);
                return super.sendArray(state, fd, array, offset, length, flags);
            }

            @Override
            public int recvArray(ThreadState state, int fd, byte[] array, int offset, int length, int flags) {
                assertEquals(MSG_DONTWAIT, flags & MSG_DONTWAIT);
                lent.add(length);
                return super.recvArray(state, fd, array, offset, length, flags);
            }
        });
        byte[] array = new byte[3 << 20];
        List<LibcSocket> lending = List.of(
                pair(libc, SOCK_STREAM)[0],
                connection(libc)[0],
                connection(libc)[1],
                open(libc, AF_INET6, SOCK_STREAM));
        for (LibcSocket socket : lending) {
            lent.clear();
            tries(socket, array);
            assertEquals(List.of(1 << 20, 1 << 20), lent, socket.toString());
        }
        lent.clear();
        // A message is whole.
        tries(udp(libc), array);
        assertEquals(List.of(3 << 20, 3 << 20), lent);

        LibcSocket numbered = connection(libc)[0];
        numbered.fd();
        LibcSocket raw = connection(libc)[0];
        raw.apply((calls, fd) -> 0);
        LibcSocket layered = connection(libc)[0];
        layered.hasRecords();
        List<LibcSocket> copying =
                List.of(numbered, raw, layered, connection(libc)[0].markShared(), open(libc, AF_NETLINK, SOCK_DGRAM));
        for (LibcSocket socket : copying) {
            lent.clear();
            tries(socket, array);
            assertEquals(List.of(), lent, socket.toString());
        }
    }

    /** Once each way; the answer does not matter. */
    private static void tries(LibcSocket socket, byte[] array) throws IOException {
        try {
            socket.receive(array, MSG_DONTWAIT);
        } catch (ErrnoException e) {
            assertEquals(ENOTCONN, e.errno());
        }
        try {
            socket.send(array, MSG_DONTWAIT);
        } catch (ErrnoException e) {
            assertTrue(List.of(ENOTCONN, EPIPE, EDESTADDRREQ, EMSGSIZE).contains(e.errno()), e::toString);
        }
    }

    /** Prints the limit. */
    static final class Limit {
        private Limit() {}

        public static void main(String[] args) {
            System.out.println(CopyLimit.BYTES);
        }
    }

    @Test
    void thePropertySetsTheLimit() throws Exception {
        assertEquals("131072\n", ChildJvm.run(ChildJvm.command(List.of(), Limit.class)));
        assertEquals("8192\n", ChildJvm.run(ChildJvm.command(List.of("-Dlibcsockets.copy.limit=8192"), Limit.class)));
    }
}
