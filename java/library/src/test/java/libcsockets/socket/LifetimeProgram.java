package libcsockets.socket;

import static libcsockets.Constants.*;

import java.io.IOException;
import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import libcsockets.Control;
import libcsockets.Libc;
import libcsockets.TestLibc;
import libcsockets.internal.JniBackend;
import libcsockets.internal.ThreadState;
import libcsockets.option.Sockopts;

/** Calls of the object layer, with a garbage collection at the worst moment. The argument is the scenario. */
final class LifetimeProgram {
    private static final InetSocketAddress LOOPBACK = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Libc libc = collecting();

    public static void main(String[] args) throws IOException {
        LifetimeProgram program = new LifetimeProgram();
        switch (args[0]) {
            case "epoll" -> program.epollsEvents();
            case "poll" -> program.pollsEntries();
            case "stream" -> program.addressesBuffersAndOptions();
            case "datagram" -> program.messagesAndBatches();
            default -> throw new IllegalArgumentException(args[0]);
        }
        System.out.println("done");
    }

    private static Libc collecting() {
        Libc loaded = Libc.open("jni");
        return TestLibc.over(new CollectingCalls(loaded.origin()));
    }

    /** The backend, with a collection before each call with an address; it then overwrites the freed memory. */
    private static final class CollectingCalls extends JniBackend {
        private final List<ByteBuffer> taken = new ArrayList<>();

        CollectingCalls(String origin) {
            super(origin);
        }

        private void collect() {
            // The thread that frees memory handles one collection after the other, but the references of each in any
            // order: the second one shows that the first is done.
            awaitCollection();
            awaitCollection();
            for (int size = 4; size <= 4096; size *= 2) {
                for (int i = 0; i < 16; i++) {
                    ByteBuffer memory = ByteBuffer.allocateDirect(size);
                    while (memory.hasRemaining()) {
                        memory.put((byte) 0x5a);
                    }
                    taken.add(memory);
                }
            }
        }

