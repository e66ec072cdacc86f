package libcsockets.jdk;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/** A server socket channel as a {@code ServerSocket}. */
final class ChannelServerSocket extends ServerSocket {
    private final LibcServerSocketChannel channel;
    private volatile int timeout;

    private ChannelServerSocket(LibcServerSocketChannel channel) {
        super(new LibcSocketImpl(channel.socketBeneath(), true));
        this.channel = channel;
    }

    static ChannelServerSocket of(LibcServerSocketChannel channel) {
        return new ChannelServerSocket(channel);
    }

    @Override
    public ServerSocketChannel getChannel() {
        return channel;
    }

    @Override
    public void bind(SocketAddress local) throws IOException {
        bind(local, 50);
    }

    @Override
    public void bind(SocketAddress local, int backlog) throws IOException {
        try {
            channel.bind(local == null ? new InetSocketAddress(0) : local, backlog);
        } catch (ClosedChannelException e) {
            throw Failures.closed(e);
        }
    }

    private InetSocketAddress local() {
        return (InetSocketAddress) channel.local();
    }

    @Override
    public InetAddress getInetAddress() {
        return isBound() ? local().getAddress() : null;
    }

    @Override
    public int getLocalPort() {
        return isBound() ? local().getPort() : -1;
    }

    @Override
    public SocketAddress getLocalSocketAddress() {
        return channel.local();
    }

    @Override
    public Socket accept() throws IOException {
        if (!channel.isBlocking() || !isBound()) {
            throw new IllegalBlockingModeException();
        }
        try {
            SocketChannel accepted = channel.accept(Duration.ofMillis(timeout));
            return accepted.socket();
        } catch (SocketTimeoutException e) {
            throw (IOException) new SocketTimeoutException("Accept timed out").initCause(e);
        } catch (ClosedChannelException e) {
            throw Failures.closed(e);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    @Override
    public boolean isBound() {
        return channel.local() != null;
    }

    @Override
    public boolean isClosed() {
        return !channel.isOpen();
    }

    @Override
    public void setSoTimeout(int millis) throws SocketException {
        if (isClosed()) {
            throw new SocketException("Socket is closed");
        }
        if (millis < 0) {
            throw new IllegalArgumentException("timeout < 0");
        }
        timeout = millis;
    }

    @Override
    public int getSoTimeout() throws SocketException {
        if (isClosed()) {
            throw new SocketException("Socket is closed");
        }
        return timeout;
    }

    @Override
    public String toString() {
        return isBound()
                ? "ServerSocket[addr=" + getInetAddress() + ",localport=" + getLocalPort() + "]"
                : "ServerSocket[unbound]";
    }
}
