package libcsockets.tools.closing;

import static libcsockets.Constants.*;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import libcsockets.ErrnoException;
import libcsockets.Libc;
import libcsockets.tools.conform.run.KernelThreads;
import libcsockets.tools.story.Fd;
import libcsockets.tools.story.LabOptions;
import libcsockets.tools.story.NarratedCalls;
import libcsockets.tools.story.Narrator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code libc-sockets close-vs-shutdown}: close releases a descriptor, shutdown ends a connection. */
@Command(
        name = "close-vs-shutdown",
        description =
                "Show the effects of close and shutdown on a connection that several descriptors or processes share, "
                        + "over loopback sockets.")
public final class CloseVsShutdownCommand implements Callable<Integer> {
    @Mixin
    private LabOptions options;

    private Narrator n;
    private NarratedCalls c;

    /** One part of the story, with sockets of its own. */
    private interface Scene {
        void play() throws IOException;
    }

    @Override
    public Integer call() throws IOException {
        Libc libc = options.libc();
        n = options.narrator(libc);
        Scene[] scenes = {
            this::closeCounts,
            this::shutdownReachesEveryDescriptor,
            this::halfClose,
            this::shutRd,
            this::waitingRecv,
            this::twoProcesses,
            this::passedDescriptor,
            this::unreadData,
            this::linger,
            this::udp,
            this::jdk
        };
        for (Scene scene : scenes) {
            try (NarratedCalls calls = new NarratedCalls(libc, n)) {
                c = calls;
                scene.play();
            }
        }
        n.end();
        return 0;
    }

    private void closeCounts() throws IOException {
        n.chapter("One process, two descriptors: close releases one of them");
        NarratedCalls.Pair tcp = c.tcp("fd", "peer");
        Fd copy = c.dup("copy", tcp.a());
        n.notice("Two descriptors, one socket: the kernel counts the descriptors.");
        c.close(tcp.a());
        c.send(copy, "still here", MSG_NOSIGNAL);
        c.awaitQueued(tcp.b(), 10);
        c.recv(tcp.b(), 16, 0);
        c.recv(tcp.b(), 16, MSG_DONTWAIT);
        n.notice("After close the count is 1. The connection is still up, and the peer has noticed nothing.");
        c.close(copy);
        c.awaitEvent(tcp.b(), POLLRDHUP);
        c.recv(tcp.b(), 16, 0);
        n.notice("After the last close the count is 0: the kernel ends the connection, and the peer reads 0, the end.");
    }

    private void shutdownReachesEveryDescriptor() throws IOException {
        n.chapter("shutdown(SHUT_RDWR) ends the connection for every descriptor");
        NarratedCalls.Pair tcp = c.tcp("fd", "peer");
        Fd copy = c.dup("copy", tcp.a());
        c.shutdown(copy, SHUT_RDWR);
        c.send(tcp.a(), "x", MSG_NOSIGNAL);
        c.recv(tcp.a(), 16, 0);
        n.notice("After a shutdown through one descriptor the other can neither send nor receive.");
        c.awaitEvent(tcp.b(), POLLRDHUP);
        c.recv(tcp.b(), 16, 0);
        c.send(tcp.b(), "x", MSG_NOSIGNAL);
        c.awaitEvent(tcp.b(), 0);
        c.send(tcp.b(), "x", MSG_NOSIGNAL);
        n.notice("The peer reads 0, the end. Its data is answered with a reset, because it will never be read.");
        c.close(tcp.a());
        c.close(copy);
        n.notice("The descriptors are still open after shutdown: both must be closed.");
    }

