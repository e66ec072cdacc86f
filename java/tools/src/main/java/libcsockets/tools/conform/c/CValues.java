package libcsockets.tools.conform.c;

import java.util.ArrayList;
import java.util.List;
import libcsockets.tools.conform.language.Limits;
import libcsockets.tools.conform.language.Value;
import libcsockets.tools.conform.language.Value.Int;

/**
 * The values of one step as C expressions. Declarations that the step needs go into {@code globals},
 * and what has to be done before it into {@code lines}.
 */
final class CValues {
    /** Memory to pass, and its length. */
    record Bytes(String start, String length) {
        String arguments() {
            return start + ", " + length;
        }
    }

    private static final String NULL = "NULL";

    /** NULL where the compiler expects memory. */
    private static final String UNSEEN_NULL = "(void *)unseen(0)";

    final int number;
    final StringBuilder globals;
    final List<String> lines = new ArrayList<>();

    CValues(int number, StringBuilder globals) {
        this.number = number;
        this.globals = globals;
    }

    /** Declares a variable of this step and returns its name. */
    String global(String type, String name) {
        return global(type, name, "");
    }

    String global(String type, String name, String dimension) {
        String own = name + number;
        globals.append("static ")
                .append(type)
                .append(' ')
                .append(own)
                .append(dimension)
                .append(";\n");
        return own;
    }

    /** A buffer of this step. */
    String buffer(String name, long size) {
        return global("unsigned char", name, "[" + Math.max(1, size) + "]");
    }

    static long constant(Int value, String what) {
        if (!value.isConstant()) {
            throw new IllegalStateException(what + " must be a number that is known before the program runs");
        }
        return value.constant();
    }

    // ---- pointers and bytes ----

    static String pointer(Value.Blob blob) {
        return pointer((Value.Pointer) blob.content());
    }

    static String pointer(Value.Pointer pointer) {
        if (pointer.number() == null) {
            return "bad_page()";
        }
        return pointer.isNull() ? NULL : "(void *)(uintptr_t)" + CText.operand(pointer.number());
    }

    /** Bytes that are only read. */
    Bytes bytes(Value.Blob blob) {
        boolean plain = blob.length() == null && blob.pad() == null;
        if (plain && blob.content() instanceof Value.Literally literally) {
            return new Bytes(CText.string(literally.bytes()), Integer.toString(literally.bytes().length));
        }
        return writable(blob);
    }

    /** Bytes in memory of their own. */
    Bytes writable(Value.Blob blob) {
        String length = blob.length() == null ? null : CText.integer(blob.length());
        if (blob.content() instanceof Value.Pointer pointer) {
            return new Bytes(pointer.isNull() ? UNSEEN_NULL : pointer(pointer), length == null ? "0" : length);
        }
        String own = count(blob.content());
        String count = blob.pad() == null ? own : greater(own, CText.operand(blob.pad()));
        String room =
                length == null ? count : blob.pad() == null ? length : greater(CText.operand(blob.length()), count);
        String memory;
        if (blob.content() instanceof Value.Fill) {
            memory = "fill(" + own + ", (size_t)(" + room + "))";
        } else if (blob.content() instanceof Value.Literally literally) {
            memory = "bytes(" + CText.string(literally.bytes()) + ", " + own + ", (size_t)(" + room + "))";
        } else {
            memory = "bytes(\"\", 0, (size_t)(" + greater(own, room) + "))";
        }
        return new Bytes(memory, length == null ? count : length);
    }

    private static String count(Value.Content content) {
        if (content instanceof Value.Literally literally) {
            return Integer.toString(literally.bytes().length);
        }
        return CText.operand(content instanceof Value.Fill fill ? fill.size() : ((Value.Zeros) content).size());
    }

    private static String greater(String a, String b) {
        return a.equals(b) ? a : "(" + a + " > " + b + " ? " + a + " : " + b + ")";
    }

