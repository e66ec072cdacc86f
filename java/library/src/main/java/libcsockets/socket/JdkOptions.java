package libcsockets.socket;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.file.FileSystems;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.function.Predicate;
import libcsockets.Constants;
import libcsockets.Ucred;
import libcsockets.option.Sockopt;
import libcsockets.option.Sockopts;

/**
 * The JDK's socket options over the kernel's, with the JDK's types and meanings. They are known by their names, since
 * those of {@code jdk.net} may be missing.
 */
final class JdkOptions {
    /** The largest value that the JDK allows for {@code SO_LINGER}, in seconds. */
    private static final int LONGEST_LINGER = 65535;

    /** The JDK raises a smaller receive buffer to this size. */
    private static final int SMALLEST_RECEIVE_BUFFER = 1024;

    /** One option: which sockets have it, and how it is read and set; a set of null is of one that cannot be set. */
    private record Mapping<T>(Class<T> type, Predicate<SocketCalls> has, Reader<T> get, Writer<T> set) {}

    private interface Reader<T> {
        T get(SocketCalls socket) throws IOException;
    }

    private interface Writer<T> {
        void set(SocketCalls socket, T value) throws IOException;
    }

    private static final Map<String, Mapping<?>> MAPPINGS = new LinkedHashMap<>();
    private static final Map<String, SocketOption<?>> OPTIONS = new LinkedHashMap<>();

    static {
        Predicate<SocketCalls> any = socket -> true;
        Predicate<SocketCalls> internet = JdkOptions::isInternet;
        Predicate<SocketCalls> stream = socket -> socket.type == Constants.SOCK_STREAM;
        Predicate<SocketCalls> tcp = internet.and(stream);
        Predicate<SocketCalls> datagrams = internet.and(stream.negate());

        standard(StandardSocketOptions.SO_SNDBUF, any, halved(Sockopts.SO_SNDBUF), JdkOptions::setSendBuffer);
        standard(StandardSocketOptions.SO_RCVBUF, any, halved(Sockopts.SO_RCVBUF), JdkOptions::setReceiveBuffer);
        standard(StandardSocketOptions.SO_REUSEADDR, any, Sockopts.SO_REUSEADDR);
        standard(StandardSocketOptions.SO_REUSEPORT, internet, Sockopts.SO_REUSEPORT);
        standard(StandardSocketOptions.SO_LINGER, stream, reader(Sockopts.SO_LINGER), JdkOptions::setLinger);
        standard(StandardSocketOptions.SO_KEEPALIVE, tcp, Sockopts.SO_KEEPALIVE);
        standard(StandardSocketOptions.SO_BROADCAST, datagrams, Sockopts.SO_BROADCAST);
        standard(StandardSocketOptions.TCP_NODELAY, tcp, Sockopts.TCP_NODELAY);
        standard(StandardSocketOptions.IP_TOS, internet, Sockopts.IPV6_TCLASS, Sockopts.IP_TOS);
        standard(
                StandardSocketOptions.IP_MULTICAST_TTL,
                datagrams,
                Sockopts.IPV6_MULTICAST_HOPS,
                Sockopts.IP_MULTICAST_TTL);
        standard(
                StandardSocketOptions.IP_MULTICAST_LOOP,
                datagrams,
                Sockopts.IPV6_MULTICAST_LOOP,
                Sockopts.IP_MULTICAST_LOOP);
        standard(
                StandardSocketOptions.IP_MULTICAST_IF,
                datagrams,
                JdkOptions::multicastInterface,
                JdkOptions::setMulticastInterface);

        MAPPINGS.put("SO_OOBINLINE", mapping(Boolean.class, tcp, Sockopts.SO_OOBINLINE));
        MAPPINGS.put("TCP_KEEPIDLE", mapping(Integer.class, tcp, Sockopts.TCP_KEEPIDLE));
        MAPPINGS.put("TCP_KEEPINTERVAL", mapping(Integer.class, tcp, Sockopts.TCP_KEEPINTVL));
        MAPPINGS.put("TCP_KEEPCOUNT", mapping(Integer.class, tcp, Sockopts.TCP_KEEPCNT));
        MAPPINGS.put("TCP_QUICKACK", mapping(Boolean.class, tcp, Sockopts.TCP_QUICKACK));
        MAPPINGS.put(
                "IP_DONTFRAGMENT",
                new Mapping<>(Boolean.class, datagrams, JdkOptions::dontFragment, JdkOptions::setDontFragment));
        MAPPINGS.put(
                "SO_INCOMING_NAPI_ID",
                new Mapping<>(Integer.class, internet, reader(Sockopts.SO_INCOMING_NAPI_ID), null));
        extended();
    }

