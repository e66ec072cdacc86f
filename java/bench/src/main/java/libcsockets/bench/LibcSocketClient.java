package libcsockets.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import libcsockets.socket.LibcSocket;

/** The tutorial's TCP client as one would write it with {@link LibcSocket}. */
final class LibcSocketClient {
    private LibcSocketClient() {}

    public static void main(String[] args) throws IOException {
        byte[] buf = new byte[128];
        int nbuf;
        try (LibcSocket socket = LibcSocket.tcp()) {
            socket.connect(new InetSocketAddress("127.0.0.1", Integer.parseInt(System.getenv("LIBC_SOCKETS_PORT"))));
            socket.send(args[0].getBytes(), 0);
            nbuf = socket.receive(buf, 0);
        }
        System.out.print("echo msg: ");
        System.out.write(buf, 0, nbuf);
        System.out.println();
    }
}
