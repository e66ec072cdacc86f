package libcsockets.tools.conform.c;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The C helpers of the emitted programs: the headers of the C driver, and one of their own. A program gets the parts
 * whose names it uses. A part ends with an empty line, and comes after those that it uses.
 */
final class Helpers {
    private static final List<String> HEADERS = List.of("limits.h", "helpers.h", "emitted.h");

    /** The name that a line without indentation defines. */
    private static final Pattern DEFINED = Pattern.compile(
            "(?m)^(?:#define (\\w+)|static [^({;=\\[]*?\\b(\\w+) ?[(\\[;=]|(?:struct|union) (\\w+) \\{|\\} (\\w+);)");

    private static final Pattern COMMENT_OR_STRING =
            Pattern.compile("(?s)/\\*.*?\\*/|\"(?:\\\\.|[^\"\\\\])*\"|'(?:\\\\.|[^'\\\\])*'");
    private static final Pattern WORD = Pattern.compile("[A-Za-z_]\\w*");

    /** Some lines, the names that they define, and the words in them. */
    private record Part(String code, Set<String> names, Set<String> words) {}

    static final Helpers ALL = new Helpers();

    private final List<Part> parts = new ArrayList<>();
    private final Set<String> names = new HashSet<>();
    private String includes;

    private Helpers() {
        for (String header : HEADERS) {
            for (String code : text(header).split("\n\n+")) {
                if (code.startsWith("#define _GNU_SOURCE\n")) {
                    includes = code + "\n\n";
                } else {
                    Part part = new Part(code.stripTrailing() + "\n\n", names(code), words(code));
                    parts.add(part);
                    names.addAll(part.names);
                }
            }
        }
    }

    private static String text(String header) {
        try (InputStream in = Helpers.class.getResourceAsStream("/libcsockets/tools/conform/" + header)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<String> names(String code) {
        Set<String> names = new HashSet<>();
        Matcher matcher = DEFINED.matcher(code);
        while (matcher.find()) {
            for (int i = 1; i <= matcher.groupCount(); i++) {
                if (matcher.group(i) != null) {
                    names.add(matcher.group(i));
                }
            }
        }
        return names;
    }

    private static Set<String> words(String code) {
        Set<String> words = new HashSet<>();
        Matcher matcher = WORD.matcher(COMMENT_OR_STRING.matcher(code).replaceAll(" "));
        while (matcher.find()) {
            words.add(matcher.group());
        }
        return words;
    }

    /** The lines with which every program begins. */
    String includes() {
        return includes;
    }

    /** Whether one of them has that name. */
    boolean define(String name) {
        return names.contains(name);
    }

    /** Those that a program uses, and those that they use, in their order. */
    String usedBy(String program) {
        Set<String> words = words(program);
        Set<Part> used = new HashSet<>();
        boolean grown = true;
        while (grown) {
            grown = false;
            for (Part part : parts) {
                if (!Collections.disjoint(part.names, words) && used.add(part)) {
                    words.addAll(part.words);
                    grown = true;
                }
            }
        }
        return parts.stream().filter(used::contains).map(Part::code).collect(Collectors.joining());
    }
}