    private JdkOptions() {}

    // ---- the table ----

    private static <T> void standard(SocketOption<T> option, Predicate<SocketCalls> has, Reader<T> get, Writer<T> set) {
        MAPPINGS.put(option.name(), new Mapping<>(option.type(), has, get, set));
        OPTIONS.put(option.name(), option);
    }

    private static <T> void standard(SocketOption<T> option, Predicate<SocketCalls> has, Sockopt<T> own) {
        MAPPINGS.put(option.name(), mapping(option.type(), has, own));
        OPTIONS.put(option.name(), option);
    }

    /** On a socket of {@code AF_INET6} both are set, since it sends to IPv4 addresses as well; the IPv6 one is read. */
    private static <T> void standard(
            SocketOption<T> option, Predicate<SocketCalls> has, Sockopt<T> ipv6, Sockopt<T> ipv4) {
        standard(option, has, socket -> read(socket, isIpv6(socket) ? ipv6 : ipv4), (socket, value) -> {
            if (value instanceof Integer number) {
                check(number >= 0 && number <= 255, option.name(), "0 to 255", value);
            }
            setBoth(socket, ipv6, value, ipv4, value);
        });
    }

    private static <T> Mapping<T> mapping(Class<T> type, Predicate<SocketCalls> has, Sockopt<T> own) {
        return new Mapping<>(type, has, reader(own), (socket, value) -> write(socket, own, value));
    }

    private static <T> Reader<T> reader(Sockopt<T> own) {
        return socket -> read(socket, own);
    }

    /** The constants of {@code jdk.net}, where the runtime has it. */
    private static void extended() {
        try {
            Class<?> constants = Class.forName("jdk.net.ExtendedSocketOptions");
            for (var field : constants.getFields()) {
                if (field.get(null) instanceof SocketOption<?> option) {
                    if (option.name().equals("SO_PEERCRED")) {
                        MAPPINGS.put(option.name(), peer(option.type()));
                    }
                    if (MAPPINGS.containsKey(option.name())) {
                        OPTIONS.put(option.name(), option);
                    }
                }
            }
        } catch (ClassNotFoundException e) {
            // Then no caller has them either.
        } catch (ReflectiveOperationException e) {
            throw new AssertionError("public constants can be read", e);
        }
    }

    // ---- what a channel does ----

    static Set<SocketOption<?>> supported(SocketCalls socket) {
        Set<SocketOption<?>> supported = new LinkedHashSet<>();
        OPTIONS.forEach((name, option) -> {
            if (MAPPINGS.get(name).has.test(socket)) {
                supported.add(option);
            }
        });
        return Collections.unmodifiableSet(supported);
    }

    /** Between enter and leave, as {@link #set}. */
    static <T> T get(SocketCalls socket, SocketOption<T> option) throws IOException {
        return mapping(socket, option).get.get(socket);
    }

    static <T> void set(SocketCalls socket, SocketOption<T> option, T value) throws IOException {
        Mapping<T> mapping = mapping(socket, option);
        if (mapping.set == null) {
            throw new SocketException(option.name() + " can only be read");
        }
        String type = mapping.type.getSimpleName();
        check(mapping.type.isInstance(value), option.name(), (type.startsWith("I") ? "an " : "a ") + type, value);
        mapping.set.set(socket, value);
    }

    @SuppressWarnings("unchecked")
    private static <T> Mapping<T> mapping(SocketCalls socket, SocketOption<T> option) {
        Mapping<?> mapping = MAPPINGS.get(option.name());
        if (mapping == null || mapping.type != option.type() || !mapping.has.test(socket)) {
            StringJoiner names = new StringJoiner(", ");
            supported(socket).forEach(supported -> names.add(supported.name()));
            throw new UnsupportedOperationException(
                    "'" + option.name() + "' is not supported by " + socket + ", which has: " + names);
        }
        return (Mapping<T>) mapping;
    }

    private static void check(boolean right, String name, String allowed, Object value) {
        if (!right) {
            throw new IllegalArgumentException(name + " is " + allowed + ", not " + value);
        }
    }

    private static <T> T read(SocketCalls socket, Sockopt<T> option) throws IOException {
        return Sockopts.get(socket.libc, socket.fd, option);
    }

    private static <T> void write(SocketCalls socket, Sockopt<T> option, T value) throws IOException {
        Sockopts.set(socket.libc, socket.fd, option, value);
    }

    private static boolean isInternet(SocketCalls socket) {
        return socket.domain == Constants.AF_INET || isIpv6(socket);
    }

    private static boolean isIpv6(SocketCalls socket) {
        return socket.domain == Constants.AF_INET6;
    }

