package libcsockets.jdk;

import static libcsockets.Constants.*;

import java.io.FileDescriptor;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocketImpl;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.SocketOptions;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.Enumeration;
import java.util.Objects;
import java.util.Set;
import libcsockets.ErrnoException;
import libcsockets.option.Optval;
import libcsockets.option.Sockopts;
import libcsockets.socket.LibcSocket;
import libcsockets.socket.Received;

/** The implementation of {@code java.net.DatagramSocket} and {@code MulticastSocket} over a {@link LibcSocket}. */
final class LibcDatagramSocketImpl extends DatagramSocketImpl {
    private volatile LibcSocket socket;
    private volatile InetSocketAddress remote;
    private volatile int timeout;

    LibcDatagramSocketImpl() {}

    /** Of a socket that is there already. */
    LibcDatagramSocketImpl(LibcSocket socket) {
        this.socket = socket;
        fd = new FileDescriptor();
    }

    LibcSocket socketBeneath() {
        return socket;
    }

    private LibcSocket open() throws SocketException {
        LibcSocket s = socket;
        if (s == null || !s.isOpen()) {
            throw Failures.closed(null);
        }
        return s;
    }

    @Override
    protected void create() throws SocketException {
        if (socket != null) {
            return;
        }
        try {
            socket = Failures.net(
                    () -> Sockets.datagram(Sockets.defaultDomain()).setOption(Sockopts.SO_BROADCAST, true));
            // As the JDK does: a socket gets the datagrams of the groups that it has joined, and of no other's.
            Failures.net(() -> socket.setOption(Sockopts.IP_MULTICAST_ALL, false));
        } catch (IOException e) {
            throw socketException(e);
        }
        fd = new FileDescriptor();
    }

    private static SocketException socketException(IOException e) {
        return e instanceof SocketException se
                ? se
                : (SocketException) new SocketException(e.getMessage()).initCause(e);
    }

    @Override
    protected void bind(int port, InetAddress address) throws SocketException {
        LibcSocket s = open();
        try {
            InetSocketAddress local = (InetSocketAddress) Failures.net(
                    () -> s.bind(new InetSocketAddress(address, port)).localAddress());
            localPort = local.getPort();
        } catch (IOException e) {
            throw socketException(e);
        }
    }

    @Override
    protected void connect(InetAddress address, int port) throws SocketException {
        LibcSocket s = open();
        InetSocketAddress to = new InetSocketAddress(address, port);
        try {
            Failures.net(() -> s.connect(to));
            remote = to;
        } catch (IOException e) {
            throw socketException(e);
        }
    }

