package libcsockets.jdk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.AlreadyBoundException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.IllegalBlockingModeException;
import java.time.Duration;

/** A datagram channel as a {@code DatagramSocket}. */
final class ChannelDatagramSocket extends DatagramSocket {
    private final LibcDatagramChannel channel;
    private volatile int timeout;

    private ChannelDatagramSocket(LibcDatagramChannel channel) {
        super(new LibcDatagramSocketImpl(channel.socketBeneath()));
        this.channel = channel;
    }

    static ChannelDatagramSocket of(LibcDatagramChannel channel) {
        return new ChannelDatagramSocket(channel);
    }

    @Override
    public DatagramChannel getChannel() {
        return channel;
    }

    private void ensureOpen() throws SocketException {
        if (isClosed()) {
            throw Failures.closed(null);
        }
    }

    @Override
    public void bind(SocketAddress local) throws SocketException {
        ensureOpen();
        try {
            channel.bind(local == null ? new InetSocketAddress(0) : local);
        } catch (AlreadyBoundException e) {
            throw (SocketException) new SocketException("already bound").initCause(e);
        } catch (SocketException e) {
            throw e;
        } catch (IOException e) {
            throw (SocketException) new SocketException(e.getMessage()).initCause(e);
        }
    }

    @Override
    public void connect(InetAddress address, int port) {
        if (address == null) {
            throw new IllegalArgumentException("Address can't be null");
        }
        try {
            connect(new InetSocketAddress(address, port));
        } catch (SocketException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void connect(SocketAddress remote) throws SocketException {
        if (remote == null) {
            throw new IllegalArgumentException("Address can't be null");
        }
        ensureOpen();
        try {
            if (channel.remote() != null) {
                channel.disconnect();
            }
            channel.connect(remote);
        } catch (SocketException e) {
            throw e;
        } catch (IOException e) {
            throw (SocketException) new SocketException(e.getMessage()).initCause(e);
        }
    }

    @Override
    public void disconnect() {
        try {
            channel.disconnect();
        } catch (ClosedChannelException e) {
            // There is nothing to disconnect.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public boolean isBound() {
        return channel.local() != null;
    }

    @Override
    public boolean isConnected() {
        return channel.remote() != null;
    }

    @Override
    public boolean isClosed() {
        return !channel.isOpen();
    }

    @Override
    public InetAddress getInetAddress() {
        return isConnected() ? channel.remote().getAddress() : null;
    }

    @Override
    public int getPort() {
        return isConnected() ? channel.remote().getPort() : -1;
    }

    @Override
    public SocketAddress getRemoteSocketAddress() {
        return channel.remote();
    }

    @Override
    public SocketAddress getLocalSocketAddress() {
        return isClosed() ? null : channel.local() != null ? channel.local() : null;
    }

    @Override
    public InetAddress getLocalAddress() {
        if (isClosed()) {
            return null;
        }
        InetSocketAddress local = (InetSocketAddress) channel.local();
        return local == null ? new InetSocketAddress(0).getAddress() : local.getAddress();
    }

    @Override
    public int getLocalPort() {
        if (isClosed()) {
            return -1;
        }
        InetSocketAddress local = (InetSocketAddress) channel.local();
        return local == null ? 0 : local.getPort();
    }

    @Override
    public void send(DatagramPacket packet) throws IOException {
        ensureOpen();
        if (!channel.isBlocking()) {
            throw new IllegalBlockingModeException();
        }
        ByteBuffer data = ByteBuffer.wrap(packet.getData(), packet.getOffset(), packet.getLength());
        try {
            InetSocketAddress connected = channel.remote();
            if (packet.getAddress() == null) {
                if (connected == null) {
                    throw new IllegalArgumentException("Address not set");
                }
                packet.setSocketAddress(connected);
            } else if (connected != null && !packet.getSocketAddress().equals(connected)) {
                throw new IllegalArgumentException("connected address and packet address differ");
            }
            channel.send(data, packet.getSocketAddress());
        } catch (ClosedChannelException e) {
            throw Failures.closed(e);
        }
    }

    @Override
    public void receive(DatagramPacket packet) throws IOException {
        ensureOpen();
        if (!channel.isBlocking()) {
            throw new IllegalBlockingModeException();
        }
        byte[] data = packet.getData();
        int offset = packet.getOffset();
        ByteBuffer room = ByteBuffer.wrap(data, offset, data.length - offset);
        try {
            SocketAddress from = channel.receive(room, Duration.ofMillis(timeout));
            packet.setLength(room.position() - offset);
            packet.setSocketAddress(from);
        } catch (SocketTimeoutException e) {
            throw (IOException) new SocketTimeoutException("Receive timed out").initCause(e);
        } catch (ClosedChannelException e) {
            throw Failures.closed(e);
        }
    }

    @Override
    public void setSoTimeout(int millis) throws SocketException {
        ensureOpen();
        if (millis < 0) {
            throw new IllegalArgumentException("timeout < 0");
        }
        timeout = millis;
    }

    @Override
    public int getSoTimeout() throws SocketException {
        ensureOpen();
        return timeout;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
