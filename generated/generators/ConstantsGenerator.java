import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes {@code Constants.java} and {@code Layout.java} from the output of the program in {@code native/src/constants}
 * on the two machines: {@code java ConstantsGenerator.java X86_64 AARCH64 DIRECTORY}.
 */
final class ConstantsGenerator {
    private static final String NOTICE = """
            // Generated from native/src/constants by generated/generate.sh. Do not edit: change the list instead.
            package %s;
            """;

    /** The header of the system call numbers, which only the library's own calls need. */
    private static final String SYSTEM_CALLS = "sys/syscall.h";

    private static final Pattern HEADER = Pattern.compile("# (\\S+) (.+)");
    private static final Pattern CONSTANT = Pattern.compile("(\\w+) (-?\\d+)");
    private static final Pattern SIZE = Pattern.compile("sizeof\\((?:struct )?(\\w+)\\) (\\d+)");
    private static final Pattern OFFSET = Pattern.compile("offsetof\\((?:struct )?(\\w+), (\\w+)\\) (\\d+)");
    private static final Pattern FIELD = Pattern.compile("field\\(struct (\\w+), (\\w+)\\) (\\d+) (\\d+)");

    /** A number on each of the two machines. */
    private record Value(long x86, long arm) {
        boolean same() {
            return x86 == arm;
        }

        String type() {
            return x86 == (int) x86 && arm == (int) arm ? "int" : "long";
        }

        String expression(String condition) {
            return same() ? literal(x86) : condition + " ? " + literal(arm) + " : " + literal(x86);
        }

        private String literal(long number) {
            return type().equals("int") ? Long.toString(number) : number + "L";
        }
    }

    private record Field(String name, long firstBit, long bits) {}

    /** The entries of one header, in the order of the list. */
    private static final class Header {
        final String sentence;
        final Map<String, Value> constants = new LinkedHashMap<>();
        final Map<String, Value> sizes = new LinkedHashMap<>();
        final Map<String, Value> offsets = new LinkedHashMap<>();

        Header(String sentence) {
            this.sentence = sentence;
        }
    }

    private final Map<String, Header> headers = new LinkedHashMap<>();
    private final Map<String, List<Field>> fields = new LinkedHashMap<>();

    public static void main(String[] args) throws IOException {
        ConstantsGenerator generator = new ConstantsGenerator();
        generator.read(Files.readAllLines(Path.of(args[0])), Files.readAllLines(Path.of(args[1])));
        Path directory = Path.of(args[2]);
        Path internal = Files.createDirectories(directory.resolve("internal"));
        Files.writeString(directory.resolve("Constants.java"), generator.constants());
        Files.writeString(internal.resolve("Layout.java"), generator.layout());
    }

    private void read(List<String> x86, List<String> arm) {
        check(x86.size() == arm.size(), "the machines printed different numbers of lines");
        Header header = null;
        for (int i = 0; i < x86.size(); i++) {
            String line = x86.get(i);
            Matcher first;
            Matcher second;
            if ((first = HEADER.matcher(line)).matches()) {
                check(line.equals(arm.get(i)), line);
                header = new Header(first.group(2));
                check(headers.put(first.group(1), header) == null, first.group(1) + " comes twice");
            } else if ((first = CONSTANT.matcher(line)).matches()) {
                second = matching(CONSTANT, first, arm.get(i));
                add(header.constants, first.group(1), first.group(2), second.group(2));
            } else if ((first = SIZE.matcher(line)).matches()) {
                second = matching(SIZE, first, arm.get(i));
                add(header.sizes, "SIZEOF_" + upper(first.group(1)), first.group(2), second.group(2));
            } else if ((first = OFFSET.matcher(line)).matches()) {
                second = matching(OFFSET, first, arm.get(i));
                String name = "OFFSETOF_" + upper(first.group(1)) + "_" + upper(first.group(2));
                add(header.offsets, name, first.group(3), second.group(3));
            } else if ((first = FIELD.matcher(line)).matches()) {
                check(line.equals(arm.get(i)), "a field with another position on aarch64: " + line);
                fields.computeIfAbsent(first.group(1), name -> new ArrayList<>())
                        .add(new Field(first.group(2), Long.parseLong(first.group(3)), Long.parseLong(first.group(4))));
            } else {
                throw new IllegalStateException("not understood: " + line);
            }
        }
    }

    private static Matcher matching(Pattern pattern, Matcher first, String line) {
        Matcher second = pattern.matcher(line);
        check(second.matches() && Objects.equals(first.group(1), second.group(1)), line);
        return second;
    }

    private static void add(Map<String, Value> map, String name, String x86, String arm) {
        check(map.put(name, new Value(Long.parseLong(x86), Long.parseLong(arm))) == null, name + " comes twice");
    }

    private static void check(boolean condition, String message) {
        if (!condition) {
            throw new IllegalStateException(message);
        }
    }

    private static String upper(String name) {
        return name.toUpperCase(Locale.ROOT);
    }