    /** Memory to receive into, with what is read back from it: nothing if it is the case's own. */
    Bytes receiveBuffer(Value.Buffer buffer, CResults results) {
        if (buffer.size() == null) {
            return writable(buffer.blob());
        }
        long size = size(buffer.size());
        String memory = buffer("data", size);
        String got = global("long", "got");
        results.data = new CResults.Memory(memory, "received(" + got + ", " + size + ")");
        return new Bytes(memory, Long.toString(size));
    }

    private static long size(Int value) {
        long size = constant(value, "the size of a buffer");
        if (size < 0 || size > Limits.MOST_BYTES) {
            throw new IllegalStateException("a buffer of " + size + " bytes cannot be written in C");
        }
        return size;
    }

    // ---- scattered buffers ----

    /**
     * Sets the array and the count of a message.
     *
     * @param header the message
     * @param suffix distinguishes this array from others of the step
     * @param data the memory that the buffers are parts of; null for bytes to send
     * @param offset where in it the first one begins
     * @return where the last one ends
     */
    long vector(String header, String suffix, Value.Vector vector, String data, long offset) {
        if (vector.elements() == null) {
            Bytes pointer = writable(vector.pointer());
            lines.add(header + ".msg_iov = " + pointer.start() + ";");
            lines.add(header + ".msg_iovlen = (size_t)" + pointer.length() + ";");
            return offset;
        }
        List<Value.Buffer> elements = vector.elements();
        long count = vector.count() == null ? elements.size() : constant(vector.count(), "the number of buffers");
        String name = "vector" + number + suffix;
        globals.append("static struct iovec ")
                .append(name)
                .append('[')
                .append(Math.max(Math.max(1, elements.size()), Math.min(count, Limits.MOST_PARTS)))
                .append("];\n");
        long end = offset;
        for (int i = 0; i < elements.size(); i++) {
            Value.Buffer element = elements.get(i);
            long size = data == null ? -1 : ownSize(element);
            String entry;
            if (size >= 0) {
                entry = data + " + " + end + ", " + size;
                end += size;
            } else {
                Bytes bytes = bytes(element.blob());
                entry = "(void *)(uintptr_t)" + bytes.start() + ", (size_t)" + bytes.length();
            }
            lines.add(name + "[" + i + "] = (struct iovec){" + entry + "};");
        }
        lines.add(header + ".msg_iov = " + name + ";");
        lines.add(header + ".msg_iovlen = (size_t)"
                + (vector.count() == null ? elements.size() : CText.operand(vector.count())) + ";");
        return end;
    }

    /** The size of a buffer that is received into and read back; -1 if it is a pointer. */
    private static long ownSize(Value.Buffer buffer) {
        if (buffer.size() != null) {
            return size(buffer.size());
        }
        if (buffer.blob().isPointer()) {
            return -1;
        }
        if (buffer.blob().length() != null) {
            return size(buffer.blob().length());
        }
        Value.Content content = buffer.blob().content();
        if (content instanceof Value.Literally literally) {
            return literally.bytes().length;
        }
        return size(content instanceof Value.Fill fill ? fill.size() : ((Value.Zeros) content).size());
    }

    // ---- addresses ----

    /** The pointer and the length to pass. */
    Bytes address(Value.Address address) {
        if (address.form() instanceof Value.NoAddress none) {
            String pointer = none.pointer().isNull() ? NULL : "(struct sockaddr *)" + pointer(none.pointer());
            return new Bytes(pointer, address.length() == null ? "0" : "(socklen_t)" + CText.operand(address.length()));
        }
        String place = place(address);
        return new Bytes("&" + place + ".a.sa", place + ".n");
    }

    /** A {@code struct place} of this step. */
    String place(Value.Address address) {
        String place = "to" + number;
        lines.add("struct place " + place + " = " + form(address) + ";");
        if (address.family() != null && !(address.form() instanceof Value.NoAddress)) {
            lines.add(place + ".a.ss.ss_family = " + CText.integer(address.family()) + ";");
        }
        if (address.length() != null) {
            lines.add(place + ".n = (socklen_t)" + CText.operand(address.length()) + ";");
        }
        return place;
    }

