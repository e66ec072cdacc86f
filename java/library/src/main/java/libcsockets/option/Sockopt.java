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
 * A socket option: its C name and numbers, the Java type of its value, and the facts that a caller needs before setting
 * it. The options themselves are the constants of {@link Sockopts}, which also reads and writes them.
 *
 * <p>The numbers come from C headers. The facts ({@link #unit}, {@link #range}, {@link #since}, {@link #privilege})
 * come from the page or header that {@link #source} names. They only describe the option; the kernel checks a value.
 *
 * @param <T> the Java type of the value
 */
public final class Sockopt<T> {
    /** The calls that an option supports. */
    public enum Access {
        /** Both {@code getsockopt} and {@code setsockopt}. */
        READ_WRITE,
        /** Only {@code getsockopt}. */
        READ_ONLY,
        /** Only {@code setsockopt}. */
        WRITE_ONLY
    }

    /**
     * The C and Java types of a value, and the conversions between them.
     *
     * @param cType the C type, as a human-readable text
     * @param type the Java type
     * @param room how many bytes to offer for reading; a longer value is read again with the room that it needs
     * @param lengthUnit how many bytes one unit of {@code optlen} is in {@code getsockopt}
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
    private final Access access;
    private final String unit;
    private final String range;
    private final String since;
    private final String privilege;
    private final String jdk;
    private final String source;

    private Sockopt(Builder<T> builder) {
        levelName = builder.levelName;
        name = builder.name;
        level = number(levelName);
        optname = number(name);
        codec = builder.codec;
        access = builder.access;
        unit = builder.unit;
        range = builder.range;
        since = builder.since;
        privilege = builder.privilege;
        jdk = builder.jdk;
        source = builder.source;
    }

    private static int number(String name) {
        Long value = Constants.value(name);
        if (value == null) {
            throw new IllegalArgumentException("not a constant of the C headers: " + name);
        }
        return value.intValue();
    }

    /** Collects the facts of an option; a fact that is not set is empty. */
    static final class Builder<T> {
        private final String levelName;
        private final String name;
        private final Codec<T> codec;
        private Access access = Access.READ_WRITE;
        private String unit = "";
        private String range = "";
        private String since = "";
        private String privilege = "";
        private String jdk = "";
        private String source;

        Builder(String levelName, String name, String source, Codec<T> codec) {
            this.levelName = levelName;
            this.name = name;
            this.source = source;
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

        Sockopt<T> readOnly() {
            access = Access.READ_ONLY;
            return new Sockopt<>(this);
        }

        Sockopt<T> writeOnly() {
            access = Access.WRITE_ONLY;
            return new Sockopt<>(this);
        }

        Sockopt<T> readWrite() {
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
     * The Java type of the value. It is {@link Boolean} for a C {@code int} that is a switch.
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
     * The calls that the option supports.
     *
     * @return one of the three
     */
    public Access access() {
        return access;
    }

    /**
     * The unit of a number.
     *
     * @return for example {@code bytes}, {@code seconds}, a set of C constants; empty if the value has no unit
     */
    public String unit() {
        return unit;
    }

    /**
     * The values that the kernel accepts, and how it treats others.
     *
     * @return a human-readable text; empty if the type needs no explanation
     */
    public String range() {
        return range;
    }

    /**
     * The first Linux release that has the option.
     *
     * @return for example {@code 3.9}; empty if the option is older than the source's records
     */
    public String since() {
        return since;
    }

    /**
     * The privilege that setting the option requires.
     *
     * @return a capability, and if it depends on the value, the values that require it; empty if no privilege is
     *     required
     */
    public String privilege() {
        return privilege;
    }

    /**
     * The JDK's equivalent.
     *
     * @return the full name of a constant of {@code java.net.StandardSocketOptions} or
     *     {@code jdk.net.ExtendedSocketOptions}, or a class and its method with a {@code #} between them; empty if
     *     there is no equivalent
     */
    public String jdk() {
        return jdk;
    }

    /**
     * The source of the facts.
     *
     * @return a man page, or a kernel header for an option that the man pages do not describe
     */
    public String source() {
        return source;
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
                // The length follows the value.
                int at = (size + Integer.BYTES - 1) & -Integer.BYTES;
                ByteBuffer value = state.scratch(at + Integer.BYTES).putInt(at, room);
                long address = state.scratchAddress();
                int result = Friends.calls(libc).getsockopt(fd, level, optname, address, address + at);
                int length = value.getInt(at);
                // The kernel reports the length of a longer value, with ERANGE or with part of the value.
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
     * Formats a value as text, even if it is an array.
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