    private void halfClose() throws IOException {
        n.chapter("shutdown(SHUT_WR): finished sending, still receiving");
        NarratedCalls.Pair tcp = c.tcp("fd", "peer");
        c.send(tcp.a(), "question", 0);
        c.shutdown(tcp.a(), SHUT_WR);
        c.awaitEvent(tcp.b(), POLLRDHUP);
        c.recv(tcp.b(), 16, 0);
        c.recv(tcp.b(), 16, 0);
        n.notice("The peer gets the data first, then 0.");
        c.send(tcp.b(), "answer", 0);
        c.awaitQueued(tcp.a(), 6);
        c.recv(tcp.a(), 16, 0);
        n.notice("The other direction still works. After close there would be no reader for the answer.");
        c.send(tcp.a(), "more", MSG_NOSIGNAL);
    }

    private void shutRd() throws IOException {
        n.chapter("shutdown(SHUT_RD): the peer is not informed");
        NarratedCalls.Pair tcp = c.tcp("fd", "peer");
        c.shutdown(tcp.a(), SHUT_RD);
        c.recv(tcp.a(), 16, 0);
        n.notice("A recv no longer waits: it returns 0.");
        c.send(tcp.b(), "anyone?", MSG_NOSIGNAL);
        c.awaitQueued(tcp.a(), 7);
        c.recv(tcp.a(), 16, 0);
        n.notice("TCP cannot inform the peer, which may go on sending; and Linux still delivers that data.");
    }

    private void waitingRecv() throws IOException {
        n.chapter("A recv waits in another thread: close does not end it, shutdown does");
        NarratedCalls.Pair closed = c.tcp("fd", "peer");
        FutureTask<NarratedCalls.Received> late = waiting(() -> c.recvQuietly(closed.a(), 16, 0));
        c.close(closed.a());
        c.send(closed.b(), "late", 0);
        c.narrateRecv("thread", closed.a(), 16, 0, finish(late));
        n.notice("The descriptor was closed, but the call holds the socket itself: it kept waiting and received the "
                + "data.");

        NarratedCalls.Pair shut = c.tcp("fd", "peer");
        FutureTask<NarratedCalls.Received> woken = waiting(() -> c.recvQuietly(shut.a(), 16, 0));
        c.shutdown(shut.a(), SHUT_RDWR);
        c.narrateRecv("thread", shut.a(), 16, 0, finish(woken));
        n.notice("shutdown wakes every waiting thread.");
    }

    private void twoProcesses() throws IOException {
        n.chapter("Two processes: a descriptor inherited by a child");
        NarratedCalls.Pair tcp = c.tcp("fd", "peer");
        try (Child child = new Child(c, n, tcp.a())) {
            Fd inherited = new Fd("fd", Child.INHERITED);
            child.send(inherited, "from the child");
            c.awaitQueued(tcp.b(), 14);
            c.recv(tcp.b(), 32, 0);
            c.close(tcp.a());
            c.recv(tcp.b(), 16, MSG_DONTWAIT);
            n.notice("The parent has closed its descriptor; the child still has one, so the connection stays up. A "
                    + "forking server works this way: the parent closes, the child serves.");
            child.send(inherited, "and again");
            c.awaitQueued(tcp.b(), 9);
            c.recv(tcp.b(), 32, 0);
            child.close(inherited);
            c.awaitEvent(tcp.b(), POLLRDHUP);
            c.recv(tcp.b(), 16, 0);
            n.notice("The child's close was the last one.");
        }
    }

