package libcsockets;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.ProtocolException;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import java.util.Set;

/** Selects the exception, with class and text, that the JDK's sockets throw when a call of libc fails. */
final class JdkExceptions {
    /** Calls that the JDK makes for files and selectors, whose errors are plain {@link IOException}s. */
    private static final Set<String> NOT_OF_SOCKETS = Set.of(
            "open", "sendfile", "splice", "fcntl", "poll", "eventfd", "epoll_create1", "epoll_ctl", "epoll_wait");

    private JdkExceptions() {}

    static IOException of(String call, int errno) {
        String text = Errno.message(BackendLoader.any(), errno);
        boolean sends = call.startsWith("send") && !call.equals("sendfile");
        boolean receives = call.startsWith("recv");
        boolean connects = call.equals("connect");
        // The JDK makes these sending calls for datagrams only, and treats their errors like those of connect.
        boolean sendsTo = sends && !call.equals("send");
        switch (errno) {
            case Constants.EBADF:
                return new ClosedChannelException();
            case Constants.ECONNREFUSED:
                if (sends || receives) {
                    return new PortUnreachableException(text);
                }
                return connects ? new ConnectException(text) : other(call, text);
            case Constants.ETIMEDOUT:
                return connects ? new ConnectException(text) : other(call, text);
            case Constants.EHOSTUNREACH:
                return connects || sendsTo ? new NoRouteToHostException(text) : other(call, text);
            case Constants.EADDRINUSE:
            case Constants.EADDRNOTAVAIL:
            case Constants.EACCES:
                boolean binds = call.equals("bind") || call.equals("listen") || connects || sendsTo;
                return binds ? new BindException(text) : other(call, text);
            case Constants.EPROTO:
                boolean protocol = connects || call.startsWith("accept");
                return protocol ? new ProtocolException(text) : other(call, text);
            case Constants.ECONNRESET:
                return other(call, receives ? "Connection reset" : text);
            case Constants.ENOTCONN:
                return other(call, "Socket is not connected");
            default:
                return other(call, text);
        }
    }

    private static IOException other(String call, String text) {
        return NOT_OF_SOCKETS.contains(call) ? new IOException(text) : new SocketException(text);
    }
}