    private static <A, B> void setBoth(SocketCalls socket, Sockopt<A> ipv6, A six, Sockopt<B> ipv4, B four)
            throws IOException {
        if (isIpv6(socket)) {
            write(socket, ipv6, six);
        }
        // A raw IPv6 socket has no options of IPv4.
        if (!isIpv6(socket) || socket.type != Constants.SOCK_RAW) {
            write(socket, ipv4, four);
        }
    }

    // ---- options that the JDK sees in its own way ----

    /** The kernel doubles what it is given, for its own needs, and the JDK returns what was given. */
    private static Reader<Integer> halved(Sockopt<Integer> own) {
        return socket -> read(socket, own) / 2;
    }

    private static void setSendBuffer(SocketCalls socket, Integer bytes) throws IOException {
        check(bytes >= 0, "SO_SNDBUF", "not negative", bytes);
        write(socket, Sockopts.SO_SNDBUF, bytes);
    }

    private static void setReceiveBuffer(SocketCalls socket, Integer bytes) throws IOException {
        check(bytes >= 0, "SO_RCVBUF", "not negative", bytes);
        write(socket, Sockopts.SO_RCVBUF, Math.max(bytes, SMALLEST_RECEIVE_BUFFER));
    }

    private static void setLinger(SocketCalls socket, Integer seconds) throws IOException {
        write(socket, Sockopts.SO_LINGER, Math.max(-1, Math.min(seconds, LONGEST_LINGER)));
    }

    private static NetworkInterface multicastInterface(SocketCalls socket) throws IOException {
        if (isIpv6(socket)) {
            int index = read(socket, Sockopts.IPV6_MULTICAST_IF);
            return index == 0 ? null : NetworkInterface.getByIndex(index);
        }
        InetAddress address = read(socket, Sockopts.IP_MULTICAST_IF);
        return address.isAnyLocalAddress() ? null : NetworkInterface.getByInetAddress(address);
    }

    private static void setMulticastInterface(SocketCalls socket, NetworkInterface value) throws IOException {
        InetAddress ipv4 = value.inetAddresses()
                .filter(Inet4Address.class::isInstance)
                .findFirst()
                .orElse(null);
        if (ipv4 != null) {
            setBoth(socket, Sockopts.IPV6_MULTICAST_IF, value.getIndex(), Sockopts.IP_MULTICAST_IF, ipv4);
        } else if (isIpv6(socket)) {
            write(socket, Sockopts.IPV6_MULTICAST_IF, value.getIndex());
        } else {
            throw new IOException("the network interface " + value.getName() + " has no IPv4 address");
        }
    }

    private static Boolean dontFragment(SocketCalls socket) throws IOException {
        return isIpv6(socket) && socket.type == Constants.SOCK_RAW
                ? read(socket, Sockopts.IPV6_MTU_DISCOVER) == Constants.IPV6_PMTUDISC_DO
                : read(socket, Sockopts.IP_MTU_DISCOVER) == Constants.IP_PMTUDISC_DO;
    }

    private static void setDontFragment(SocketCalls socket, Boolean value) throws IOException {
        setBoth(
                socket,
                Sockopts.IPV6_MTU_DISCOVER,
                value ? Constants.IPV6_PMTUDISC_DO : Constants.IPV6_PMTUDISC_DONT,
                Sockopts.IP_MTU_DISCOVER,
                value ? Constants.IP_PMTUDISC_DO : Constants.IP_PMTUDISC_DONT);
    }

    /** {@code jdk.net.UnixDomainPrincipal}, whose names are the numbers. */
    private static <T> Mapping<T> peer(Class<T> principal) throws ReflectiveOperationException {
        Constructor<T> constructor = principal.getConstructor(UserPrincipal.class, GroupPrincipal.class);
        Predicate<SocketCalls> unix = socket -> socket.domain == Constants.AF_UNIX;
        return new Mapping<>(
                principal,
                unix,
                socket -> {
                    Ucred peer = read(socket, Sockopts.SO_PEERCRED);
                    if (peer.uid() == -1) {
                        throw new SocketException("SO_PEERCRED is that of a connection, and there is none");
                    }
                    UserPrincipalLookupService users = FileSystems.getDefault().getUserPrincipalLookupService();
                    try {
                        return constructor.newInstance(
                                users.lookupPrincipalByName(Integer.toUnsignedString(peer.uid())),
                                users.lookupPrincipalByGroupName(Integer.toUnsignedString(peer.gid())));
                    } catch (ReflectiveOperationException e) {
                        throw new AssertionError("a public record can be made", e);
                    }
                },
                null);
    }
}
