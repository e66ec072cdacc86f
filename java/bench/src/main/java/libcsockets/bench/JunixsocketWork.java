package libcsockets.bench;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import org.newsclub.net.unix.AFUNIXSocketChannel;
import org.newsclub.net.unix.AFUNIXSocketPair;

/** The same work over junixsocket, which has AF_UNIX only. */
final class JunixsocketWork {
    private JunixsocketWork() {}

    static Work open(String role) throws IOException {
        AFUNIXSocketPair<AFUNIXSocketChannel> pair = AFUNIXSocketPair.open();
        AFUNIXSocketChannel near = pair.getSocket1();
        switch (role) {
            case "eagain":
                near.configureBlocking(false);
                return ChannelWork.nothing(near, ByteBuffer.allocateDirect(Work.MESSAGE));
            case "unix":
                return ChannelWork.across(near, pair.getSocket2());
            case "getsockopt":
                return Work.repeat(() -> near.getOption(StandardSocketOptions.SO_RCVBUF));
            default:
                throw new IllegalArgumentException(role);
        }
    }
}
