package libcsockets.tools.compare.output;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import libcsockets.tools.compare.scenario.Scenario;
import libcsockets.tools.compare.scenario.Subject;

/** Finds the Java of a JDK subject in the catalogue's own sources, which come with the program. */
public final class Snippets {
    private static final Map<Class<?>, String> SOURCES = new ConcurrentHashMap<>();

    private static final Pattern LAMBDA = Pattern.compile("[a-z]+ ->\\s*");

    private Snippets() {}

    /** Returns the code in {@code .net(j -> ...)} or {@code .nio(j -> ...)}; null if the subject has none. */
    public static String of(Scenario scenario, Subject subject) {
        if (subject.isLibc() || scenario.play(subject) == null) {
            return null;
        }
        String source = SOURCES.computeIfAbsent(scenario.theme(), Snippets::load);
        if (source.isEmpty()) {
            return null;
        }
        int begin = source.indexOf(".scenario(\"" + scenario.name() + "\")");
        int next = source.indexOf(".scenario(\"", begin + 1);
        String own = source.substring(begin, next < 0 ? source.length() : next);
        String call = "." + subject.id() + "(";
        int from = own.indexOf(call);
        if (begin < 0 || from < 0) {
            throw new IllegalStateException("the source of " + scenario.name() + " has no " + call);
        }
        String argument = inside(own, from + call.length()).strip();
        Matcher lambda = LAMBDA.matcher(argument);
        if (!lambda.lookingAt()) {
            return argument;
        }
        String body = argument.substring(lambda.end());
        return body.startsWith("{") ? undented(inside(body, 1)) : body;
    }

    /** Returns the text from behind an opening bracket to its closing one, ignoring brackets in literals. */
    private static String inside(String text, int from) {
        int depth = 1;
        char quote = 0;
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quote != 0) {
                if (c == '\\') {
                    i++;
                } else if (c == quote) {
                    quote = 0;
                }
            } else if (c == '"' || c == '\'') {
                quote = c;
            } else if (c == '{' || c == '(') {
                depth++;
            } else if ((c == '}' || c == ')') && --depth == 0) {
                return text.substring(from, i);
            }
        }
        throw new IllegalStateException("a bracket is not closed");
    }

    private static String undented(String text) {
        return text.substring(text.indexOf('\n') + 1).stripTrailing().stripIndent();
    }

    private static String load(Class<?> theme) {
        String name = theme.getSimpleName() + ".java";
        try (InputStream in = theme.getResourceAsStream(name)) {
            // Classes named by the property may come without their sources.
            return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
