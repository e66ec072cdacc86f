package libcsockets.tools.tcp;

import static libcsockets.Constants.*;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import libcsockets.Errno;
import libcsockets.ErrnoException;
import libcsockets.IntRef;
import libcsockets.Libc;
import libcsockets.Sockaddr;
import libcsockets.option.Optval;
import libcsockets.option.Optval.SockFilter;
import libcsockets.tools.netlink.Netlink;
import libcsockets.tools.story.Fd;
import libcsockets.tools.story.NarratedCalls;
import libcsockets.tools.story.Narrator;
import libcsockets.tools.wire.Capture;

/**
 * A scene of {@code libc-sockets tcp}: a real TCP connection over the loopback interface, narrated and observed. Its
 * sockets stay open until it is closed, so that the kernel can still report on the connection.
 */
final class TcpScene implements AutoCloseable {
    private static final Map<String, Script> SCRIPTS = new LinkedHashMap<>();

    static {
        SCRIPTS.put("client-first", new Script("Handshake, data, and a close by the client", TcpScene::clientFirst));
        SCRIPTS.put("server-first", new Script("Handshake, data, and a close by the server", TcpScene::serverFirst));
        SCRIPTS.put("both-at-once", new Script("Both ends close at the same moment", TcpScene::bothAtOnce));
        SCRIPTS.put(
                "half-close",
                new Script("Half-close: the client has finished sending, the server has not", TcpScene::halfClose));
        SCRIPTS.put("reset", new Script("A reset instead of a close", TcpScene::reset));
        SCRIPTS.put("refused", new Script("No socket listens: the connection is refused", TcpScene::refused));
        SCRIPTS.put("backlog", new Script("The server's queue is full", TcpScene::backlog));
    }

    private static final int ATTEMPTS = 25;

    private final String name;
    private final Libc libc;
    private final Narrator n;
    private final Netlink netlink;
    private NarratedCalls c;
    private Conversation talk;
    private Fd listener;
    private Fd client;
    private Fd server;
    private String missing;

    /** The title of a scene and its story. */
    private record Script(String title, Story story) {}

    private interface Story {
        void play(TcpScene scene) throws IOException;
    }

    /** @param name one of {@link #names()} */
    TcpScene(String name, Libc libc, Narrator narrator, Netlink netlink) {
        this.name = name;
        this.libc = libc;
        this.n = narrator;
        this.netlink = netlink;
    }

    static Set<String> names() {
        return SCRIPTS.keySet();
    }

    static String title(String name) {
        return SCRIPTS.get(name).title;
    }

    void play() throws IOException {
        n.chapter(title(name));
        for (int attempt = 1; ; attempt++) {
            c = new NarratedCalls(libc, n);
            SCRIPTS.get(name).story.play(this);
            if (!again(attempt)) {
                return;
            }
            n.notice("The two FINs did not cross this time: try again.");
            c.close();
        }
    }

    /** The observed connection. */
    Conversation talk() {
        return talk;
    }

    /** The reason for missing segments; null if they were captured. */
    String missing() {
        return missing;
    }

    @Override
    public void close() {
        if (c != null) {
            c.close();
        }
    }

    // ---- scenes ----

    private void clientFirst() throws IOException {
        connect();
        exchange();
        client("close(client)", 2, c.close(client));
        n.notice("The client has finished sending (FIN); the server's kernel acknowledges that without the program.");
        serverReceives();
        server("close(server)", 2, c.close(server));
        n.notice("The server has finished, too. The end that closed first stays in TIME-WAIT, without any process.");
    }

    private void serverFirst() throws IOException {
        connect();
        exchange();
        server("close(server)", 2, c.close(server));
        clientReceives();
        client("close(client)", 2, c.close(client));
        n.notice("This time the server stays in TIME-WAIT. This is why a restarted server finds its port in use "
                + "(EADDRINUSE) unless it sets SO_REUSEADDR.");
    }