    private static String form(Value.Address address) {
        String pad = address.pad() == null ? "0" : CText.integer(address.pad());
        if (address.form() instanceof Value.Local local) {
            return "local(" + CText.integer(local.descriptor()) + ")";
        }
        if (address.form() instanceof Value.TemporaryPath path) {
            String name = CText.string(path.name());
            return path.name().isEmpty() ? "unix_name(\"\", 0, " + pad + ")" : "unix_path(" + name + ", " + pad + ")";
        }
        if (address.form() instanceof Value.RawPath path) {
            return "unix_name(" + CText.string(path.path()) + ", 0, " + pad + ")";
        }
        if (address.form() instanceof Value.Abstract name) {
            return "unix_abstract(" + CText.string(name.name()) + ", " + pad + ")";
        }
        if (address.form() instanceof Value.Packet packet) {
            return "packet(" + CText.string(packet.name()) + ", " + CText.integer(packet.protocol()) + ")";
        }
        if (address.form() instanceof Value.Inet inet) {
            String call = inet.address().length == 4 ? "inet4" : "inet6";
            return call + "(" + CText.string(inet.text()) + ", " + port(inet.port()) + ")";
        }
        return address.form() instanceof Value.Unspecified ? "{.n = sizeof(struct sockaddr)}" : "{.n = 0}";
    }

    private static String port(Value.Port port) {
        if (port instanceof Value.PortNumber own) {
            return CText.integer(own.number());
        }
        if (port instanceof Value.PortOf other) {
            return "port_of(" + CText.integer(other.descriptor()) + ")";
        }
        return "unused_port(" + (((Value.UnusedPort) port).udp() ? "SOCK_DGRAM" : "SOCK_STREAM") + ")";
    }

    // ---- results ----

    /** A socklen_t of this step, or a pointer in its place. */
    String length(Value.ResultLength length) {
        if (length.value() == null) {
            return pointer(length.pointer());
        }
        String name = global("socklen_t", "length");
        lines.add(name + " = (socklen_t)" + CText.operand(length.value()) + ";");
        return "&" + name;
    }

    /** The two arguments of a result address. */
    String resultAddress(Value.ResultBuffer buffer, Value.ResultLength length, CResults results) {
        if (!buffer.own()) {
            String n = length(length);
            if (length.value() != null) {
                results.numbers.put("alen", "(int)" + n.substring(1));
            }
            return "(struct sockaddr *)" + pointer(buffer.pointer()) + ", " + n;
        }
        String memory = buffer("from", Limits.RESULT_SIZE);
        String n = length(length);
        if (length.value() != null) {
            results.address = new CResults.Memory(memory, "(long)" + n.substring(1));
            results.numbers.put("alen", "(int)" + n.substring(1));
        }
        return "(struct sockaddr *)" + memory + ", " + n;
    }

    // ---- options ----

    /** The value of an option and its length. */
    String option(Value.Option option) {
        if (option.blob() != null) {
            Bytes bytes = bytes(option.blob());
            return bytes.start() + ", (socklen_t)(" + bytes.length() + ")";
        }
        Value.Plain plain = option.plain();
        String type = switch (plain.shape()) {
            case INT -> "int";
            case LINGER -> "struct linger";
            case TIMEVAL -> "struct timeval";
            case MREQ -> "struct ip_mreq";
        };
        String members = plain.shape() == Value.Shape.MREQ
                ? inAddr(plain.addresses().get(0)) + ", "
                        + inAddr(plain.addresses().get(1))
                : CText.integers(plain.numbers());
        String value = "&(" + type + "){" + members + "}";
        if (plain.length() == null) {
            return value + ", sizeof(" + type + ")";
        }
        // The memory behind a length is really there.
        String length = CText.operand(plain.length());
        return "bytes(" + value + ", sizeof(" + type + "), (size_t)" + length + "), (socklen_t)" + length;
    }

    private static String inAddr(byte[] address) {
        StringBuilder text = new StringBuilder();
        for (byte part : address) {
            text.append(text.isEmpty() ? "" : ".").append(part & 0xFF);
        }
        return "{inet_addr(\"" + text + "\")}";
    }
}
