package libcsockets;

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

/** Calls of the object layer, with a collection of garbage in the worst moment. The arguments are the scenarios. */
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
        return new CollectingLibc(loaded.origin());
    }

    /** The backend, with a collection in front of each call that gets an address, and other bytes in what that freed. */
    private static final class CollectingLibc extends JniLibc {
        private final List<ByteBuffer> taken = new ArrayList<>();

        CollectingLibc(String origin) {
            super(origin);
        }

        private void collect() {
            // The thread that frees memory takes its work in order, but one collection's in any: the second one tells
            // that the first one's is done.
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
        int socketpair0(int domain, int type, int protocol, long sv) {
            collect();
            return super.socketpair0(domain, type, protocol, sv);
        }

        @Override
        int bind0(int fd, long addr, int addrlen) {
            collect();
            return super.bind0(fd, addr, addrlen);
        }

        @Override
        int connect0(int fd, long addr, int addrlen) {
            collect();
            return super.connect0(fd, addr, addrlen);
        }

        @Override
        int getsockname0(int fd, long addr, long addrlen) {
            collect();
            return super.getsockname0(fd, addr, addrlen);
        }

        @Override
        int getpeername0(int fd, long addr, long addrlen) {
            collect();
            return super.getpeername0(fd, addr, addrlen);
        }

        @Override
        int send0(CallState state, int fd, ByteBuffer base, long buf, long len, int flags) {
            collect();
            return super.send0(state, fd, base, buf, len, flags);
        }

        @Override
        int recv0(CallState state, int fd, ByteBuffer base, long buf, long len, int flags) {
            collect();
            return super.recv0(state, fd, base, buf, len, flags);
        }

        @Override
        int sendto0(CallState state, int fd, ByteBuffer base, long buf, long len, int flags, long addr, int addrlen) {
            collect();
            return super.sendto0(state, fd, base, buf, len, flags, addr, addrlen);
        }

        @Override
        int write0(CallState state, int fd, ByteBuffer base, long buf, long len) {
            collect();
            return super.write0(state, fd, base, buf, len);
        }

        @Override
        int sendmsg0(int fd, long msg, int flags) {
            collect();
            return super.sendmsg0(fd, msg, flags);
        }

        @Override
        int recvmsg0(int fd, long msg, int flags) {
            collect();
            return super.recvmsg0(fd, msg, flags);
        }

        @Override
        int sendmmsg0(int fd, long msgvec, int vlen, int flags) {
            collect();
            return super.sendmmsg0(fd, msgvec, vlen, flags);
        }

        @Override
        int recvmmsg0(int fd, long msgvec, int vlen, int flags, long timeout) {
            collect();
            return super.recvmmsg0(fd, msgvec, vlen, flags, timeout);
        }

        @Override
        int setsockopt0(int fd, int level, int optname, long optval, int optlen) {
            collect();
            return super.setsockopt0(fd, level, optname, optval, optlen);
        }

        @Override
        int getsockopt0(int fd, int level, int optname, long optval, long optlen) {
            collect();
            return super.getsockopt0(fd, level, optname, optval, optlen);
        }

        @Override
        int poll0(long fds, long nfds, int timeout) {
            collect();
            return super.poll0(fds, nfds, timeout);
        }

        @Override
        int epoll_ctl0(int epfd, int op, int fd, long event) {
            collect();
            return super.epoll_ctl0(epfd, op, fd, event);
        }

        @Override
        int epoll_wait0(int epfd, long events, int maxevents, int timeout) {
            collect();
            return super.epoll_wait0(epfd, events, maxevents, timeout);
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
