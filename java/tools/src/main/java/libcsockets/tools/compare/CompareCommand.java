package libcsockets.tools.compare;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import libcsockets.Libc;
import libcsockets.tools.cli.OutputFile;
import libcsockets.tools.cli.Terminal;
import libcsockets.tools.compare.catalogue.Catalogue;
import libcsockets.tools.compare.catalogue.CatalogueWorker;
import libcsockets.tools.compare.output.CProgram;
import libcsockets.tools.compare.output.HtmlOutput;
import libcsockets.tools.compare.output.JsonOutput;
import libcsockets.tools.compare.output.MarkdownOutput;
import libcsockets.tools.compare.output.TextOutput;
import libcsockets.tools.compare.output.Words;
import libcsockets.tools.compare.run.Comparison;
import libcsockets.tools.compare.run.Engine;
import libcsockets.tools.compare.run.Jdk;
import libcsockets.tools.compare.run.Machine;
import libcsockets.tools.compare.run.Records;
import libcsockets.tools.compare.run.Strace;
import libcsockets.tools.compare.scenario.Scenario;
import libcsockets.tools.compare.scenario.Subject;
import libcsockets.tools.compare.scenario.Trace;
import libcsockets.tools.compare.scenario.Verdict;
import libcsockets.tools.tcp.TcpTrace;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code libc-sockets compare}: libc and the JDK side by side. */
@Command(
        name = "compare",
        sortOptions = false,
        description = {
            "Show call by call how libc and the JDK's sockets behave, as measured now.",
            "≠ marks a JDK result that differs from libc's."
        },
        exitCodeList = {
            "0:Success; with --check: nothing drifted.",
            "1:A scenario failed; with --check: something drifted.",
            "2:The command line, a file or a JDK is wrong, or a named scenario cannot run here."
        })
