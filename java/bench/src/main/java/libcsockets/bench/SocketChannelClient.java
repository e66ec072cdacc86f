package libcsockets.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** The tutorial's TCP client as one would write it with {@link SocketChannel}. */
final class SocketChannelClient {
    private SocketChannelClient() {}

    public static void main(String[] args) throws IOException {
        InetSocketAddress server =
                new InetSocketAddress("127.0.0.1", Integer.parseInt(System.getenv("LIBC_SOCKETS_PORT")));
        ByteBuffer buf = ByteBuffer.allocate(128);
        try (SocketChannel channel = SocketChannel.open(server)) {
            channel.write(ByteBuffer.wrap(args[0].getBytes()));
            channel.read(buf);
        }
        System.out.print("echo msg: ");
        System.out.write(buf.array(), 0, buf.position());
        System.out.println();
    }
}
