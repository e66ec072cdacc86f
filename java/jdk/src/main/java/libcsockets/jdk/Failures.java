package libcsockets.jdk;

import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.Channel;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import libcsockets.Constants;
import libcsockets.ErrnoException;

/** The JDK's exceptions for those of the object layer, which become their causes. */
final class Failures {
    private Failures() {}

    interface Call<T> {
        T call() throws IOException;
    }

    /** A call whose errors are those of {@code java.nio.channels}. */
    static <T> T nio(Call<T> call) throws IOException {
        try {
            return call.call();
        } catch (ErrnoException e) {
            throw e.toJdk();
        }
    }

    /**
     * A call of a channel that may wait. An interrupt has closed the socket beneath, and closes the channel too.
     *
     * @throws AsynchronousCloseException also if it was closed between the channel's look and the call
     */
    static <T> T waiting(Channel channel, Call<T> call) throws IOException {
        try {
            return nio(call);
        } catch (ClosedByInterruptException e) {
            channel.close();
            throw e;
        } catch (AsynchronousCloseException e) {
            throw e;
        } catch (ClosedChannelException e) {
            throw new AsynchronousCloseException();
        }
    }

    /** A call whose errors are those of {@code java.net}. */
    static <T> T net(Call<T> call) throws IOException {
        try {
            return call.call();
        } catch (ErrnoException e) {
            throw e.toJdk();
        } catch (ClosedChannelException e) {
            throw closed(e);
        }
    }

    /** {@link #net} with the JDK's text for a time that is over. */
    static <T> T net(Call<T> call, String timedOut) throws IOException {
        try {
            return net(call);
        } catch (SocketTimeoutException e) {
            SocketTimeoutException jdk = new SocketTimeoutException(timedOut);
            jdk.bytesTransferred = e.bytesTransferred;
            jdk.initCause(e);
            throw jdk;
        }
    }

    static SocketException closed(Throwable cause) {
        SocketException e = new SocketException("Socket closed");
        if (cause != null) {
            e.initCause(cause);
        }
        return e;
    }

    /** Whether libc's answer was that there is no connection (any more). */
    static boolean isNotConnected(IOException e) {
        return e.getCause() instanceof ErrnoException cause && cause.errno() == Constants.ENOTCONN;
    }
}
