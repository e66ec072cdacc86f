package libcsockets.socket;

import static libcsockets.Constants.*;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import libcsockets.Libc;
import org.junit.jupiter.api.AfterEach;

/** The sockets that a test opens, which are closed after it. */
abstract class OpenedSockets {
    static final InetSocketAddress LOOPBACK = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    static final String WAYS = "libcsockets.socket.Way#all";

    private final List<LibcSocket> opened = new ArrayList<>();

    @AfterEach
    void closeAll() throws IOException {
        for (LibcSocket socket : opened) {
            socket.close();
        }
    }

    final LibcSocket opened(LibcSocket socket) {
        opened.add(socket);
        return socket;
    }

    final LibcSocket open(Libc libc, int domain, int type) throws IOException {
        return opened(LibcSocket.open(libc, domain, type, 0));
    }

    final LibcSocket udp(Libc libc) throws IOException {
        return open(libc, AF_INET, SOCK_DGRAM).bind(LOOPBACK);
    }

    final LibcSocket listener(Libc libc) throws IOException {
        return open(libc, AF_INET, SOCK_STREAM).bind(LOOPBACK).listen(5);
    }

    /** Two ends of {@code AF_UNIX}. */
    final LibcSocket[] pair(Libc libc, int type) throws IOException {
        LibcSocket[] pair = LibcSocket.pair(libc, type);
        opened(pair[0]);
        opened(pair[1]);
        return pair;
    }

    /** Two ends of a TCP connection: who connected, and who was accepted. */
    final LibcSocket[] connection(Libc libc) throws IOException {
        LibcSocket server = listener(libc);
        LibcSocket client = open(libc, AF_INET, SOCK_STREAM);
        client.connect(server.localAddress());
        return new LibcSocket[] {client, opened(server.accept())};
    }
}