public final class CompareCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME|TAG", arity = "0..*", description = "Run these scenarios. Default: all.")
    private List<String> words = new ArrayList<>();

    @Option(
            names = "--subjects",
            paramLabel = "A,B",
            arity = "0..1",
            fallbackValue = "",
            description =
                    "Run these subjects: c, ffm, jni, net, nio. Default: all. Without a value, list the subjects.")
    private String subjectList;

    @Option(names = "--jdk", paramLabel = "PATH", description = "Compare the sockets of this JDK.")
    private Path jdkHome;

    @Option(names = "--syscalls", description = "Show the system calls of each subject; needs strace.")
    private boolean syscalls;

    @ArgGroup
    private Mode mode = new Mode();

    /** The form of the results, or another task. */
    private static final class Mode {
        @ArgGroup(exclusive = false)
        private Listing listing = new Listing();

        @Option(names = "--markdown", description = "Print Markdown.")
        private boolean markdown;

        @ArgGroup(exclusive = false)
        private Page page = new Page();

        @Option(
                names = "--emit-c",
                paramLabel = "NAME",
                description = "Print the libc steps of a scenario as a C program.")
        private String emitC;

        @ArgGroup(exclusive = false)
        private Check check;

        @Option(names = "--record", paramLabel = "FILE", description = "Write a record of all scenarios.")
        private Path record;

        @Option(
                names = "--jdks",
                paramLabel = "A=PATH,B=PATH",
                description = "Run the JDK subjects on several JDKs and print the differences.")
        private String jdks;
    }

    private static final class Listing {
        @Option(names = "--list", description = "List the scenarios and do not run them.")
        private boolean list;

        @Option(names = "--json", description = "Print JSON.")
        private boolean json;
    }

    private static final class Page {
        @Option(
                names = "--html",
                required = true,
                paramLabel = "FILE",
                description = "Write a self-contained HTML page.")
        private Path html;

        @Option(names = "--tcp", description = "With --html: include the scenes of 'libc-sockets tcp'.")
        private boolean tcp;
    }

    private static final class Check {
        @Option(
                names = "--check",
                required = true,
                description = "Compare with the record for this JDK's release and print the drift.")
        private boolean check;

        @Option(names = "--against", paramLabel = "FILE", description = "With --check: use this record instead.")
        private Path against;
    }

    @Override
    public Integer call() {
        if (subjectList != null && subjectList.isEmpty()) {
            listSubjects();
            return ExitCode.OK;
        }
        checkCombination();
        Catalogue catalogue = Catalogue.load();
        if (mode.emitC != null) {
            return emit(catalogue);
        }
        List<Scenario> scenarios = select(catalogue);
        if (mode.listing.list) {
            if (mode.listing.json) {
                out().println(JsonOutput.list(scenarios));
            } else {
                text().list(scenarios);
            }
            return ExitCode.OK;
        }
        return mode.jdks != null ? compareJdks(scenarios) : compare(scenarios);
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private TextOutput text() {
        String noColor = System.getenv("NO_COLOR");
        boolean wanted = noColor == null || noColor.isEmpty();
        return new TextOutput(
                out(), wanted && Terminal.isTerminal(Terminal.STDOUT) && !"dumb".equals(System.getenv("TERM")));
    }

    // ---- the command line ----

    private ParameterException wrong(String sentence) {
        return new ParameterException(spec.commandLine(), sentence);
    }

    private void checkCombination() {
        if (mode.jdks != null && jdkHome != null) {
            throw wrong("--jdk and --jdks are mutually exclusive.");
        }
        if (mode.record != null && !words.isEmpty()) {
            throw wrong("--record takes all scenarios; leave out the names");
        }
        if (mode.record != null && subjectList != null) {
            throw wrong("--record takes all subjects; leave out --subjects");
        }
        Path file = mode.record != null ? mode.record : mode.page.html;
        String refusal = file == null ? null : OutputFile.refusal(file);
        if (refusal != null) {
            throw wrong(refusal);
        }
    }

    private List<Scenario> select(Catalogue catalogue) {
        if (words.isEmpty()) {
            return catalogue.all();
        }
        Set<Scenario> selected = new LinkedHashSet<>();
        for (String word : words) {
            List<Scenario> found = catalogue.find(word);
            if (found.isEmpty()) {
                throw unknown(catalogue, word);
            }
            selected.addAll(found);
        }
        return List.copyOf(selected);
    }

    private ParameterException unknown(Catalogue catalogue, String word) {
        return wrong("there is no scenario or tag \"" + word + "\"; the nearest are "
                + String.join(", ", catalogue.nearest(word)));
    }

    private Set<Subject> subjects() {
        if (subjectList == null) {
            return EnumSet.allOf(Subject.class);
        }
        Set<Subject> subjects = EnumSet.noneOf(Subject.class);
        for (String id : subjectList.split(",", -1)) {
            Subject subject = Subject.of(id);
            if (subject == null) {
                throw wrong("--subjects takes a comma-separated list of c, ffm, jni, net and nio, not \"" + id + "\"");
            }
            subjects.add(subject);
        }
        return subjects;
    }

    private void listSubjects() {
        for (Subject subject : Subject.values()) {
            out().printf("%-4s %-14s %s%n", subject.id(), subject.title(), subject.description());
        }
    }

    private Jdk jdk(Path home) {
        try {
            return Jdk.in(home);
        } catch (IllegalArgumentException e) {
            throw wrong(e.getMessage());
        }
    }

    // ---- running ----

    private List<Comparison> run(Jdk jdk, Set<Subject> subjects, List<Scenario> scenarios) {
        boolean withCalls = syscalls;
        if (syscalls) {
            String missing = Strace.missing();
            if (missing != null) {
                spec.commandLine().getErr().println("compare: cannot show system calls: " + missing);
                withCalls = false;
            }
        }
        boolean shown = Terminal.isTerminal(Terminal.STDERR);
        PrintWriter err = spec.commandLine().getErr();
        List<Comparison> comparisons = new Engine(jdk, subjects, withCalls, CatalogueWorker.command())
                .run(scenarios, (done, of) -> {
                    if (shown) {
                        err.print("\r" + done + " of " + of + " scenarios");
                        err.flush();
                    }
                });
        if (shown) {
            err.print("\r\u001b[K");
            err.flush();
        }
        return comparisons;
    }

    private int compare(List<Scenario> scenarios) {
        Jdk jdk = jdkHome == null ? Jdk.running() : jdk(jdkHome);
        Records before = mode.check != null ? records(jdk) : null;
        List<Comparison> comparisons = run(jdk, subjects(), scenarios);
        refuseWhatCannotRun(comparisons);
        if (mode.check != null) {
            return report(before, comparisons);
        }
        Machine machine = Machine.with(jdk);
        if (mode.listing.json) {
            out().println(JsonOutput.of(machine, comparisons));
        } else if (mode.markdown) {
            new MarkdownOutput(out()).print(machine, comparisons);
        } else if (mode.page.html != null) {
            List<TcpTrace> scenes = mode.page.tcp ? TcpTrace.ofAll(Libc.get()) : List.of();
            write(mode.page.html, HtmlOutput.of(machine, comparisons, scenes));
            List<TcpTrace> failed =
                    scenes.stream().filter(scene -> scene.svg() == null).toList();
            failed.forEach(scene ->
                    spec.commandLine().getErr().println("compare: tcp " + scene.name() + ": " + scene.missing()));
            if (!failed.isEmpty()) {
                return ExitCode.SOFTWARE;
            }
        } else if (mode.record != null) {
            return record(jdk, comparisons);
        } else {
            TextOutput text = text();
            comparisons.forEach(comparison -> text.print(comparison, comparisons.size() == 1));
            text.summary(comparisons);
        }
        out().flush();
        return exitCode(comparisons);
    }

    private static int exitCode(List<Comparison> comparisons) {
        boolean failed = comparisons.stream()
                .anyMatch(comparison -> !comparison.libcAgrees()
                        || comparison.traces().values().stream()
                                .anyMatch(trace -> trace.status() == Trace.Status.FAILED));
        return failed ? ExitCode.SOFTWARE : ExitCode.OK;
    }

    /** Refuses scenarios that were given by name and cannot run here. */
    private void refuseWhatCannotRun(List<Comparison> comparisons) {
        for (Comparison comparison : comparisons) {
            boolean skipped = comparison.traces().values().stream()
                    .noneMatch(trace -> trace.hasRun() || trace.status() == Trace.Status.FAILED);
            if (skipped && words.contains(comparison.scenario().name())) {
                comparison.traces().values().stream()
                        .filter(trace -> trace.status() == Trace.Status.SKIPPED)
                        .findFirst()
                        .ifPresent(trace -> {
                            throw wrong(comparison.scenario().name() + " cannot run here: " + trace.why());
                        });
            }
        }
    }

    private void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw wrong(file + " cannot be written: " + OutputFile.reason(e));
        }
    }

    // ---- records ----

    private Records records(Jdk jdk) {
        try {
            Records records =
                    mode.check.against == null ? Records.bundled(jdk.release()) : Records.read(mode.check.against);
            if (records != null) {
                return records;
            }
        } catch (IllegalArgumentException e) {
            throw wrong(e.getMessage());
        }
        throw wrong("there is no record for JDK " + jdk.release() + ", only for " + Records.BUNDLED
                + "; write one with --record FILE and compare with it by --check --against FILE");
    }

    private int report(Records before, List<Comparison> comparisons) {
        List<String> drift = before.drift(comparisons, words.isEmpty());
        drift.forEach(out()::println);
        long skipped = comparisons.stream()
                .filter(comparison ->
                        comparison.traces().values().stream().anyMatch(trace -> trace.status() == Trace.Status.SKIPPED))
                .count();
        out().println(comparisons.size() + " scenarios checked, "
                + (drift.isEmpty() ? "nothing drifted" : drift.size() + " lines drifted")
                + (skipped == 0 ? "" : "; in " + skipped + " a subject was skipped"));
        out().flush();
        return drift.isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private int record(Jdk jdk, List<Comparison> comparisons) {
        if (exitCode(comparisons) != ExitCode.OK) {
            TextOutput text = text();
            comparisons.stream()
                    .filter(comparison -> comparison.verdict() == Verdict.UNKNOWN)
                    .forEach(comparison -> text.print(comparison, false));
            spec.commandLine().getErr().println("compare: nothing was recorded, because a scenario failed");
            return ExitCode.SOFTWARE;
        }
        write(mode.record, Records.of(jdk.release(), comparisons).json());
        out().println(comparisons.size() + " scenarios recorded for JDK " + jdk.release() + " in " + mode.record);
        return ExitCode.OK;
    }

    // ---- several JDKs ----

    private int compareJdks(List<Scenario> scenarios) {
        Map<String, Jdk> all = new LinkedHashMap<>();
        for (String one : mode.jdks.split(",", -1)) {
            int equals = one.indexOf('=');
            if (equals <= 0) {
                throw wrong("--jdks takes a comma-separated list of NAME=PATH, not \"" + one + "\"");
            }
            if (all.put(one.substring(0, equals), jdk(Path.of(one.substring(equals + 1)))) != null) {
                throw wrong("--jdks has the name " + one.substring(0, equals) + " twice");
            }
        }
        if (all.size() < 2) {
            throw wrong("--jdks takes at least two JDKs");
        }
        Set<Subject> subjects = subjects();
        subjects.removeIf(Subject::isLibc);
        if (subjects.isEmpty()) {
            throw wrong("--jdks compares net and nio; --subjects has neither");
        }
        Map<String, List<Comparison>> results = new LinkedHashMap<>();
        all.forEach((name, jdk) -> results.put(name, run(jdk, subjects, scenarios)));
        int changed = 0;
        boolean failed = false;
        for (int i = 0; i < scenarios.size(); i++) {
            List<String> changes = changes(results, i);
            changes.forEach(out()::println);
            changed += changes.isEmpty() ? 0 : 1;
        }
        for (List<Comparison> comparisons : results.values()) {
            failed |= exitCode(comparisons) != ExitCode.OK;
        }
        out().println(scenarios.size() + " scenarios on " + String.join(", ", all.keySet()) + ": "
                + (changed == 0 ? "no difference" : changed + " differ"));
        out().flush();
        return failed ? ExitCode.SOFTWARE : ExitCode.OK;
    }

    /** How the traces of the scenario at an index change from each JDK to the next. */
    private static List<String> changes(Map<String, List<Comparison>> results, int index) {
        List<String> changes = new ArrayList<>();
        String last = null;
        for (String name : results.keySet()) {
            if (last != null) {
                Comparison before = results.get(last).get(index);
                Comparison now = results.get(name).get(index);
                String arrow = " (" + last + " to " + name + ")";
                before.traces()
                        .forEach((subject, trace) -> changes.addAll(Records.changes(
                                before.scenario().name() + ": " + subject.title() + arrow,
                                lines(trace),
                                lines(now.traces().get(subject)))));
            }
            last = name;
        }
        return changes;
    }

    private static List<String> lines(Trace trace) {
        return trace.hasRun() ? trace.stable() : List.of(Words.status(trace) + " (" + trace.why() + ")");
    }

    // ---- C ----

    private int emit(Catalogue catalogue) {
        if (!words.isEmpty()) {
            throw wrong("--emit-c takes one name and nothing else");
        }
        Scenario scenario = catalogue.named(mode.emitC);
        if (scenario == null) {
            throw wrong("there is no scenario \"" + mode.emitC + "\"; the nearest are "
                    + String.join(", ", catalogue.nearestNames(mode.emitC)));
        }
        if (scenario.sequence() == null) {
            throw wrong(mode.emitC + " has no libc steps: " + scenario.cannot(Subject.C));
        }
        out().print(CProgram.of(scenario));
        out().flush();
        return ExitCode.OK;
    }
}
