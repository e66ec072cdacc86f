package libcsockets.option;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.Function;
import libcsockets.Constants;
import libcsockets.ErrnoException;
import libcsockets.Libc;
import libcsockets.internal.Friends;
import libcsockets.internal.ThreadState;
import libcsockets.internal.ThreadStates;

/**
 * A socket option: its C name and numbers, the Java type of its value, and what a caller wants to know before setting
 * it. The options themselves are the constants of {@link Sockopts}, which also reads and writes them.
 *
 * <p>The numbers come from C headers. The facts ({@link #unit}, {@link #range}, {@link #since}, {@link #privilege}) come
 * from the page or header that {@link #source} names. They describe; it is the kernel that judges a value.
 *
 * @param <T> the Java type of the value
 */
public final class Sockopt<T> {
    /** Which of the two calls an option has. */
    public enum Access {
        /** Both: what was set can be read. */
        READ_WRITE,
        /** Only {@code getsockopt}. */
        READ_ONLY,
        /** Only {@code setsockopt}. */
        WRITE_ONLY
    }

    /** The arguments of {@code socket} for a socket that has an option. Others may have it, too. */
    public enum Kind {
        /** {@code AF_INET}, {@code SOCK_STREAM}. */
        TCP(Constants.AF_INET, Constants.SOCK_STREAM, 0),
        /** {@code AF_INET6}, {@code SOCK_STREAM}. */
        TCP6(Constants.AF_INET6, Constants.SOCK_STREAM, 0),
        /** {@code AF_INET}, {@code SOCK_DGRAM}. */
        UDP(Constants.AF_INET, Constants.SOCK_DGRAM, 0),
        /** {@code AF_INET6}, {@code SOCK_DGRAM}. */
        UDP6(Constants.AF_INET6, Constants.SOCK_DGRAM, 0),
        /** {@code AF_INET}, {@code SOCK_RAW}, {@code IPPROTO_ICMP}; needs CAP_NET_RAW. */
        RAW(Constants.AF_INET, Constants.SOCK_RAW, Constants.IPPROTO_ICMP),
        /** {@code AF_INET6}, {@code SOCK_RAW}, {@code IPPROTO_ICMPV6}; needs CAP_NET_RAW. */
        RAW6(Constants.AF_INET6, Constants.SOCK_RAW, Constants.IPPROTO_ICMPV6),
        /** {@code AF_UNIX}, {@code SOCK_STREAM}. */
        UNIX(Constants.AF_UNIX, Constants.SOCK_STREAM, 0),
        /** {@code AF_PACKET}, {@code SOCK_RAW}, with protocol 0, so that it receives nothing; needs CAP_NET_RAW. */
        PACKET(Constants.AF_PACKET, Constants.SOCK_RAW, 0),
        /** {@code AF_NETLINK}, {@code SOCK_RAW}, {@code NETLINK_ROUTE}. */
        NETLINK(Constants.AF_NETLINK, Constants.SOCK_RAW, Constants.NETLINK_ROUTE),
        /** {@code AF_VSOCK}, {@code SOCK_STREAM}. */
        VSOCK(Constants.AF_VSOCK, Constants.SOCK_STREAM, 0),
        /** {@code AF_INET}, {@code SOCK_STREAM}, {@code IPPROTO_MPTCP}. */
        MPTCP(Constants.AF_INET, Constants.SOCK_STREAM, Constants.IPPROTO_MPTCP);

        private final int domain;
        private final int type;
        private final int protocol;

        Kind(int domain, int type, int protocol) {
            this.domain = domain;
            this.type = type;
            this.protocol = protocol;
        }

        /**
         * The first argument of {@code socket}.
         *
         * @return {@code AF_} constant
         */
        public int domain() {
            return domain;
        }

        /**
         * The second argument of {@code socket}.
         *
         * @return {@code SOCK_} constant
         */
        public int type() {
            return type;
        }

        /**
         * The third argument of {@code socket}.
         *
         * @return the protocol; 0 for the usual one
         */
        public int protocol() {
            return protocol;
        }
    }