    private void halfClose() throws IOException {
        connect();
        client("shutdown(client, SHUT_WR)", 2, c.shutdown(client, SHUT_WR));
        serverReceives();
        server("send(server, 6)", 2, c.send(server, "answer", 0));
        n.notice("One direction is closed; the other still carries data.");
        clientReceives();
        server("close(server)", 2, c.close(server));
        client("close(client)", 0, c.close(client));
    }

    private void reset() throws IOException {
        connect();
        c.linger(client, 1, 0);
        client("close(client)", 1, c.close(client));
        n.notice("With SO_LINGER {1, 0} close sends RST: no FIN, no answer, no TIME-WAIT.");
        serverReceives();
        c.close(server);
    }

    private void refused() throws IOException {
        prepare(false);
        clientConnects(ECONNREFUSED, 2);
        n.notice("The answer to a SYN for a port without a listener is RST.");
    }

    private void backlog() throws IOException {
        prepare(true);
        Fd filler = new Fd("filler", c.must("socket", libc.socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)));
        c.must("connect", c.connect(filler, c.nameOf(listener)));
        n.notice("listen(listener, 0) leaves room for one connection before accept; this one takes it.");
        c.must("fcntl", libc.fcntl(client.number(), F_SETFL, O_NONBLOCK));
        clientConnects(EINPROGRESS, 1);
        talk.filtered(false);
        n.notice("There is no room, so the server's kernel drops the SYN. It refuses nothing: the client's kernel will "
                + "try again after a second.");
        Fd first = c.accept("first", listener);
        n.notice("Now there is room.");
        if (c.poll(client, POLLOUT, 10_000) == 0) {
            throw new IOException("the client did not send the SYN again within 10 s");
        }
        talk.clientCalled("poll(client) = 1", 3);
        IntRef error = new IntRef();
        libc.getsockopt(client.number(), SOL_SOCKET, SO_ERROR, error);
        n.call(null, "getsockopt(client, SOL_SOCKET, SO_ERROR, -> " + error + ")", 0, 0);
        n.notice("The same SYN, sent again, opened the connection. The client only sees a slow connect.");
        server = c.accept("server", listener);
        talk.serverFd(server);
        talk.serverCalled("accept(listener)", 0);
        c.closeQuietly(first);
        libc.close(filler.number());
    }

    private void bothAtOnce() throws IOException {
        connect();
        ByteBuffer nothing = Optval.fprog(new SockFilter(BPF_RET | BPF_K, 0, 0, 0));
        filter(client, nothing);
        filter(server, nothing);
        talk.filtered(true);
        n.notice("The loopback interface is too fast for two FINs to cross. So each end gets a filter that drops every "
                + "segment until both have closed.");
        int one = c.shutdown(client, SHUT_WR);
        int two = c.shutdown(server, SHUT_WR);
        talk.noted("shutdown(client, SHUT_WR)" + (one < 0 ? " = -1" : ""));
        server("shutdown(server, SHUT_WR)", 2, two);
        detach(client);
        detach(server);
        talk.filtered(false);
        c.awaitEvent(client, POLLHUP);
        c.awaitEvent(server, POLLHUP);
        talk.clientCalled("(timers expire)", 4);
        n.notice("Both send their FIN again, and each FIN arrives before the other side's acknowledgement.");
        c.close(client);
        c.close(server);
    }

    private boolean again(int attempt) {
        return name.equals("both-at-once")
                && talk.captured()
                && attempt < ATTEMPTS
                && talk.events().stream()
                        .noneMatch(e -> e.clientState().equals(TcpEnd.CLOSING)
                                && talk.events().stream()
                                        .anyMatch(o -> o.serverState().equals(TcpEnd.CLOSING)));
    }

    private void filter(Fd fd, ByteBuffer program) {
        n.call(
                null,
                "setsockopt(" + fd.name() + ", SOL_SOCKET, SO_ATTACH_FILTER, {BPF_RET 0})",
                libc.setsockopt(fd.number(), SOL_SOCKET, SO_ATTACH_FILTER, program, SIZEOF_SOCK_FPROG),
                libc.errno());
    }

    private void detach(Fd fd) {
        n.call(
                null,
                "setsockopt(" + fd.name() + ", SOL_SOCKET, SO_DETACH_FILTER, 0)",
                libc.setsockopt(fd.number(), SOL_SOCKET, SO_DETACH_FILTER, 0),
                libc.errno());
    }

    // ---- parts of scenes ----

    /** Opens and binds both sockets, so that the capture can be limited to this connection. */
    private void prepare(boolean listens) throws IOException {
        Sockaddr any = Sockaddr.inet("127.0.0.1", 0);
        listener = c.socket("listener", AF_INET, SOCK_STREAM, 0);
        c.bind(listener, any);
        if (listens) {
            c.listen(listener, name.equals("backlog") ? 0 : 16);
        }
        client = c.socket("client", AF_INET, SOCK_STREAM, 0);
        c.bind(client, any);
        InetSocketAddress clientAddress = c.nameOf(client).toInetSocketAddress();
        InetSocketAddress serverAddress = c.nameOf(listener).toInetSocketAddress();
        server = null;
        Capture capture = null;
        try {
            capture = Capture.open(libc, clientAddress.getPort(), serverAddress.getPort());
        } catch (ErrnoException e) {
            if (e.errno() != EPERM && e.errno() != EACCES) {
                throw e;
            }
            missing = "Segments cannot be shown: " + e.call() + " failed with " + e.errnoName()
                    + ", because this process lacks the capability CAP_NET_RAW (run it as root, or in a new user and "
                    + "network namespace: unshare -rn). The states below need no privilege.";
        }
        talk = new Conversation(libc, netlink, capture, clientAddress, serverAddress, listens);
        talk.clientFd(client);
        if (name.equals("backlog")) {
            talk.filtered(true);
        }
        c.onClose(capture);
    }

    private void connect() throws IOException {
        prepare(true);
        clientConnects(0, 3);
        n.notice("Three segments: SYN, SYN and ACK, ACK. The server's kernel answers before the program calls accept.");
        server = c.accept("server", listener);
        talk.serverFd(server);
        talk.serverCalled("accept(listener)", 0);
    }

    /** @param errno the expected errno of connect, 0 for none: otherwise the scene would wait in vain */
    private void clientConnects(int errno, int segments) throws IOException {
        int result = c.connect(client, c.nameOf(listener));
        if ((result < 0 ? libc.errno() : 0) != errno) {
            throw new IOException(
                    "connect(client) = " + outcome(result) + ", not " + (errno == 0 ? "0" : Errno.name(errno)));
        }
        talk.clientCalled("connect(client) = " + outcome(result), segments);
    }

    private void clientReceives() throws ErrnoException {
        talk.clientCalled("recv(client) = " + outcome(c.recv(client, 16, 0).result()), 0);
    }

    private void serverReceives() throws ErrnoException {
        talk.serverCalled("recv(server) = " + outcome(c.recv(server, 16, 0).result()), 0);
    }

    private void exchange() throws IOException {
        client("send(client, 5)", 2, c.send(client, "hello", 0));
        serverReceives();
    }

    private void client(String call, int segments, int result) throws ErrnoException {
        if (call.startsWith("close")) {
            talk.clientFd(null);
        }
        talk.clientCalled(result < 0 ? call + " = " + outcome(result) : call, segments);
    }

    private void server(String call, int segments, int result) throws ErrnoException {
        if (call.startsWith("close")) {
            talk.serverFd(null);
        }
        talk.serverCalled(result < 0 ? call + " = " + outcome(result) : call, segments);
    }

    private String outcome(int result) {
        return result < 0 ? "-1 " + Errno.name(libc.errno()) : Integer.toString(result);
    }
}