    private void passedDescriptor() throws IOException {
        n.chapter("Two processes: a descriptor passed with SCM_RIGHTS");
        NarratedCalls.Pair first = c.tcp("fd", "peer");
        try (Child child = new Child(c, n, c.bound("unused", SOCK_DGRAM))) {
            Fd passed = child.pass("received", first.a());
            n.notice("The child gets its own descriptor for the same socket.");
            c.close(first.a());
            child.send(passed, "hello");
            c.awaitQueued(first.b(), 5);
            c.recv(first.b(), 16, 0);
            n.notice("close in the parent does not affect it.");
            child.close(passed);

            NarratedCalls.Pair second = c.tcp("fd2", "peer2");
            Fd again = child.pass("received2", second.a());
            c.shutdown(second.a(), SHUT_RDWR);
            child.send(again, "x");
            child.recv(again, 16);
            c.awaitEvent(second.b(), POLLRDHUP);
            c.recv(second.b(), 16, 0);
            n.notice("shutdown does: the child's descriptor is open, but its connection has ended, and the peer reads "
                    + "0.");

            NarratedCalls.Pair third = c.tcp("fd3", "peer3");
            Fd last = child.pass("received3", third.a());
            child.shutdown(last, SHUT_WR);
            c.send(third.a(), "x", MSG_NOSIGNAL);
            c.awaitEvent(third.b(), POLLRDHUP);
            c.recv(third.b(), 16, 0);
            child.shutdown(last, SHUT_RD);
            c.recv(third.a(), 16, 0);
            n.notice("And the reverse: the child's shutdowns affect the parent; the peer learns of SHUT_WR only.");
            child.close(again);
            child.close(last);
        }
    }

    private void unreadData() throws IOException {
        n.chapter("close with unread data: a reset");
        NarratedCalls.Pair tcp = c.tcp("fd", "peer");
        c.send(tcp.b(), "unread", 0);
        c.awaitQueued(tcp.a(), 6);
        c.close(tcp.a());
        n.notice("Linux sends RST instead of FIN, so that the peer knows that its data was lost (RFC 9293, 3.6.1; "
                + "RFC 1122, 4.2.2.13).");
        c.awaitEvent(tcp.b(), POLLRDHUP);
        c.recv(tcp.b(), 16, 0);
        c.recv(tcp.b(), 16, 0);
        n.notice("The error is reported once; after that recv returns 0.");
    }

    private void linger() throws IOException {
        n.chapter("SO_LINGER: close that resets, close that waits");
        NarratedCalls.Pair tcp = c.tcp("fd", "peer");
        c.linger(tcp.a(), 1, 0);
        c.close(tcp.a());
        c.awaitEvent(tcp.b(), POLLRDHUP);
        c.recv(tcp.b(), 16, 0);
        n.notice("{1, 0}: close discards unsent data and resets the connection. There is no TIME-WAIT either.");

        NarratedCalls.Pair slow = c.tcp("fd", "peer");
        byte[] block = new byte[65536];
        while (c.libc().send(slow.a().number(), block, block.length, MSG_DONTWAIT) > 0) {
            // Until the buffers are full: the peer reads nothing.
        }
        c.linger(slow.a(), 1, 1);
        long start = System.nanoTime();
        c.close(slow.a());
        long millis = (System.nanoTime() - start) / 1_000_000;
        n.notice("{1, 1} with data that the peer does not read: close waited for " + millis
                + " ms and gave up. Without SO_LINGER close returns at once, and the kernel keeps sending in the "
                + "background.");
    }

    private void udp() throws IOException {
        n.chapter("shutdown on UDP");
        NarratedCalls.Pair udp = c.udp("a", "b");
        c.shutdown(udp.a(), SHUT_RDWR);
        c.recv(udp.a(), 16, 0);
        c.send(udp.a(), "x", MSG_NOSIGNAL);
        n.notice("On a connected UDP socket it works, but only locally: nothing is sent to the peer, which would wait "
                + "forever.");
        c.recv(udp.b(), 16, MSG_DONTWAIT);
        Fd alone = c.bound("alone", SOCK_DGRAM);
        c.shutdown(alone, SHUT_RD);
        n.notice("On a socket without a peer the result is ENOTCONN.");
    }