    /**
     * How a value crosses.
     *
     * @param cType the C type, for people
     * @param type the Java type
     * @param room how many bytes to offer for reading; an answer that is longer gets the room it asks for
     * @param lengthUnit how many bytes one of {@code optlen} stands for in {@code getsockopt}
     */
    record Codec<T>(
            String cType,
            Class<T> type,
            int room,
            int lengthUnit,
            Function<T, ByteBuffer> encoder,
            Function<ByteBuffer, T> decoder) {
        Codec(String cType, Class<T> type, int room, Function<T, ByteBuffer> encoder, Function<ByteBuffer, T> decoder) {
            this(cType, type, room, 1, encoder, decoder);
        }
    }

    private final String levelName;
    private final String name;
    private final int level;
    private final int optname;
    private final Codec<T> codec;
    private final Kind kind;
    private final Access access;
    private final String unit;
    private final String range;
    private final String since;
    private final String privilege;
    private final String jdk;
    private final String source;
    private final Sockopt<?> after;
    private final T example;

    private Sockopt(Builder<T> builder) {
        levelName = builder.levelName;
        name = builder.name;
        level = number(levelName);
        optname = number(name);
        codec = builder.codec;
        kind = builder.kind;
        access = builder.access;
        unit = builder.unit;
        range = builder.range;
        since = builder.since;
        privilege = builder.privilege;
        jdk = builder.jdk;
        source = builder.source;
        after = builder.after;
        example = builder.example;
    }

    private static int number(String name) {
        Long value = Constants.value(name);
        if (value == null) {
            throw new IllegalArgumentException("the C headers have no " + name);
        }
        return value.intValue();
    }

    /** Collects what describes an option; what is not said is empty. */
    static final class Builder<T> {
        private final String levelName;
        private final String name;
        private final Codec<T> codec;
        private final Kind kind;
        private Access access = Access.READ_WRITE;
        private String unit = "";
        private String range = "";
        private String since = "";
        private String privilege = "";
        private String jdk = "";
        private String source;
        private Sockopt<?> after;
        private T example;

        Builder(String levelName, String name, String source, Kind kind, Codec<T> codec) {
            this.levelName = levelName;
            this.name = name;
            this.source = source;
            this.kind = kind;
            this.codec = codec;
        }

        Builder<T> unit(String text) {
            unit = text;
            return this;
        }

        Builder<T> range(String text) {
            range = text;
            return this;
        }

        Builder<T> since(String version) {
            since = version;
            return this;
        }

        Builder<T> privilege(String text) {
            privilege = text;
            return this;
        }

        Builder<T> jdk(String equivalent) {
            jdk = equivalent;
            return this;
        }

        Builder<T> source(String pageOrHeader) {
            source = pageOrHeader;
            return this;
        }

        Builder<T> after(Sockopt<?> first) {
            after = first;
            return this;
        }

        Sockopt<T> readOnly() {
            access = Access.READ_ONLY;
            return new Sockopt<>(this);
        }

        Sockopt<T> writeOnly(T value) {
            access = Access.WRITE_ONLY;
            return example(value);
        }

        Sockopt<T> example(T value) {
            example = value;
            return new Sockopt<>(this);
        }
    }

    /**
     * The C name.
     *
     * @return for example {@code SO_RCVBUF}
     */
    public String name() {
        return name;
    }

    /**
     * The C name of the level.
     *
     * @return for example {@code SOL_SOCKET}
     */
    public String levelName() {
        return levelName;
    }

    /**
     * The second argument of {@code setsockopt}.
     *
     * @return the level's number
     */
    public int level() {
        return level;
    }

    /**
     * The third argument of {@code setsockopt}.
     *
     * @return the option's number
     */
    public int optname() {
        return optname;
    }

    /**
     * The Java type of the value. A C {@code int} that is a switch is a {@link Boolean}.
     *
     * @return the class
     */
    public Class<T> type() {
        return codec.type();
    }

    /**
     * The C type of the value.
     *
     * @return for example {@code int} or {@code struct timeval}
     */
    public String cType() {
        return codec.cType();
    }

    /**
     * Which calls it has.
     *
     * @return one of the three
     */
    public Access access() {
        return access;
    }

