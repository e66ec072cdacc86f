package libcsockets.tools.echo;

import static libcsockets.Constants.*;
import static libcsockets.Libc.*;
import static libcsockets.tools.echo.CRuntime.*;

import java.io.IOException;
import java.nio.file.Path;
import libcsockets.BackendUnavailableException;
import libcsockets.IntRef;
import libcsockets.Libc;
import libcsockets.Sockaddr;

/**
 * Plays client and server of both protocols over every backend in one JVM, so that the JVM can record the classes that
 * the programs need at start-up. Only {@code make-caches.sh} runs this.
 */
final class Training {
    private static final long PATIENCE_SECONDS = 60;

    private Training() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        // Every program starts with this.
        libc();
        port(TcpEchoServer.LISTEN_PORT);
        byte[][] message = argv(new String[] {"a message"});
        byte[][] exit = argv(new String[] {"exit"});
        for (String backend : new String[] {"ffm", "jni"}) {
            Libc libc;
            try {
                libc = Libc.open(backend);
            } catch (BackendUnavailableException e) {
                fprintf(stderr, "%s: %s\n", backend, e.getMessage());
                continue;
            }
            tcp(libc, message, exit);
            udp(libc, message, exit);
        }
    }

    private static void tcp(Libc libc, byte[][] message, byte[][] exit) throws IOException, InterruptedException {
        int port = freePort(libc, SOCK_STREAM);
        Thread server = new Thread(() -> TcpEchoServer.main(libc, INADDR_LOOPBACK, port));
        server.start();
        ready(Ports.TCP, port, server);
        TcpEchoClient.main(libc, message.length, message, TcpEchoClient.SERV_ADDR, port);
        TcpEchoClient.main(libc, exit.length, exit, TcpEchoClient.SERV_ADDR, port);
        server.join();
    }

    private static void udp(Libc libc, byte[][] message, byte[][] exit) throws IOException, InterruptedException {
        int port = freePort(libc, SOCK_DGRAM);
        Thread server = new Thread(() -> UdpEchoServer.main(libc, INADDR_LOOPBACK, port));
        server.start();
        ready(Ports.UDP, port, server);
        UdpEchoClient.main(libc, message.length, message, UdpEchoClient.SERV_ADDR, port);
        // This client gets no answer and waits forever, so it must not keep the JVM alive.
        Thread client = new Thread(() -> UdpEchoClient.main(libc, exit.length, exit, UdpEchoClient.SERV_ADDR, port));
        client.setDaemon(true);
        client.start();
        server.join();
    }

    private static int freePort(Libc libc, int type) {
        int fd = libc.socket(AF_INET, type, 0);
        Sockaddr addr = Sockaddr.inet("127.0.0.1", 0);
        IntRef addrlen = new IntRef(addr.length());
        if (libc.bind(fd, addr, addr.length()) < 0 || libc.getsockname(fd, addr, addrlen) < 0) {
            throw new IllegalStateException(libc.strerror(libc.errno()));
        }
        libc.close(fd);
        return ntohs(addr.sin_port());
    }

    private static void ready(Path protocol, int port, Thread server) throws IOException, InterruptedException {
        if (!Ports.awaitServer(protocol, port, server::isAlive, PATIENCE_SECONDS)) {
            throw new IllegalStateException("the server did not start");
        }
    }
}