        private static void awaitCollection() {
            ReferenceQueue<Object> queue = new ReferenceQueue<>();
            PhantomReference<Object> reference = new PhantomReference<>(new Object(), queue);
            try {
                do {
                    System.gc();
                } while (queue.remove(100) != reference);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public int socketpair(int domain, int type, int protocol, long sv) {
            collect();
            return super.socketpair(domain, type, protocol, sv);
        }

        @Override
        public int bind(int fd, long addr, int addrlen) {
            collect();
            return super.bind(fd, addr, addrlen);
        }

        @Override
        public int connect(int fd, long addr, int addrlen) {
            collect();
            return super.connect(fd, addr, addrlen);
        }

        @Override
        public int getsockname(int fd, long addr, long addrlen) {
            collect();
            return super.getsockname(fd, addr, addrlen);
        }

        @Override
        public int getpeername(int fd, long addr, long addrlen) {
            collect();
            return super.getpeername(fd, addr, addrlen);
        }

        @Override
        public int send(ThreadState state, int fd, ByteBuffer base, long buf, long len, int flags) {
            collect();
            return super.send(state, fd, base, buf, len, flags);
        }

        @Override
        public int recv(ThreadState state, int fd, ByteBuffer base, long buf, long len, int flags) {
            collect();
            return super.recv(state, fd, base, buf, len, flags);
        }

        @Override
        public int sendto(
                ThreadState state, int fd, ByteBuffer base, long buf, long len, int flags, long addr, int addrlen) {
            collect();
            return super.sendto(state, fd, base, buf, len, flags, addr, addrlen);
        }

        @Override
        public int write(ThreadState state, int fd, ByteBuffer base, long buf, long len) {
            collect();
            return super.write(state, fd, base, buf, len);
        }

        @Override
        public int sendmsg(int fd, long msg, int flags) {
            collect();
            return super.sendmsg(fd, msg, flags);
        }

        @Override
        public int recvmsg(int fd, long msg, int flags) {
            collect();
            return super.recvmsg(fd, msg, flags);
        }

        @Override
        public int sendmmsg(int fd, long msgvec, int vlen, int flags) {
            collect();
            return super.sendmmsg(fd, msgvec, vlen, flags);
        }

        @Override
        public int recvmmsg(int fd, long msgvec, int vlen, int flags, long timeout) {
            collect();
            return super.recvmmsg(fd, msgvec, vlen, flags, timeout);
        }

        @Override
        public int setsockopt(int fd, int level, int optname, long optval, int optlen) {
            collect();
            return super.setsockopt(fd, level, optname, optval, optlen);
        }

        @Override
        public int getsockopt(int fd, int level, int optname, long optval, long optlen) {
            collect();
            return super.getsockopt(fd, level, optname, optval, optlen);
        }

        @Override
        public int poll(long fds, long nfds, int timeout) {
            collect();
            return super.poll(fds, nfds, timeout);
        }

        @Override
        public int epoll_ctl(int epfd, int op, int fd, long event) {
            collect();
            return super.epoll_ctl(epfd, op, fd, event);
        }

        @Override
        public int epoll_wait(int epfd, long events, int maxevents, int timeout) {
            collect();
            return super.epoll_wait(epfd, events, maxevents, timeout);
        }
    }

    private static void expect(Object expected, Object actual) {
        if (!expected.equals(actual)) {
            throw new IllegalStateException("expected " + expected + ", got " + actual);
        }
    }

    private static ByteBuffer direct(String text) {
        return ByteBuffer.allocateDirect(text.length()).put(text.getBytes()).flip();
    }

    private static String text(ByteBuffer received) {
        return StandardCharsets.US_ASCII.decode(received).toString();
    }

    private void epollsEvents() throws IOException {
        LibcSocket[] ends = LibcSocket.pair(libc, SOCK_STREAM);
        try (LibcSocket one = ends[0];
                LibcSocket other = ends[1];
                Epoll epoll = Epoll.open(libc)) {
            epoll.add(one, EPOLLIN, "attached");
            other.send(direct("x"), 0);
            Ready ready = epoll.await(PATIENCE).get(0);
            expect(one, ready.socket());
            expect("attached", ready.attachment());
            epoll.modify(one, EPOLLOUT, null);
            expect(EPOLLOUT, epoll.await(PATIENCE).get(0).events());
            epoll.remove(one);
            epoll.wakeUp();
            expect(List.of(), epoll.await(PATIENCE));
        }
    }

    private void pollsEntries() throws IOException {
        LibcSocket[] ends = LibcSocket.pair(libc, SOCK_STREAM);
        try (LibcSocket one = ends[0];
                LibcSocket other = ends[1];
                Poll poll = Poll.open(libc)) {
            poll.set(one, POLLIN, "attached");
            other.send(direct("x"), 0);
            expect(one, poll.await(PATIENCE).get(0).socket());
        }
    }

    private void addressesBuffersAndOptions() throws IOException {
        try (LibcSocket server = LibcSocket.open(libc, AF_INET, SOCK_STREAM, 0)
                        .bind(LOOPBACK)
                        .listen(1);
                LibcSocket client = LibcSocket.open(libc, AF_INET, SOCK_STREAM, 0)) {
            client.setOption(Sockopts.SO_LINGER, 7);
            expect(7, client.getOption(Sockopts.SO_LINGER));
            client.connect(server.localAddress());
            try (LibcSocket accepted = server.accept(PATIENCE)) {
                expect(client.localAddress(), accepted.remoteAddress());
                client.send(direct("direct"), 0);
                ByteBuffer room = ByteBuffer.allocateDirect(100);
                expect(6, accepted.receiveTimeout(PATIENCE).receive(room, 0));
                expect("direct", text(room.flip()));
                accepted.send("array".getBytes(), 0);
                byte[] array = new byte[5];
                expect(5, client.receive(array, 0));
                expect("array", new String(array));
            }
        }
    }

    private void messagesAndBatches() throws IOException {
        try (LibcSocket receiver = LibcSocket.open(libc, AF_INET, SOCK_DGRAM, 0).bind(LOOPBACK);
                LibcSocket sender =
                        LibcSocket.open(libc, AF_INET, SOCK_DGRAM, 0).bind(LOOPBACK)) {
            receiver.setOption(Sockopts.IP_RECVTTL, true);
            sender.sendTo(direct("first"), receiver.localAddress(), 0);
            ByteBuffer room = ByteBuffer.allocateDirect(100);
            Received received = receiver.receiveMessage(room, 100, 0);
            expect("first", text(room.flip()));
            expect(sender.localAddress(), received.address());
            expect(true, received.control().get(0).is(SOL_IP, IP_TTL));

            ByteBuffer[] parts = {direct("sec"), direct("ond")};
            sender.sendMessage(parts, receiver.localAddress(), new Control(100).addInts(SOL_IP, IP_TTL, 9), 0);
            received = receiver.receiveMessage(room.clear(), 100, 0);
            expect("second", text(room.flip()));
            expect(9, received.control().get(0).asInt());

            sender.connect(receiver.localAddress());
            Batch out = new Batch(2, 10);
            out.buffer(0).put("third".getBytes()).flip();
            out.buffer(1).put("fourth".getBytes()).flip();
            expect(2, sender.sendBatch(out, 2, 0));
            Batch in = new Batch(2, 10);
            expect(2, receiver.receiveBatch(in, 0));
            expect("fourth", text(in.buffer(1)));
            expect(sender.localAddress(), in.address(1));
        }
    }
}