    private void jdk() throws IOException {
        n.chapter("The same in the JDK");
        Fd listener = c.bound("listener", SOCK_STREAM);
        InetSocketAddress addr = new InetSocketAddress(
                InetAddress.getLoopbackAddress(),
                c.nameOf(listener).toInetSocketAddress().getPort());

        Socket socket = new Socket(addr.getAddress(), addr.getPort());
        Fd peer = acceptAndSend(listener, () -> socket.getInputStream().available());
        socket.close();
        n.call("JDK", "Socket.close(), with unread data", "done");
        c.awaitEvent(peer, POLLRDHUP);
        c.recv(peer, 16, 0);
        n.notice("Socket calls shutdown(SHUT_WR) before close, so the peer usually sees an orderly end first. This "
                + "hides the loss of its data.");

        SocketChannel channel = SocketChannel.open(addr);
        Fd peer2 =
                acceptAndSend(listener, () -> channel.socket().getInputStream().available());
        channel.close();
        n.call("JDK", "SocketChannel.close(), with unread data", "done");
        c.awaitEvent(peer2, POLLRDHUP);
        c.recv(peer2, 16, 0);
        n.notice("SocketChannel only closes, like C.");

        Socket reset = new Socket(addr.getAddress(), addr.getPort());
        Fd peer3 = c.accept("peer3", listener);
        reset.setSoLinger(true, 0);
        reset.close();
        n.call("JDK", "Socket.setSoLinger(true, 0), close()", "done");
        c.awaitEvent(peer3, POLLRDHUP);
        c.recv(peer3, 16, 0);
        n.notice("The same option gives the same reset.");

        try (Socket half = new Socket(addr.getAddress(), addr.getPort())) {
            Fd peer4 = c.accept("peer4", listener);
            half.shutdownOutput();
            n.call("JDK", "Socket.shutdownOutput()", "done");
            c.awaitEvent(peer4, POLLRDHUP);
            c.recv(peer4, 16, 0);
            n.notice("shutdown(SHUT_WR). The JDK has no call for SHUT_RDWR, and no shutdown at all on DatagramSocket.");
            InputStream in = half.getInputStream();
            half.shutdownInput();
            n.call("JDK", "Socket.shutdownInput()", "done");
            c.send(peer4, "anyone?", MSG_NOSIGNAL);
            n.call("JDK", "read()", Integer.toString(in.read()));
            n.notice("shutdown(SHUT_RD); after it the JDK reads nothing more, while recv would return arriving data.");
        }

        Socket read = new Socket(addr.getAddress(), addr.getPort());
        c.accept("peer5", listener);
        FutureTask<String> reader = waiting(() -> outcome(read));
        read.close();
        n.call("JDK", "Socket.close(), with a thread in read()", "done");
        n.call("JDK thread", "read()", finish(reader));
        n.notice("The JDK wakes the waiting thread with an exception: its close does more than close. The JDK cannot "
                + "duplicate or pass descriptors, so a connection has one owner.");
    }

    private static String outcome(Socket socket) {
        try {
            return Integer.toString(socket.getInputStream().read());
        } catch (IOException e) {
            return e.getClass().getSimpleName() + " (" + e.getMessage() + ")";
        }
    }

    // ---- another thread ----

    /** Makes a call in another thread and returns once that thread waits in the kernel. */
    private static <T> FutureTask<T> waiting(Callable<T> call) {
        FutureTask<T> task = new FutureTask<>(call);
        String name = KernelThreads.newName();
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
        NarratedCalls.await(() -> KernelThreads.isAsleep(name));
        return task;
    }

    private static <T> T finish(FutureTask<T> task) throws IOException {
        try {
            return task.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IOException("The call of the other thread failed.", e);
        }
    }

    /** The number of bytes that a JDK socket has to read. */
    private interface Available {
        int get() throws IOException;
    }

    /** Accepts the connection of a JDK socket and sends it data, which stays unread. */
    private Fd acceptAndSend(Fd listener, Available available) throws ErrnoException, IOException {
        Fd peer = c.accept("peer", listener);
        c.send(peer, "unread", 0);
        long deadline = System.nanoTime() + 10_000_000_000L;
        while (available.get() < 6 && System.nanoTime() - deadline < 0) {
            Thread.yield();
        }
        return peer;
    }
}
