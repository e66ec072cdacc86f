package libcsockets;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import libcsockets.internal.Layout;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/**
 * The committed constants and layouts are those of this machine: the program in native/src/constants, compiled here,
 * prints the same numbers. The headers at hand may be older than those behind the committed numbers; the test leaves
 * out what they lack, and counts it.
 */
class ConstantsTest {
    private static final Path PROGRAM =
            Path.of(System.getProperty("libcsockets.root")).resolve("native/src/constants");

    private static final Pattern ENTRY =
            Pattern.compile("(CONSTANT|SIZE|MEMBER|FIELD)\\((?:struct )?(\\w+)(?:, (\\w+))?\\)");
    private static final Pattern COMPLAINT =
            Pattern.compile("constants\\.list:(\\d+):\\d+: (?:error: |note: (?:expanded from|in expansion of) macro)");
    private static final Pattern PRINTED =
            Pattern.compile("(?:(sizeof|offsetof|field)\\((?:struct )?)?(\\w+)(?:, (\\w+))?\\)? (-?\\d+)(?: (\\d+))?");

    /** The Java names of all entries of the list. */
    private static final Set<String> LISTED = new TreeSet<>();

    /** The Java names of the entries that this machine's compiler does not know. */
    private static final Set<String> UNKNOWN = new TreeSet<>();

    /** The numbers of all others; of a field the first bit and the number of bits. */
    private static final Map<String, List<Long>> PRINTED_NUMBERS = new LinkedHashMap<>();

    @BeforeAll
    static void compileAndRun(@TempDir Path directory) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("gcc", "-std=c11", "-o", "constants"));
        try (Stream<Path> files = Files.list(PROGRAM)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.copy(file, directory.resolve(file.getFileName()));
                if (file.toString().endsWith(".c")) {
                    command.add(file.getFileName().toString());
                }
            }
        }
        Path list = directory.resolve("constants.list");
        List<String> lines = Files.readAllLines(list);
        for (String line : lines) {
            Matcher entry = ENTRY.matcher(line);
            if (entry.matches()) {
                LISTED.add(javaName(entry.group(1), entry.group(2), entry.group(3)));
            }
        }

        // The compiler names the lines that it does not understand; without them it compiles the rest.
        String messages;
        while (!(messages = run(directory, command)).isEmpty()) {
            boolean progress = false;
            Matcher complaint = COMPLAINT.matcher(messages);
            while (complaint.find()) {
                int index = Integer.parseInt(complaint.group(1)) - 1;
                Matcher entry = ENTRY.matcher(lines.get(index));
                if (entry.matches()) {
                    UNKNOWN.add(javaName(entry.group(1), entry.group(2), entry.group(3)));
                    lines.set(index, "");
                    progress = true;
                }
            }
            if (!progress) {
                fail(messages);
            }
            Files.write(list, lines);
        }

        for (String line : run(directory, List.of("./constants")).split("\n")) {
            Matcher printed = PRINTED.matcher(line);
            if (printed.matches()) {
                List<Long> numbers = new ArrayList<>(List.of(Long.valueOf(printed.group(4))));
                if (printed.group(5) != null) {
                    numbers.add(Long.valueOf(printed.group(5)));
                }
                PRINTED_NUMBERS.put(javaName(printed.group(1), printed.group(2), printed.group(3)), numbers);
            } else {
                assertTrue(line.startsWith("# "), line);
            }
        }
    }

    /** Runs a program with untranslated messages and returns its output and errors together. */
    private static String run(Path directory, List<String> command) throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().put("LC_ALL", "C");
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes());
        process.waitFor();
        return output;
    }

    private static String javaName(String kind, String name, String member) {
        if (kind == null || kind.equals("CONSTANT")) {
            return name;
        }
        String upper = name.toUpperCase(Locale.ROOT);
        return switch (kind.toUpperCase(Locale.ROOT)) {
            case "SIZE", "SIZEOF" -> "SIZEOF_" + upper;
            case "MEMBER", "OFFSETOF" -> "OFFSETOF_" + upper + "_" + member.toUpperCase(Locale.ROOT);
            default -> name + "." + member;
        };
    }

    @Test
    void everyNumberAgreesWithTheCompiler() {
        assertAll(PRINTED_NUMBERS.entrySet().stream()
                .map(printed -> () -> assertEquals(printed.getValue(), committed(printed.getKey()), printed.getKey())));
    }

    private static List<Long> committed(String name) throws IllegalAccessException {
        if (name.startsWith("tcp_info.")) {
            int i = Arrays.asList(Layout.TcpInfo.NAMES).indexOf(name.substring(name.indexOf('.') + 1));
            return List.of((long) Layout.TcpInfo.FIRST_BIT[i], (long) Layout.TcpInfo.BITS[i]);
        }
        Long constant = Constants.value(name);
        Number layout = layoutFields().get(name);
        if (layout == null) {
            return List.of(constant);
        }
        // Sizes and offsets are public too; the numbers of system calls are not.
        if (constant != null || !name.startsWith("SYS_")) {
            assertEquals(constant, layout.longValue(), name);
        }
        return List.of(layout.longValue());
    }

    private static Map<String, Number> layoutFields() throws IllegalAccessException {
        Map<String, Number> fields = new LinkedHashMap<>();
        for (Field field : Layout.class.getDeclaredFields()) {
            if (field.getType() == int.class) {
                fields.put(field.getName(), field.getInt(null));
            }
        }
        return fields;
    }

    @Test
    void theListAndTheClassesHaveTheSameNames() throws IllegalAccessException {
        Set<String> java = new TreeSet<>(Constants.names(""));
        java.addAll(layoutFields().keySet());
        for (String field : Layout.TcpInfo.NAMES) {
            java.add("tcp_info." + field);
        }
        assertEquals(LISTED, java);
    }

    @Test
    void nearlyEveryNameIsCompared(TestReporter reporter) {
        reporter.publishEntry(
                "constants",
                PRINTED_NUMBERS.size() + " compared, " + UNKNOWN.size() + " unknown to these headers: " + UNKNOWN);
        Set<String> compared = new TreeSet<>(PRINTED_NUMBERS.keySet());
        assertTrue(Collections.disjoint(compared, UNKNOWN));
        compared.addAll(UNKNOWN);
        assertEquals(LISTED, compared);
        assertTrue(UNKNOWN.size() < LISTED.size() / 10, () -> "unknown here: " + UNKNOWN);
    }

    @Test
    void errorsHaveTheirCanonicalNames() {
        for (int errno = 1; errno < 4096; errno++) {
            String name = Layout.errnoName(errno);
            if (name != null) {
                assertEquals(errno, Constants.value(name), name);
            }
        }
        assertEquals("EAGAIN", Layout.errnoName(Constants.EWOULDBLOCK));
        assertEquals("EDEADLK", Layout.errnoName(Constants.EDEADLOCK));
        assertEquals("EOPNOTSUPP", Layout.errnoName(Constants.ENOTSUP));
        assertNull(Layout.errnoName(0));
    }

    @Test
    void valueAndNamesFindConstants() {
        assertEquals(2L, Constants.value("AF_INET"));
        assertNull(Constants.value("AF_NOTHING"));
        assertEquals(List.of("SHUT_RD", "SHUT_RDWR", "SHUT_WR"), Constants.names("SHUT_"));
    }
}