    /**
     * A socket that has it.
     *
     * @return the arguments of {@code socket}
     */
    public Kind kind() {
        return kind;
    }

    /**
     * What a number counts.
     *
     * @return for example {@code bytes}, {@code seconds}, a set of C constants; empty where there is nothing to say
     */
    public String unit() {
        return unit;
    }

    /**
     * Which values the kernel takes, and what it makes of others.
     *
     * @return a text; empty where the type says it all
     */
    public String range() {
        return range;
    }

    /**
     * The first Linux release that has it.
     *
     * @return for example {@code 3.9}; empty for what is older than the source tells
     */
    public String since() {
        return since;
    }

    /**
     * What it takes to set it.
     *
     * @return a capability, and where it matters for which values; empty if anybody may
     */
    public String privilege() {
        return privilege;
    }

    /**
     * What the JDK has for it.
     *
     * @return a constant of {@code java.net.StandardSocketOptions} or {@code jdk.net.ExtendedSocketOptions} with its full
     *     name, or a method with its class, a {@code #} between them; empty if there is nothing
     */
    public String jdk() {
        return jdk;
    }

    /**
     * Where the facts are from.
     *
     * @return a man page, or a header of the kernel for what the man pages do not have
     */
    public String source() {
        return source;
    }

    /**
     * The option that must be set first, to its {@link #example}, before this one takes its own.
     *
     * @return the other option, or null
     */
    public Sockopt<?> after() {
        return after;
    }

    /**
     * A value that it can be set to.
     *
     * @return the value; null if it can only be read
     */
    public T example() {
        return example;
    }

    /** {@link Sockopts#get}. */
    T get(Libc libc, int fd) throws ErrnoException {
        if (access == Access.WRITE_ONLY) {
            throw new UnsupportedOperationException(name + " can only be set");
        }
        ThreadState state = ThreadStates.borrow();
        try {
            int room = codec.room();
            while (true) {
                int size = room * codec.lengthUnit();
                // The length stands behind the value.
                int at = (size + Integer.BYTES - 1) & -Integer.BYTES;
                ByteBuffer value = state.scratch(at + Integer.BYTES).putInt(at, room);
                long address = state.scratchAddress();
                int result = Friends.calls(libc).getsockopt(fd, level, optname, address, address + at);
                int length = value.getInt(at);
                // The kernel reports how long a longer answer is, with ERANGE or with a part of it.
                boolean cut = length > room && (result == 0 || result == -Constants.ERANGE);
                if (!cut && result < 0) {
                    throw new ErrnoException("getsockopt", -result, fd, levelName, name);
                }
                if (!cut) {
                    return decode(value, length * codec.lengthUnit());
                }
                room = length;
            }
        } finally {
            ThreadStates.release(state);
        }
    }

    private T decode(ByteBuffer scratch, int length) {
        scratch.limit(length);
        try {
            return codec.decoder().apply(scratch);
        } finally {
            scratch.clear();
        }
    }

    /** {@link Sockopts#set}. */
    void set(Libc libc, int fd, T value) throws ErrnoException {
        if (access == Access.READ_ONLY) {
            throw new UnsupportedOperationException(name + " can only be read");
        }
        ByteBuffer encoded = codec.encoder().apply(value);
        if (libc.setsockopt(fd, level, optname, encoded, encoded.limit()) < 0) {
            throw new ErrnoException("setsockopt", libc.errno(), fd, levelName, name, text(value));
        }
    }

    /**
     * A value as text, also where it is an array.
     *
     * @param value a value of any option
     * @return the text, for a message or a table
     */
    public static String text(Object value) {
        if (value instanceof int[] numbers) {
            return Arrays.toString(numbers);
        }
        if (value instanceof Object[] elements) {
            return Arrays.toString(elements);
        }
        if (value instanceof byte[] bytes) {
            return HexFormat.of().formatHex(bytes);
        }
        return value instanceof InetAddress address ? address.getHostAddress() : String.valueOf(value);
    }

    @Override
    public String toString() {
        return levelName + "/" + name;
    }
}
