package libcsockets.tools.conform.language;

import java.util.List;

/** An argument of a step, as the case file writes it; {@code Evaluator} gives it its number, bytes or address. */
public sealed interface Value {

    /** One or several numbers joined with a bar. */
    record Int(List<Term> terms) implements Value {
        static Int of(long number) {
            return new Int(List.of(new Literal(number, Long.toString(number), 0)));
        }

        /** Whether the number is known without running anything. */
        public boolean isConstant() {
            return terms.stream().allMatch(Literal.class::isInstance);
        }

        /** The number of a constant one. */
        public long constant() {
            long number = 0;
            for (Term term : terms) {
                number |= ((Literal) term).number();
            }
            return number;
        }
    }

    /** One of the numbers of an {@link Int}. */
    sealed interface Term {}

    /**
     * A number.
     *
     * @param number its value, after the swaps
     * @param text the number or the constant as C has it, before the swaps
     * @param swaps how many times it is put into network order
     */
    record Literal(long number, String text, int swaps) implements Term {}

    /** The descriptor bound to a name; {@code swaps} times put into network order. */
    record Name(String name, int swaps) implements Term {}

    /** Bytes, or a pointer instead of them, with the length to pass when that is given. */
    record Blob(Content content, Int pad, Int length) implements Value {
        public boolean isPointer() {
            return content instanceof Pointer;
        }
    }

    /** Where a blob's bytes come from. */
    sealed interface Content {}

    record Literally(byte[] bytes) implements Content {}

    /** The alphabet, over and over. */
    record Fill(Int size) implements Content {}

    record Zeros(Int size) implements Content {}

    /** NULL, which is 0, or a number that is not an address; null is the address of an unmapped page. */
    record Pointer(Int number) implements Content {
        public boolean isNull() {
            return number != null && number.isConstant() && number.constant() == 0;
        }
    }

    /** A buffer to receive into: a fresh one of a size, or a blob. */
    record Buffer(Int size, Blob blob) implements Value {}

    /** A socket address with what overrides parts of it. */
    record Address(Form form, Int pad, Int family, Int length) implements Value {}

    /** The kinds of addresses. */
    sealed interface Form {}

    /** AF_INET with 4 bytes, AF_INET6 with 16; {@code text} is the address as the file writes it. */
    record Inet(byte[] address, String text, Port port) implements Form {}

    /** A path in the directory of the case. */
    record TemporaryPath(String name) implements Form {
        /** The length of the directory's name: always the same, and short, since sun_path has 108 bytes. */
        public static final int DIRECTORY_LENGTH = 14;
    }

    record RawPath(String path) implements Form {}

    record Abstract(String name) implements Form {
        /** The start of abstract names, before the number of the process and a dot. */
        public static final String PREFIX = "lc";
    }

    record Packet(String name, Int protocol) implements Form {}

    /** The local address of a descriptor. */
    record Local(Int descriptor) implements Form {}

    record Unspecified() implements Form {}

    record NoAddress(Pointer pointer) implements Form {}

    /** Where an address's port comes from. */
    sealed interface Port {}

    record PortNumber(Int number) implements Port {}

    record PortOf(Int descriptor) implements Port {}

    record UnusedPort(boolean udp) implements Port {}

    /** The buffer for a result address or option; a pointer instead of it unless that is null. */
    record ResultBuffer(Blob pointer) implements Value {
        public boolean own() {
            return pointer == null;
        }
    }

    /** A length that the call reads and writes: either its value, or a pointer instead of it. */
    record ResultLength(Int value, Blob pointer) implements Value {}

    /** An option's value: one of the two. */
    record Option(Plain plain, Blob blob) implements Value {}

    /** An option's value that is a small structure of integers or addresses. */
    record Plain(Shape shape, List<Int> numbers, List<byte[]> addresses, Int length) {}

    /** The structures an option can be. */
    enum Shape {
        INT,
        LINGER,
        TIMEVAL,
        MREQ
    }

    /** Scattered buffers: elements, or a pointer; {@code count} overrides their number. */
    record Vector(List<Buffer> elements, Blob pointer, Int count) implements Value {}

    /** Several of them, or a pointer with a count. */
    record Messages(List<Vector> messages, Blob pointer) implements Value {}

    /** Control data to send. */
    record Control(List<Item> items, Blob blob, Int length) implements Value {}

    /** One control message. */
    sealed interface Item {
        Int length();
    }

    record Rights(List<Right> rights, Int length) implements Item {}

    record Right(Int descriptor, Int times) {}

    /** {@code number} or {@code blob} or neither. */
    record Cmsg(Int level, Int type, Int number, Blob blob, Int length) implements Item {}

    /** A timeout, or a pointer when {@code seconds} is null. */
    record Timeout(Int seconds, Int nanoseconds, Blob pointer) implements Value {}

    /** A number's address as ioctl's argument: what goes in. */
    record IntArgument(Int in) implements Value {}

    record Ifreq(String name) implements Value {}

    record Ifconf(Int size) implements Value {}

    /** poll's array, or a pointer; {@code count} overrides the number. */
    record PollArray(List<PollEntry> entries, Blob pointer, Int count) implements Value {}

    record PollEntry(Int descriptor, Int events) {}

    /** The events of epoll_ctl, or a pointer when {@code events} is null. */
    record Events(Int events, Blob pointer) implements Value {}

    /** The name of a file, an interface or a kind of descriptor. */
    record Word(String text) implements Value {}

    /** A step within a step: a call with its arguments. */
    record Call(Verb verb, List<Value> arguments) implements Value {}

    /** The value that an assertion compares with: one of the three. */
    record Expected(Int number, Blob blob, Address address) implements Value {}

    /** An assertion's field and operator. */
    record Comparison(Field field, Operator operator) implements Value {}

    /** The fields of the last step that an assertion can look at. */
    enum Field {
        RET,
        DATA,
        DLEN,
        ADDR,
        FAMILY,
        PORT,
        ALEN,
        VAL,
        OPTLEN,
        FLAGS,
        CLEN,
        NCMSG,
        NRIGHTS,
        CLEVEL,
        CTYPE,
        CINT,
        REVENTS,
        REVENTS1,
        EVFD,
        NMSG,
        LEN0,
        LEN1
    }

    /** How it is compared. */
    enum Operator {
        EQ,
        NE,
        GE,
        LE,
        HAS,
        LACKS
    }
}
