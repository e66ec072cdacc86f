package libcsockets.tools.compare.output;

import gg.jte.html.OwaspHtmlTemplateOutput;
import gg.jte.output.StringOutput;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import libcsockets.tools.compare.run.Comparison;
import libcsockets.tools.compare.run.Machine;
import libcsockets.tools.compare.scenario.Verdict;
import libcsockets.tools.tcp.TcpTrace;

/** Writes comparisons as one self-contained HTML page, from the templates in {@code src/main/jte}. */
public final class HtmlOutput {
    private static final Map<Verdict, String> SIGNS = Map.of(
            Verdict.SAME,
            "=",
            Verdict.DIFFERS,
            "≠",
            Verdict.ONLY_LIBC,
            "C",
            Verdict.ONLY_JDK,
            "J",
            Verdict.UNKNOWN,
            "?");

    /** HTML has no NUL, not even escaped: the page shows the picture of it. */
    private static final char NUL_PICTURE = '\u2400';

    private HtmlOutput() {}

    public static String of(Machine machine, List<Comparison> comparisons, List<TcpTrace> scenes) {
        StringOutput page = new StringOutput();
        JtereportGenerated.render(new OwaspHtmlTemplateOutput(page), null, machine, comparisons, scenes);
        return page.toString().replace('\0', NUL_PICTURE);
    }

    /** The verdicts of these comparisons, each once. */
    static List<Verdict> verdicts(List<Comparison> comparisons) {
        return Stream.of(Verdict.values())
                .filter(verdict -> count(comparisons, verdict) > 0)
                .toList();
    }

    static long count(List<Comparison> comparisons, Verdict verdict) {
        return comparisons.stream()
                .filter(comparison -> comparison.verdict() == verdict)
                .count();
    }

    static Set<String> tags(List<Comparison> comparisons) {
        Set<String> tags = new TreeSet<>();
        comparisons.forEach(comparison -> tags.addAll(comparison.scenario().tags()));
        return tags;
    }

    static String sign(Verdict verdict) {
        return SIGNS.get(verdict);
    }

    /** The verdict's class in the style sheet. */
    static String id(Verdict verdict) {
        return verdict.name().toLowerCase(Locale.ROOT);
    }

    static String resource(String name) {
        try (InputStream in = HtmlOutput.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