    @Override
    protected void disconnect() {
        LibcSocket s = socket;
        if (s != null && s.isOpen()) {
            try {
                Failures.net(s::disconnect);
                InetSocketAddress now = (InetSocketAddress) Failures.net(s::localAddress);
                if (now.getPort() == 0 && localPort != 0) {
                    // The kernel gives up a port that connecting had chosen.
                    Failures.net(() -> s.bind(new InetSocketAddress(now.getAddress(), localPort)));
                }
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
        remote = null;
    }

    @Override
    protected void send(DatagramPacket packet) throws IOException {
        LibcSocket s = open();
        byte[] data = packet.getData();
        int offset = packet.getOffset();
        int length = packet.getLength();
        InetSocketAddress to = packet.getAddress() == null ? null : (InetSocketAddress) packet.getSocketAddress();
        Failures.net(() ->
                to == null || remote != null ? s.send(data, offset, length, 0) : s.sendTo(data, offset, length, to, 0));
    }

    @Override
    protected void receive(DatagramPacket packet) throws IOException {
        receive(packet, 0);
    }

    private int receive(DatagramPacket packet, int flags) throws IOException {
        LibcSocket s = open();
        byte[] data = packet.getData();
        int offset = packet.getOffset();
        int room = data.length - offset;
        Received received = Failures.net(
                () -> s.receiveTimeout(Duration.ofMillis(timeout)).receiveFrom(data, offset, room, flags),
                "Receive timed out");
        InetSocketAddress from = received.address() == null ? remote : (InetSocketAddress) received.address();
        packet.setLength(received.length());
        packet.setSocketAddress(from);
        return from.getPort();
    }

    @Override
    protected int peek(InetAddress address) throws IOException {
        throw new UnsupportedOperationException("peek into an address that cannot be written");
    }

    @Override
    protected int peekData(DatagramPacket packet) throws IOException {
        return receive(packet, MSG_PEEK);
    }

    @Override
    protected void close() {
        LibcSocket s = socket;
        if (s != null) {
            try {
                s.close();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }

    // ---- multicast ----

    @Override
    @Deprecated
    protected void setTTL(byte ttl) throws IOException {
        setTimeToLive(ttl & 0xff);
    }

    @Override
    @Deprecated
    protected byte getTTL() throws IOException {
        return (byte) getTimeToLive();
    }

    @Override
    protected void setTimeToLive(int ttl) throws IOException {
        LibcSocket s = open();
        Failures.net(() -> s.setOption(StandardSocketOptions.IP_MULTICAST_TTL, ttl));
    }

    @Override
    protected int getTimeToLive() throws IOException {
        LibcSocket s = open();
        return Failures.net(() -> s.getOption(StandardSocketOptions.IP_MULTICAST_TTL));
    }

    @Override
    protected void join(InetAddress group) throws IOException {
        membership(MCAST_JOIN_GROUP, group, null);
    }

    @Override
    protected void leave(InetAddress group) throws IOException {
        membership(MCAST_LEAVE_GROUP, group, null);
    }

    @Override
    protected void joinGroup(SocketAddress group, NetworkInterface through) throws IOException {
        membership(MCAST_JOIN_GROUP, address(group), through);
    }

    @Override
    protected void leaveGroup(SocketAddress group, NetworkInterface through) throws IOException {
        membership(MCAST_LEAVE_GROUP, address(group), through);
    }

    private static InetAddress address(SocketAddress group) {
        if (group instanceof InetSocketAddress inet) {
            return inet.getAddress();
        }
        throw new IllegalArgumentException("Unsupported address type");
    }

    private void membership(int name, InetAddress group, NetworkInterface through) throws IOException {
        LibcSocket s = open();
        int index = through != null ? through.getIndex() : defaultInterface(s);
        boolean ipv4 = group instanceof java.net.Inet4Address;
        var value = new Optval.GroupReq(index, group).encode();
        Failures.net(() -> s.apply((libc, fd) -> {
            int level = ipv4 ? IPPROTO_IP : IPPROTO_IPV6;
            if (libc.setsockopt(fd, level, name, value, value.limit()) < 0) {
                throw new ErrnoException("setsockopt", libc.errno(), fd, level, name, group);
            }
            return null;
        }));
    }

    /** The one that was set for multicasts, or 0: the kernel chooses. */
    private static int defaultInterface(LibcSocket s) throws IOException {
        NetworkInterface set = Failures.net(() -> s.getOption(StandardSocketOptions.IP_MULTICAST_IF));
        return set == null ? 0 : set.getIndex();
    }

    // ---- options ----

    @Override
    protected Set<SocketOption<?>> supportedOptions() {
        LibcSocket s = socket;
        return s == null ? Set.of() : s.supportedOptions();
    }

    @Override
    protected <T> void setOption(SocketOption<T> name, T value) throws IOException {
        LibcSocket s = supporting(name);
        Failures.net(() -> s.setOption(name, value));
    }

    @Override
    protected <T> T getOption(SocketOption<T> name) throws IOException {
        if (name == LibcSockets.BENEATH) {
            return name.type().cast(open());
        }
        LibcSocket s = supporting(name);
        return Failures.net(() -> s.getOption(name));
    }

    private LibcSocket supporting(SocketOption<?> name) throws SocketException {
        Objects.requireNonNull(name);
        LibcSocket s = open();
        if (!s.supportedOptions().contains(name)) {
            throw new UnsupportedOperationException("'" + name + "' not supported");
        }
        return s;
    }

    @Override
    public void setOption(int id, Object value) throws SocketException {
        LibcSocket s = open();
        try {
            Failures.net(() -> {
                set(s, id, value);
                return null;
            });
        } catch (IOException e) {
            throw socketException(e);
        }
    }

    private void set(LibcSocket s, int id, Object value) throws IOException {
        switch (id) {
            case SocketOptions.SO_TIMEOUT -> timeout = (Integer) value;
            case SocketOptions.SO_REUSEADDR -> s.setOption(StandardSocketOptions.SO_REUSEADDR, (Boolean) value);
            case SocketOptions.SO_REUSEPORT -> s.setOption(StandardSocketOptions.SO_REUSEPORT, (Boolean) value);
            case SocketOptions.SO_BROADCAST -> s.setOption(StandardSocketOptions.SO_BROADCAST, (Boolean) value);
            case SocketOptions.SO_SNDBUF -> s.setOption(StandardSocketOptions.SO_SNDBUF, (Integer) value);
            case SocketOptions.SO_RCVBUF -> s.setOption(StandardSocketOptions.SO_RCVBUF, (Integer) value);
            case SocketOptions.IP_TOS -> s.setOption(StandardSocketOptions.IP_TOS, (Integer) value);
            // true disables it: the JDK's name is one of the other way round.
            case SocketOptions.IP_MULTICAST_LOOP ->
                s.setOption(StandardSocketOptions.IP_MULTICAST_LOOP, !(Boolean) value);
            case SocketOptions.IP_MULTICAST_IF ->
                s.setOption(
                        StandardSocketOptions.IP_MULTICAST_IF, NetworkInterface.getByInetAddress((InetAddress) value));
            case SocketOptions.IP_MULTICAST_IF2 ->
                s.setOption(StandardSocketOptions.IP_MULTICAST_IF, (NetworkInterface) value);
            default -> throw new SocketException("Unknown option " + id);
        }
    }

    @Override
    public Object getOption(int id) throws SocketException {
        LibcSocket s = open();
        try {
            return Failures.net(() -> get(s, id));
        } catch (IOException e) {
            throw socketException(e);
        }
    }

    private Object get(LibcSocket s, int id) throws IOException {
        return switch (id) {
            case SocketOptions.SO_TIMEOUT -> timeout;
            case SocketOptions.SO_REUSEADDR -> s.getOption(StandardSocketOptions.SO_REUSEADDR);
            case SocketOptions.SO_REUSEPORT -> s.getOption(StandardSocketOptions.SO_REUSEPORT);
            case SocketOptions.SO_BROADCAST -> s.getOption(StandardSocketOptions.SO_BROADCAST);
            case SocketOptions.SO_SNDBUF -> s.getOption(StandardSocketOptions.SO_SNDBUF);
            case SocketOptions.SO_RCVBUF -> s.getOption(StandardSocketOptions.SO_RCVBUF);
            case SocketOptions.IP_TOS -> s.getOption(StandardSocketOptions.IP_TOS);
            case SocketOptions.IP_MULTICAST_LOOP -> !s.getOption(StandardSocketOptions.IP_MULTICAST_LOOP);
            case SocketOptions.IP_MULTICAST_IF -> firstAddress(s.getOption(StandardSocketOptions.IP_MULTICAST_IF));
            case SocketOptions.IP_MULTICAST_IF2 -> s.getOption(StandardSocketOptions.IP_MULTICAST_IF);
            case SocketOptions.SO_BINDADDR -> ((InetSocketAddress) s.localAddress()).getAddress();
            default -> throw new SocketException("Unknown option " + id);
        };
    }

    private static InetAddress firstAddress(NetworkInterface through) {
        if (through != null) {
            Enumeration<InetAddress> addresses = through.getInetAddresses();
            if (addresses.hasMoreElements()) {
                return addresses.nextElement();
            }
        }
        return new InetSocketAddress(0).getAddress();
    }
}
