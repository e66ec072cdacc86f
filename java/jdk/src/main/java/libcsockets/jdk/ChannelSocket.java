package libcsockets.jdk;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Objects;

/** A socket channel as a {@code Socket}. */
final class ChannelSocket extends Socket {
    private final LibcSocketChannel channel;
    private volatile int timeout;

    private ChannelSocket(LibcSocketChannel channel) throws SocketException {
        super(new LibcSocketImpl(channel.socketBeneath(), false));
        this.channel = channel;
    }

    static ChannelSocket of(LibcSocketChannel channel) {
        try {
            return new ChannelSocket(channel);
        } catch (SocketException e) {
            throw new AssertionError("an implementation that is there already needs nothing", e);
        }
    }

    @Override
    public SocketChannel getChannel() {
        return channel;
    }

    private interface Action<T> {
        T run() throws IOException;
    }

    private static <T> T net(Action<T> action) throws IOException {
        try {
            return action.run();
        } catch (ClosedChannelException e) {
            throw Failures.closed(e);
        }
    }

    private void ensureBlocking() {
        if (!channel.isBlocking()) {
            throw new IllegalBlockingModeException();
        }
    }

    // ---- addresses ----

    @Override
    public void connect(SocketAddress remote) throws IOException {
        connect(remote, 0);
    }

    @Override
    public void connect(SocketAddress remote, int millis) throws IOException {
        if (remote == null) {
            throw new IllegalArgumentException("connect: The address can't be null");
        }
        if (millis < 0) {
            throw new IllegalArgumentException("connect: timeout can't be negative");
        }
        if (isClosed()) {
            throw Failures.closed(null);
        }
        ensureBlocking();
        if (isConnected()) {
            throw new SocketException("already connected");
        }
        try {
            net(() -> channel.connect(remote, Duration.ofMillis(millis)));
        } catch (SocketTimeoutException e) {
            throw (IOException) new SocketTimeoutException("Connect timed out").initCause(e);
        }
    }

    @Override
    public void bind(SocketAddress local) throws IOException {
        net(() -> channel.bind(local));
    }

    private InetSocketAddress inet(SocketAddress address) {
        return address instanceof InetSocketAddress inet ? inet : null;
    }

    @Override
    public InetAddress getInetAddress() {
        InetSocketAddress remote = isConnected() ? inet(channel.remote()) : null;
        return remote == null ? null : remote.getAddress();
    }

    @Override
    public int getPort() {
        InetSocketAddress remote = isConnected() ? inet(channel.remote()) : null;
        return remote == null ? 0 : remote.getPort();
    }

    @Override
    public InetAddress getLocalAddress() {
        InetSocketAddress local = channel.isOpen() ? inet(channel.local()) : null;
        return local == null ? new InetSocketAddress(0).getAddress() : local.getAddress();
    }

    @Override
    public int getLocalPort() {
        InetSocketAddress local = inet(channel.local());
        return local == null ? -1 : local.getPort();
    }

    @Override
    public boolean isConnected() {
        return channel.isConnected();
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
    public boolean isInputShutdown() {
        return channel.isInputShut();
    }

    @Override
    public boolean isOutputShutdown() {
        return channel.isOutputShut();
    }

    // ---- streams ----

    private void ensureStream(boolean shut, String direction) throws SocketException {
        if (isClosed()) {
            throw new SocketException("Socket is closed");
        }
        if (!isConnected()) {
            throw new SocketException("Socket is not connected");
        }
        if (shut) {
            throw new SocketException("Socket " + direction + " is shutdown");
        }
    }

    @Override
    public InputStream getInputStream() throws IOException {
        ensureStream(isInputShutdown(), "input");
        return new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] b, int off, int len) throws IOException {
                Objects.checkFromIndexSize(off, len, b.length);
                if (len == 0) {
                    return 0;
                }
                ensureBlocking();
                try {
                    return net(() -> channel.read(ByteBuffer.wrap(b, off, len), Duration.ofMillis(timeout)));
                } catch (SocketTimeoutException e) {
                    throw (IOException) new SocketTimeoutException("Read timed out").initCause(e);
                }
            }

            @Override
            public int available() throws IOException {
                return net(channel::available);
            }

            @Override
            public void close() throws IOException {
                ChannelSocket.this.close();
            }
        };
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        ensureStream(isOutputShutdown(), "output");
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] b, int off, int len) throws IOException {
                Objects.checkFromIndexSize(off, len, b.length);
                ensureBlocking();
                net(() -> {
                    channel.writeAll(ByteBuffer.wrap(b, off, len));
                    return null;
                });
            }

            @Override
            public void close() throws IOException {
                ChannelSocket.this.close();
            }
        };
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
    public void shutdownInput() throws IOException {
        ensureStream(isInputShutdown(), "input");
        net(channel::shutdownInput);
    }

    @Override
    public void shutdownOutput() throws IOException {
        ensureStream(isOutputShutdown(), "output");
        net(channel::shutdownOutput);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    @Override
    public String toString() {
        return isConnected()
                ? "Socket[addr=" + getInetAddress() + ",port=" + getPort() + ",localport=" + getLocalPort() + "]"
                : "Socket[unconnected]";
    }
}