    private String constants() {
        StringBuilder out = new StringBuilder(NOTICE.formatted("libcsockets"));
        out.append("""

                import java.lang.reflect.Field;
                import java.util.ArrayList;
                import java.util.Collections;
                import java.util.List;
                import libcsockets.internal.Layout;

                /**
                 * The constants of the socket headers by their C names, the sizes of the structures ({@code
                 * SIZEOF_SOCKADDR_IN}), and the offsets of their members ({@code OFFSETOF_SOCKADDR_IN_SIN_PORT}).
                 *
                 * <p>The numbers are those of the newest headers, so a constant may be newer than the running kernel,
                 * which then rejects it. An unsigned 32-bit constant is the {@code int} with the same bits ({@code
                 * INADDR_BROADCAST} is -1). Numbers that differ between x86-64 and aarch64 are chosen when the class is
                 * loaded; everything else is a compile-time constant.
                 *
                 * <p>The headers:
                 *
                 * <ul>
                """);
        publicHeaders()
                .forEach((name, header) -> out.append(" *   <li>{@code ")
                        .append(name)
                        .append("}: ")
                        .append(header.sentence)
                        .append('\n'));
        out.append("""
                 * </ul>
                 */
                public final class Constants {
                """);
        publicHeaders().forEach((name, header) -> {
            out.append("    // ")
                    .append(header.sentence)
                    .append(", from ")
                    .append(name)
                    .append('\n');
            header.constants.forEach((constant, value) ->
                    declare(out, "public static final", value.type(), constant, value.expression("Layout.AARCH64")));
            header.sizes.forEach(
                    (constant, value) -> declare(out, "public static final", "int", constant, "Layout." + constant));
            header.offsets.forEach(
                    (constant, value) -> declare(out, "public static final", "int", constant, "Layout." + constant));
            out.append('\n');
        });
        out.append("""
                    private Constants() {}

                    /** The value of the constant with this C name, or null if there is none. */
                    public static Long value(String name) {
                        try {
                            return Constants.class.getField(name).getLong(null);
                        } catch (NoSuchFieldException e) {
                            return null;
                        } catch (IllegalAccessException e) {
                            throw new AssertionError(e);
                        }
                    }

                    /** The names of the constants that start with {@code prefix}, sorted. */
                    public static List<String> names(String prefix) {
                        List<String> names = new ArrayList<>();
                        for (Field field : Constants.class.getFields()) {
                            if (field.getName().startsWith(prefix)) {
                                names.add(field.getName());
                            }
                        }
                        Collections.sort(names);
                        return names;
                    }
                }
                """);
        return out.toString();
    }

    private Map<String, Header> publicHeaders() {
        Map<String, Header> shown = new LinkedHashMap<>(headers);
        shown.remove(SYSTEM_CALLS);
        shown.values().removeIf(header -> header.constants.isEmpty() && header.sizes.isEmpty());
        return shown;
    }

    private String layout() {
        StringBuilder out = new StringBuilder(NOTICE.formatted("libcsockets.internal"));
        out.append("""

                /** Sizes and offsets of C's structures, the names of the errors, and the numbers of system calls. */
                public final class Layout {
                    /** Whether this is aarch64, whose structures differ from those of x86-64. */
                    public static final boolean AARCH64 = "aarch64".equals(System.getProperty("os.arch"));

                """);
        headers.forEach((name, header) -> {
            if (name.equals(SYSTEM_CALLS)) {
                out.append("    // ").append(name).append('\n');
                header.constants.forEach((constant, value) ->
                        declare(out, "public static final", value.type(), constant, value.expression("AARCH64")));
                out.append('\n');
            }
            if (header.sizes.isEmpty()) {
                return;
            }
            out.append("    // ").append(name).append('\n');
            header.sizes.forEach((constant, value) ->
                    declare(out, "public static final", value.type(), constant, value.expression("AARCH64")));
            header.offsets.forEach((constant, value) ->
                    declare(out, "public static final", value.type(), constant, value.expression("AARCH64")));
            out.append('\n');
        });
        out.append("""
                    private Layout() {}

                    /** The name of an error, the first in errno.h if it has several; null for an unknown number. */
                    public static String errnoName(int errno) {
                        return switch (errno) {
                """);
        Map<Long, String> names = new LinkedHashMap<>();
        headers.get("errno.h").constants.forEach((name, value) -> {
            check(value.same(), name + " differs between the machines");
            names.putIfAbsent(value.x86(), name);
        });
        names.forEach((number, name) -> out.append("            case ")
                .append(number)
                .append(" -> \"")
                .append(name)
                .append("\";\n"));
        out.append("            default -> null;\n        };\n    }\n");
        fields.forEach((struct, list) -> fieldTable(out, struct, list));
        out.append("}\n");
        return out.toString();
    }

    /** A structure that grows from kernel to kernel, as tables: a reader takes the fields that the kernel filled. */
    private static void fieldTable(StringBuilder out, String struct, List<Field> list) {
        StringBuilder name = new StringBuilder();
        for (String part : struct.split("_")) {
            name.append(upper(part.substring(0, 1))).append(part.substring(1));
        }
        out.append("\n    /** The fields of struct ")
                .append(struct)
                .append(" in order; positions are bits from the lowest bit of the first byte. */\n");
        out.append("    public static final class ").append(name).append(" {\n");
        long end = 0;
        for (Field field : list) {
            end = Math.max(end, field.firstBit() + field.bits());
        }
        out.append("        /** The number of bytes of all fields. */\n");
        out.append("        public static final int SIZE = ")
                .append(end / Byte.SIZE)
                .append(";\n\n");
        out.append("        public static final String[] NAMES = {\n");
        list.forEach(field -> out.append("            \"").append(field.name()).append("\",\n"));
        out.append("        };\n\n        public static final int[] FIRST_BIT = {\n");
        list.forEach(
                field -> out.append("            ").append(field.firstBit()).append(",\n"));
        out.append("        };\n\n        public static final int[] BITS = {\n");
        list.forEach(field -> out.append("            ").append(field.bits()).append(",\n"));
        out.append("        };\n\n        private ").append(name).append("() {}\n    }\n");
    }

    private static void declare(StringBuilder out, String modifiers, String type, String name, String value) {
        out.append("    ").append(modifiers).append(' ').append(type).append(' ');
        out.append(name).append(" = ").append(value).append(";\n");
    }
}
