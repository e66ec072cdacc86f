package libcsockets.bench;

import java.io.IOException;
import java.net.Socket;

/** The tutorial's TCP client as one would write it with {@link Socket}. */
final class SocketClient {
    private SocketClient() {}

    public static void main(String[] args) throws IOException {
        byte[] buf = new byte[128];
        int nbuf;
        try (Socket socket = new Socket("127.0.0.1", Integer.parseInt(System.getenv("LIBC_SOCKETS_PORT")))) {
            socket.getOutputStream().write(args[0].getBytes());
            nbuf = socket.getInputStream().read(buf);
        }
        System.out.print("echo msg: ");
        System.out.write(buf, 0, nbuf);
        System.out.println();
    }
}
