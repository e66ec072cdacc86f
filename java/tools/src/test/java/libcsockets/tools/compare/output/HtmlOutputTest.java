package libcsockets.tools.compare.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import libcsockets.tools.compare.run.Comparison;
import libcsockets.tools.compare.run.Jdk;
import libcsockets.tools.compare.run.Machine;
import libcsockets.tools.compare.run.SystemCall;
import libcsockets.tools.compare.scenario.PhaseRow;
import libcsockets.tools.compare.scenario.Scenario;
import libcsockets.tools.compare.scenario.Scenarios;
import libcsockets.tools.compare.scenario.Subject;
import libcsockets.tools.compare.scenario.Trace;
import libcsockets.tools.compare.scenario.Verdict;
import libcsockets.tools.story.NarratedStep;
import libcsockets.tools.tcp.TcpTrace;
import org.junit.jupiter.api.Test;

/** The page escapes all text that it shows. */
class HtmlOutputTest {
    /** Unescaped, it ends an attribute, begins an element and has an entity. */
    private static final String HOSTILE = "\"'><b>&amp;";

    /** The places of the page below that show it; two of them are attributes. */
    private static final int TEXTS = 22;

    private static final int ATTRIBUTES = 2;

    @Test
    void escapesTextAndAttributes() {
        String page = page(HOSTILE);
        assertFalse(page.contains("<b>"), page);
        assertEquals(TEXTS, count(page, "&lt;b"));
        assertEquals(TEXTS, count(page, "&amp;amp;"));
        assertEquals(ATTRIBUTES, count(page, "=\"&#34;&#39;>"));
    }

    @Test
    void keepsTheSvgAsItIs() {
        assertTrue(page("").contains("<svg></svg>"));
    }

    @Test
    void showsNulAsAPicture() {
        String page = page("a\0b");
        assertFalse(page.contains("\0"));
        assertTrue(page.contains("a\u2400b"));
    }

    private static int count(String page, String part) {
        return page.split(Pattern.quote(part), -1).length - 1;
    }

    /** A page with the text in each place that shows text. */
    private static String page(String text) {
        Machine machine = new Machine(new Jdk(Path.of("/jdk"), 25, text), "6.1", "amd64");
        Trace trace = Trace.ran(List.of(new PhaseRow(text, PhaseRow.Kind.VALUE, text, text, 0, null)));
        Comparison comparison = new Comparison(
                scenario(text),
                Map.of(Subject.NET, trace, Subject.NIO, Trace.cannot(text)),
                Map.of(Subject.NET, List.of(new SystemCall(text, text))));
        TcpTrace scene = new TcpTrace(
                "scene",
                text,
                List.of(new NarratedStep(text, List.of(text))),
                text,
                List.of(Map.of("flags", text)),
                List.of(Map.of("after", text)),
                text,
                "<svg></svg>");
        return HtmlOutput.of(machine, List.of(comparison), List.of(scene));
    }

    private static Scenario scenario(String text) {
        Scenarios scenarios = new Scenarios();
        scenarios.add(all -> all.scenario("name")
                .title(text)
                .explanation(text)
                .source(text)
                .tags(text)
                .verdict(Verdict.ONLY_JDK)
                .libc("# " + text + "\ns = socket(AF_INET,SOCK_STREAM,0)")
                .net(j -> {})
                .nioCannot(text));
        return scenarios.build().get(0);
    }
}
