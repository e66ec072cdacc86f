package libcsockets.tools.compare.output;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import libcsockets.tools.cli.Text;
import libcsockets.tools.compare.run.Comparison;
import libcsockets.tools.compare.run.Machine;
import libcsockets.tools.compare.scenario.PhaseRow;
import libcsockets.tools.compare.scenario.Scenario;
import libcsockets.tools.compare.scenario.Subject;
import libcsockets.tools.compare.scenario.Trace;
import libcsockets.tools.compare.scenario.Verdict;
import libcsockets.tools.tcp.TcpTrace;

/** Comparisons as one page that needs nothing beside itself. */
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

    private final StringBuilder page = new StringBuilder();

    private HtmlOutput() {}

    public static String of(Machine machine, List<Comparison> comparisons, List<TcpTrace> scenes) {
        HtmlOutput output = new HtmlOutput();
        output.print(machine, comparisons, scenes);
        return output.page.toString();
    }

    private void print(Machine machine, List<Comparison> comparisons, List<TcpTrace> scenes) {
        HtmlScenes tcp = new HtmlScenes(page);
        page.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
                .append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src"
                        + " 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:\">\n")
                .append("<link rel=\"icon\" href=\"data:,\">\n")
                .append("<title>libc and the JDK's sockets</title>\n<style>\n")
                .append(resource("report.css"))
                .append("</style>\n</head>\n<body>\n<header>\n<h1>libc and the JDK's sockets, side by side</h1>\n")
                .append("<p class=\"soft\">Measured on ")
                .append(Text.escapeMarkup(machine.sentence()))
                .append(".</p>\n</header>\n");
        glance(comparisons);
        if (!scenes.isEmpty()) {
            tcp.links(scenes);
        }
        filter(comparisons);
        page.append("<main>\n<div class=\"head\" aria-hidden=\"true\"><span>scenario</span><span>java.net</span>"
                + "<span>NIO</span><span>together</span></div>\n");
        comparisons.forEach(this::scenario);
        if (!scenes.isEmpty()) {
            tcp.print(scenes);
        }
        page.append("</main>\n<script>\n").append(resource("report.js")).append("</script>\n</body>\n</html>\n");
    }

    // ---- all of them ----

    private void glance(List<Comparison> comparisons) {
        page.append("<p>");
        List<String> counts = new ArrayList<>();
        for (Verdict verdict : Verdict.values()) {
            long count =
                    comparisons.stream().filter(c -> c.verdict() == verdict).count();
            if (count > 0) {
                counts.add(badge(verdict, SIGNS.get(verdict) + " " + count + " " + verdict.text()));
            }
        }
        page.append(String.join(" ", counts)).append("</p>\n<ul class=\"glance\" aria-label=\"all scenarios\">\n");
        for (Comparison comparison : comparisons) {
            String name = comparison.scenario().name();
            Verdict verdict = comparison.verdict();
            page.append("<li><a class=\"")
                    .append(id(verdict))
                    .append("\" href=\"#")
                    .append(name)
                    .append("\" title=\"")
                    .append(name)
                    .append(": ")
                    .append(verdict.text())
                    .append("\" aria-label=\"")
                    .append(name)
                    .append(": ")
                    .append(verdict.text())
                    .append("\">")
                    .append(SIGNS.get(verdict))
                    .append("</a></li>\n");
        }
        page.append("</ul>\n");
    }

    private void filter(List<Comparison> comparisons) {
        page.append("<form class=\"filter\" hidden role=\"search\">\n<input type=\"search\" placeholder=\"Filter"
                + " (press /)\" aria-label=\"Filter by words\">\n<select aria-label=\"Tag\"><option value=\"\">all"
                + " tags</option>");
        TreeSet<String> tags = new TreeSet<>();
        comparisons.forEach(comparison -> tags.addAll(comparison.scenario().tags()));
        tags.forEach(
                tag -> page.append("<option>").append(Text.escapeMarkup(tag)).append("</option>"));
        page.append("</select>\n");
        for (Verdict verdict : Verdict.values()) {
            if (comparisons.stream().anyMatch(comparison -> comparison.verdict() == verdict)) {
                page.append("<label><input type=\"checkbox\" checked value=\"")
                        .append(id(verdict))
                        .append("\">")
                        .append(verdict.text())
                        .append("</label>\n");
            }
        }
        page.append("<output aria-live=\"polite\"></output>\n"
                + "<span class=\"soft\">j and k go through the scenarios, Enter opens one.</span>\n</form>\n");
    }

    // ---- one of them ----

    private void scenario(Comparison comparison) {
        Scenario scenario = comparison.scenario();
        page.append("<details class=\"scenario\" id=\"")
                .append(scenario.name())
                .append("\" data-verdict=\"")
                .append(id(comparison.verdict()))
                .append("\" data-tags=\"")
                .append(Text.escapeMarkup(String.join(" ", scenario.tags())))
                .append("\">\n<summary><span><span class=\"name\">")
                .append(scenario.name())
                .append("</span><span class=\"title\">")
                .append(Text.escapeMarkup(scenario.title()))
                .append("</span></span>");
        for (Subject subject : List.of(Subject.NET, Subject.NIO)) {
            page.append(subjectBadge(comparison, subject));
        }
        page.append("<span>")
                .append(badge(comparison.verdict(), comparison.verdict().text()))
                .append("</span></summary>\n<div class=\"body\">\n<p>")
                .append(Text.escapeMarkup(scenario.explanation()))
                .append("</p>\n<p class=\"soft\">")
                .append(Text.escapeMarkup(scenario.source()))
                .append("</p>\n");
        table(comparison);
        List<String> others = new ArrayList<>();
        comparison.traces().forEach((subject, trace) -> {
            if (!trace.hasRun()) {
                others.add("<li>" + Text.escapeMarkup(subject.title() + ": " + Words.status(trace) + ": " + trace.why())
                        + "</li>\n");
            }
        });
        if (!others.isEmpty()) {
            page.append("<ul>\n").append(String.join("", others)).append("</ul>\n");
        }
        code(scenario);
        calls(comparison);
        page.append("<ul class=\"tags\" aria-label=\"tags\">");
        scenario.tags()
                .forEach(tag ->
                        page.append("<li>").append(Text.escapeMarkup(tag)).append("</li>"));
        page.append("</ul>\n</div>\n</details>\n");
    }

    private String subjectBadge(Comparison comparison, Subject subject) {
        Trace trace = comparison.traces().get(subject);
        Verdict verdict = Verdict.UNKNOWN;
        String text = "not run";
        if (trace != null && trace.status() == Trace.Status.CANNOT) {
            verdict = Verdict.ONLY_LIBC;
            text = "cannot";
        } else if (trace != null && trace.hasRun() && comparison.libc() == null) {
            verdict = Verdict.ONLY_JDK;
            text = "can";
        } else if (trace != null && trace.hasRun()) {
            boolean same = comparison.differences().get(subject).isEmpty();
            verdict = same ? Verdict.SAME : Verdict.DIFFERS;
            text = verdict.text();
        }
        return "<span><span class=\"who badge " + id(verdict) + "\" data-who=\"" + subject.title() + "\">" + text
                + "</span></span>";
    }

    private void table(Comparison comparison) {
        Map<String, Trace> columns = new LinkedHashMap<>();
        Map<String, List<String>> different = new LinkedHashMap<>();
        if (comparison.libcAgrees() && comparison.libc() != null) {
            columns.put("libc", comparison.libc());
        }
        comparison.traces().forEach((subject, trace) -> {
            if (!trace.rows().isEmpty() && (!subject.isLibc() || !comparison.libcAgrees())) {
                columns.put(subject.title(), trace);
                different.put(subject.title(), comparison.differences().getOrDefault(subject, List.of()));
            }
        });
        if (columns.isEmpty()) {
            return;
        }
        page.append("<div class=\"wide\"><table>\n<thead><tr><th scope=\"col\">phase</th>");
        columns.keySet()
                .forEach(title -> page.append("<th scope=\"col\">")
                        .append(Text.escapeMarkup(title))
                        .append("</th>"));
        page.append("</tr></thead>\n<tbody>\n");
        for (String phase : comparison.phases()) {
            page.append("<tr><th scope=\"row\">")
                    .append(Text.escapeMarkup(phase))
                    .append("</th>");
            columns.forEach((title, trace) -> {
                PhaseRow row = trace.row(phase);
                boolean not = different.getOrDefault(title, List.of()).contains(phase);
                page.append(not ? "<td class=\"mono not\">≠&nbsp;" : "<td class=\"mono\">");
                if (row != null) {
                    page.append(Text.escapeMarkup(row.shown()));
                    if (row.detail() != null) {
                        page.append("<span class=\"more\">")
                                .append(Text.escapeMarkup(row.detail()))
                                .append("</span>");
                    }
                }
                page.append("</td>");
            });
            page.append("</tr>\n");
        }
        page.append("</tbody></table></div>\n");
    }

    private void code(Scenario scenario) {
        page.append("<div class=\"columns\">\n");
        code("libc", scenario.libcText());
        for (Subject subject : List.of(Subject.NET, Subject.NIO)) {
            code(subject.title(), Snippets.of(scenario, subject));
        }
        page.append("</div>\n");
    }

    private void code(String title, String text) {
        if (text != null) {
            page.append("<section><h3>")
                    .append(title)
                    .append("</h3><pre tabindex=\"0\">")
                    .append(Text.escapeMarkup(text))
                    .append("</pre></section>\n");
        }
    }

    private void calls(Comparison comparison) {
        List<Subject> shown = new ArrayList<>();
        comparison.calls().keySet().forEach(subject -> {
            if (!subject.isLibc() || shown.stream().noneMatch(Subject::isLibc)) {
                shown.add(subject);
            }
        });
        if (shown.isEmpty()) {
            return;
        }
        page.append("<div class=\"columns\">\n");
        for (Subject subject : shown) {
            page.append("<section><h3>system calls of ").append(subject.title()).append("</h3><pre class=\"calls\">");
            for (PhaseCalls block : PhaseCalls.of(comparison.calls().get(subject))) {
                if (block.phase() != null) {
                    page.append("<span class=\"phase\">")
                            .append(Text.escapeMarkup(block.phase()))
                            .append(":</span>");
                }
                block.calls()
                        .forEach(call -> page.append("<span>")
                                .append(Text.escapeMarkup(call))
                                .append("</span>"));
            }
            page.append("</pre></section>\n");
        }
        page.append("</div>\n");
    }

    // ---- pieces ----

    private static String id(Verdict verdict) {
        return verdict.name().toLowerCase(Locale.ROOT);
    }

    private static String badge(Verdict verdict, String text) {
        return "<span class=\"badge " + id(verdict) + "\">" + text + "</span>";
    }

    private static String resource(String name) {
        try (InputStream in = HtmlOutput.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
