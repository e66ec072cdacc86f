package libcsockets.tools.compare.scenario;

import static libcsockets.Constants.*;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import libcsockets.Errno;
import libcsockets.Libc;
import libcsockets.tools.conform.run.StepResult;

/** Writes the results of libc and the JDK in the same words. */
public final class Values {
    /** The value of a method that returns nothing. */
    public static final String VOID = "void";

    /** The value of a call that makes a descriptor, or of a method that makes a socket or channel. */
    static final String DESCRIPTOR = "fd";

    private static final int MOST_SHOWN = 48;
    private static final int PRINTABLE_FROM = ' ';
    private static final int PRINTABLE_TO = '~';

    private Values() {}

    // ---- libc ----

    /** The row of a phase. */
    public static PhaseRow row(String phase, StepResult step, List<String> fields, long millis) {
        if (step.result().startsWith("errno:")) {
            String name = step.result().substring("errno:".length());
            int number = Errno.value(name);
            String text = number > 0 ? number + ", " + Libc.get().strerror(number) : null;
            return new PhaseRow(phase, PhaseRow.Kind.ERRNO, name, text, millis, step.verb());
        }
        String ret = step.result().substring("ok:".length());
        List<String> values = new ArrayList<>();
        for (String field : fields) {
            values.add(field(step, ret, field));
        }
        String value = fields.isEmpty() ? ret : String.join(" ", values);
        return new PhaseRow(phase, PhaseRow.Kind.VALUE, value, null, millis, step.verb());
    }

    private static String field(StepResult step, String ret, String field) {
        Map<String, String> all = step.fields();
        if (field.equals("ret")) {
            return ret;
        }
        if (field.equals("data")) {
            return quoted(HexFormat.of().parseHex(all.getOrDefault("data", "")));
        }
        if (field.equals("addr")) {
            String address = all.getOrDefault("addr", "");
            return address.isEmpty() ? "-" : address;
        }
        if (field.equals("error")) {
            int error = Integer.parseInt(all.getOrDefault("val", "0"));
            return error == 0 ? "0" : Errno.name(error);
        }
        int at = field.indexOf('@');
        if (at >= 0) {
            byte[] data = HexFormat.of().parseHex(all.getOrDefault("data", ""));
            ByteBuffer memory = ByteBuffer.wrap(data).order(ByteOrder.nativeOrder());
            int offset = Integer.parseInt(field.substring(at + 1));
            switch (field.substring(0, at)) {
                case "byte":
                    return Integer.toString(memory.get(offset) & 0xFF);
                case "short":
                    return Integer.toString(memory.getShort(offset) & 0xFFFF);
                case "int":
                    return Integer.toString(memory.getInt(offset));
                default:
                    throw new IllegalArgumentException("byte@, short@ or int@, not " + field);
            }
        }
        return all.getOrDefault(field, "0");
    }

    // ---- the JDK ----

    /** Writes the value that a phase returned. */
    static String of(Object value) {
        if (value instanceof byte[] bytes) {
            return quoted(bytes);
        }
        if (value instanceof ByteBuffer buffer) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.duplicate().get(bytes);
            return quoted(bytes);
        }
        if (value instanceof String text) {
            return quoted(text.getBytes(StandardCharsets.ISO_8859_1));
        }
        if (value instanceof InetAddress address) {
            byte[] bytes = address.getAddress();
            ByteBuffer memory = ByteBuffer.allocateDirect(bytes.length).put(0, bytes);
            return Libc.get().inet_ntop(bytes.length == Integer.BYTES ? AF_INET : AF_INET6, memory);
        }
        if (value instanceof InetSocketAddress address) {
            return of(address.getAddress());
        }
        if (value instanceof UnixDomainSocketAddress address) {
            return address.getPath().getFileName() == null
                    ? "-"
                    : address.getPath().getFileName().toString().isEmpty()
                            ? "-"
                            : address.getPath().getFileName().toString();
        }
        if (value instanceof Object[] values) {
            List<String> words = new ArrayList<>();
            for (Object one : values) {
                words.add(of(one));
            }
            return String.join(" ", words);
        }
        if (value instanceof AutoCloseable) {
            return DESCRIPTOR;
        }
        if (value instanceof Class<?> type) {
            return type.getName();
        }
        return String.valueOf(value).replace(' ', '_');
    }

    /** The row of a phase that threw. */
    static PhaseRow row(String phase, Exception exception, long millis) {
        String message = exception.getMessage();
        Throwable cause = exception.getCause();
        if (cause != null && cause != exception) {
            message = (message == null ? "" : message + "; ") + "caused by "
                    + cause.getClass().getName();
        }
        return new PhaseRow(phase, PhaseRow.Kind.EXCEPTION, publicName(exception), message, millis, null);
    }

    /** Returns the nearest public class of an exception, which a program can catch. */
    private static String publicName(Exception exception) {
        Class<?> type = exception.getClass();
        while (type.getName().startsWith("sun.") || type.isAnonymousClass()) {
            type = type.getSuperclass();
        }
        return type.getName();
    }

    // ---- bytes ----

    /** Writes bytes between quotation marks, as C does; cuts a long text and adds its length. */
    static String quoted(byte[] bytes) {
        StringBuilder text = new StringBuilder("\"");
        for (int i = 0; i < Math.min(bytes.length, MOST_SHOWN); i++) {
            int b = bytes[i] & 0xFF;
            if (b == '"' || b == '\\') {
                text.append('\\').append((char) b);
            } else if (b > PRINTABLE_FROM && b <= PRINTABLE_TO) {
                text.append((char) b);
            } else {
                text.append(String.format(Locale.ROOT, "\\x%02x", b));
            }
        }
        text.append('"');
        return bytes.length > MOST_SHOWN ? text + "...(" + bytes.length + ")" : text.toString();
    }
}
