package libcsockets.socket;

import static libcsockets.Constants.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import libcsockets.Control;
import libcsockets.Libc;
import libcsockets.Sockaddr;
import libcsockets.option.Sockopt;
import libcsockets.option.Sockopts;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code SO_RCVTIMEO} and {@code SO_SNDTIMEO} limit a call as they do in C, however it waits. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OwnTimeoutsTest extends OpenedSockets {
    private static final Duration BRIEF = Duration.ofMillis(60);

    @TempDir
    Path directory;

    private Libc libc;
    private Way way;

    /** A call that would wait for ever, and the option that ends it. */
    private final Map<String, CompletableFuture<?>> started = new LinkedHashMap<>();

    private final List<String> wrong = new ArrayList<>();

    private void receives(String name, LibcSocket socket, Callable<?> call) throws IOException {
        socket.setOption(Sockopts.SO_RCVTIMEO, BRIEF);
        way.prepared(socket);
        started.put(name, way.run(call));
    }

    private void sends(String name, LibcSocket socket, Callable<?> call) throws IOException {
        socket.setOption(Sockopts.SO_SNDTIMEO, BRIEF);
        way.prepared(socket);
        started.put(name, way.run(() -> {
            // Until nothing more fits in.
            for (; ; ) {
                call.call();
            }
        }));
    }

    private void allEnd(String option) throws Exception {
        for (Map.Entry<String, CompletableFuture<?>> one : started.entrySet()) {
            try {
                Object result = Way.get(one.getValue());
                wrong.add(one.getKey() + " returned " + result);
            } catch (SocketTimeoutException e) {
                if (!e.getMessage().endsWith("timed out after the socket's own " + option)) {
                    wrong.add(one.getKey() + ": " + e.getMessage());
                }
            } catch (Exception e) {
                wrong.add(one.getKey() + ": " + e);
            }
        }
        assertEquals(List.of(), wrong);
    }

    @ParameterizedTest
    @MethodSource(WAYS)
    void everyReceivingCallTimesOut(Libc backend, Way waits) throws Exception {
        libc = backend;
        way = waits;
        byte[] small = new byte[10];
        byte[] large = new byte[1 << 20];
        for (int type : new int[] {SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET}) {
            LibcSocket unix = pair(libc, type)[0];
            receives("recv AF_UNIX " + type, unix, () -> unix.receive(small, 0));
        }
        LibcSocket tcp = connection(libc)[0];
        receives("recv TCP", tcp, () -> tcp.receive(small, 0));
        LibcSocket accepted = connection(libc)[1];
        receives("recv accepted", accepted, () -> accepted.receive(small, 0));
        LibcSocket into = connection(libc)[0];
        receives("recv large array", into, () -> into.receive(large, 0));
        LibcSocket whole = connection(libc)[0];
        receives("recv MSG_WAITALL", whole, () -> whole.receive(small, MSG_WAITALL));
        LibcSocket peek = connection(libc)[0];
        receives("recv MSG_PEEK", peek, () -> peek.receive(small, MSG_PEEK));
        LibcSocket stream = connection(libc)[0];
        receives("InputStream", stream, () -> stream.inputStream().read());
        LibcSocket fully = connection(libc)[0];
        receives("receiveFully", fully, () -> fully.receiveFully(ByteBuffer.allocate(10), 0));
        LibcSocket udp = udp(libc);
        receives("recv UDP", udp, () -> udp.receive(small, 0));
        LibcSocket udp6 = open(libc, AF_INET6, SOCK_DGRAM);
        receives("recv UDP over IPv6", udp6, () -> udp6.receive(ByteBuffer.allocateDirect(10), 0));
        LibcSocket from = udp(libc);
        receives("receiveFrom", from, () -> from.receiveFrom(small, 0));
        LibcSocket message = udp(libc);
        receives("receiveMessage", message, () -> message.receiveMessage(ByteBuffer.allocate(10), 64, 0));
        LibcSocket batch = udp(libc);
        receives("receiveBatch", batch, () -> batch.receiveBatch(new Batch(2, 10), 0));
        LibcSocket channel = udp(libc);
        receives("read", channel, () -> channel.read(ByteBuffer.allocate(10)));
        LibcSocket scatter = udp(libc);
        receives("scattering read", scatter, () -> scatter.read(new ByteBuffer[] {ByteBuffer.allocate(10)}));
        LibcSocket netlink = opened(LibcSocket.open(libc, AF_NETLINK, SOCK_RAW, NETLINK_ROUTE));
        netlink.bind(Sockaddr.netlink(0, 0));
        receives("recv netlink", netlink, () -> netlink.receive(small, 0));
        LibcSocket server = listener(libc);
        receives("accept TCP", server, server::accept);
        LibcSocket unixServer = open(libc, AF_UNIX, SOCK_STREAM).bind(Sockaddr.unixUnnamed());
        unixServer.listen(1);
        receives("accept AF_UNIX", unixServer, unixServer::accept);
        allEnd("SO_RCVTIMEO");
    }

    @ParameterizedTest
    @MethodSource(WAYS)
    void everySendingCallTimesOut(Libc backend, Way waits) throws Exception {
        libc = backend;
        way = waits;
        byte[] large = new byte[1 << 20];
        Path file = Files.write(directory.resolve("file"), new byte[1000]);
        for (int type : new int[] {SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET}) {
            LibcSocket unix = pair(libc, type)[0];
            sends("send AF_UNIX " + type, unix, () -> unix.send(new byte[1000], 0));
        }
        LibcSocket tcp = connection(libc)[0].setOption(Sockopts.SO_SNDBUF, 10_000);
        sends("send TCP", tcp, () -> tcp.send(new byte[10], 0));
        LibcSocket array = connection(libc)[0].setOption(Sockopts.SO_SNDBUF, 10_000);
        sends("send large array", array, () -> array.send(large, 0));
        LibcSocket all = connection(libc)[0].setOption(Sockopts.SO_SNDBUF, 10_000);
        sends("sendAll", all, () -> {
            all.sendAll(ByteBuffer.wrap(large), 0);
            return null;
        });
        LibcSocket stream = connection(libc)[0].setOption(Sockopts.SO_SNDBUF, 10_000);
        sends("OutputStream", stream, () -> {
            stream.outputStream().write(large);
            return null;
        });
        LibcSocket gather = connection(libc)[0].setOption(Sockopts.SO_SNDBUF, 10_000);
        sends("gathering write", gather, () -> gather.write(new ByteBuffer[] {ByteBuffer.allocateDirect(100)}));
        LibcSocket message = connection(libc)[0].setOption(Sockopts.SO_SNDBUF, 10_000);
        sends("sendMessage", message, () -> message.sendMessage(ByteBuffer.allocate(10), null, null, 0));
        LibcSocket sendFile = connection(libc)[0].setOption(Sockopts.SO_SNDBUF, 10_000);
        sends("sendFile", sendFile, () -> sendFile.sendFile(file, 0, 1000));
        LibcSocket to = open(libc, AF_UNIX, SOCK_DGRAM);
        LibcSocket slow = open(libc, AF_UNIX, SOCK_DGRAM).bind(Sockaddr.unixUnnamed());
        sends("sendTo", to, () -> to.sendTo(new byte[1000], slow.localAddress(), 0));
        LibcSocket batch = pair(libc, SOCK_DGRAM)[0];
        sends("sendBatch", batch, () -> batch.sendBatch(new Batch(2, 1000), 2, 0));
        LibcSocket unixServer = open(libc, AF_UNIX, SOCK_STREAM).bind(Sockaddr.unixUnnamed());
        open(libc, AF_UNIX, SOCK_STREAM).connect(unixServer.listen(0).localAddress());
        LibcSocket unixClient = open(libc, AF_UNIX, SOCK_STREAM);
        sends("connect AF_UNIX", unixClient, () -> unixClient.connect(unixServer.localAddress()));
        LibcSocket server = open(libc, AF_INET, SOCK_STREAM).bind(LOOPBACK).listen(0);
        open(libc, AF_INET, SOCK_STREAM).connect(server.localAddress());
        open(libc, AF_INET, SOCK_STREAM).configureBlocking(false).connect(server.localAddress());
        LibcSocket client = open(libc, AF_INET, SOCK_STREAM);
        sends("connect TCP", client, () -> client.connect(server.localAddress()));
        allEnd("SO_SNDTIMEO");
        // The attempt is given up.
        assertTrue(client.connect(listener(libc).localAddress()));
    }

    private interface Setter {
        void set(LibcSocket socket, Sockopt<Duration> option, Duration value) throws IOException;
    }

    /** A time-out that was read once may be another one by now. */
    @ParameterizedTest
    @MethodSource(WAYS)
    void timeoutsSetElsewhereCount(Libc backend, Way waits) throws Exception {
        libc = backend;
        way = waits;
        Map<String, Setter> setters = new LinkedHashMap<>();
        setters.put("setOption", LibcSocket::setOption);
        setters.put(
                "apply",
                (socket, option, value) -> socket.apply((calls, fd) -> {
                    Sockopts.set(calls, fd, option, value);
                    return null;
                }));
        setters.put("the number", (socket, option, value) -> Sockopts.set(libc, socket.fd(), option, value));
        setters.put(
                "a duplicate", (socket, option, value) -> opened(socket.dup()).setOption(option, value));
        setters.put("another process", (socket, option, value) -> {
            LibcSocket[] through = pair(libc, SOCK_STREAM);
            Control control = LibcSocket.addRights(new Control(Control.space(4)), socket);
            through[0].sendMessage(ByteBuffer.allocate(1), null, control, 0);
            Received received = through[1].receiveMessage(ByteBuffer.allocate(1), Control.space(4), 0);
            int number = received.control(SOL_SOCKET, SCM_RIGHTS).asRights()[0];
            opened(LibcSocket.adopt(libc, number)).setOption(option, value);
        });
        for (Map.Entry<String, Setter> setter : setters.entrySet()) {
            LibcSocket socket = way.prepared(udp(libc));
            LibcSocket sender = udp(libc);
            CompletableFuture<Integer> first = way.start(() -> socket.receive(new byte[10], 0));
            sender.sendTo(new byte[1], socket.localAddress(), 0);
            assertEquals(1, Way.get(first));
            for (int i = 0; i < 2; i++) {
                setter.getValue().set(socket, Sockopts.SO_RCVTIMEO, Duration.ofMillis(20));
                assertThrows(
                        SocketTimeoutException.class,
                        () -> Way.get(way.run(() -> socket.receive(new byte[10], 0))),
                        setter.getKey());
                setter.getValue().set(socket, Sockopts.SO_RCVTIMEO, Duration.ZERO);
                CompletableFuture<Integer> last = way.start(() -> socket.receive(new byte[10], 0));
                assertFalse(last.isDone(), setter.getKey());
                sender.sendTo(new byte[1], socket.localAddress(), 0);
                assertEquals(1, Way.get(last));
            }
        }
    }

    @ParameterizedTest
    @MethodSource(WAYS)
    void timeoutsCountForEveryOriginOfASocket(Libc backend, Way waits) throws Exception {
        libc = backend;
        way = waits;
        LibcSocket server = listener(libc).setOption(Sockopts.SO_RCVTIMEO, BRIEF);
        LibcSocket client = open(libc, AF_INET, SOCK_STREAM);
        client.connect(server.localAddress());
        int fd = libc.socket(AF_INET, SOCK_DGRAM, 0);
        Sockopts.set(libc, fd, Sockopts.SO_RCVTIMEO, BRIEF);
        LibcSocket adopted = opened(LibcSocket.adopt(libc, fd));
        LibcSocket detached = opened(LibcSocket.adopt(
                libc, udp(libc).setOption(Sockopts.SO_RCVTIMEO, BRIEF).detach()));
        Map<String, LibcSocket> sockets = Map.of(
                "accepted, as the listener",
                opened(server.accept()),
                "adopted",
                adopted,
                "detached and adopted",
                detached,
                "duplicate",
                opened(adopted.dup()));
        sockets.forEach((name, socket) ->
                started.put(name, way.run(() -> way.prepared(socket).receive(new byte[10], 0))));
        allEnd("SO_RCVTIMEO");
    }

    @ParameterizedTest
    @MethodSource(WAYS)
    void theShorterTimeoutCounts(Libc backend, Way waits) throws Exception {
        LibcSocket socket = waits.prepared(udp(backend)).setOption(Sockopts.SO_RCVTIMEO, Way.PATIENCE);
        socket.receiveTimeout(Duration.ofMillis(5));
        SocketTimeoutException e = assertThrows(
                SocketTimeoutException.class, () -> Way.get(waits.run(() -> socket.receive(new byte[1], 0))));
        assertEquals("recv timed out after 5 ms", e.getMessage());
    }

    @ParameterizedTest
    @MethodSource(WAYS)
    void aPartialResultIsReturned(Libc backend, Way waits) throws Exception {
        for (int length : new int[] {10, 1 << 20}) {
            LibcSocket[] ends = connection(backend);
            LibcSocket reader = waits.prepared(ends[0]).setOption(Sockopts.SO_RCVTIMEO, BRIEF);
            ends[1].send(new byte[5], 0);
            assertEquals(5, Way.get(waits.run(() -> reader.receive(new byte[length], MSG_WAITALL))));
        }
    }

    @ParameterizedTest
    @MethodSource(WAYS)
    void aCallThatDoesNotWaitIsNotTimedOut(Libc backend, Way waits) throws Exception {
        LibcSocket socket = waits.prepared(udp(backend)).setOption(Sockopts.SO_RCVTIMEO, BRIEF);
        assertEquals(LibcSocket.WOULD_BLOCK, Way.get(waits.run(() -> socket.receive(new byte[1], MSG_DONTWAIT))));
        socket.configureBlocking(false);
        assertEquals(LibcSocket.WOULD_BLOCK, Way.get(waits.run(() -> socket.receive(new byte[1], 0))));
    }
}
