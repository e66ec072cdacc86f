package libcsockets.tools.conform;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import libcsockets.BackendUnavailableException;
import libcsockets.tools.cli.BackendOption;
import libcsockets.tools.conform.c.CDriver;
import libcsockets.tools.conform.language.Case;
import libcsockets.tools.conform.language.CaseFile;
import libcsockets.tools.conform.language.CaseFileException;
import libcsockets.tools.conform.run.CaseRunner;
import libcsockets.tools.conform.run.Result;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code libc-sockets conform}: runs conformance cases. */
@Command(
        name = "conform",
        sortOptions = false,
        description = {
            "Run conformance cases: some steps, one libc call, its return value or errno, and checks.",
            "The output has a line for each case: its id, call and result, and a mark if the result is not the "
                    + "expected one."
        },
        exitCodeList = {
            "0:No line is marked; with --diff: no difference.",
            "1:A line is marked; with --diff: a difference.",
            "2:A case file or the command line is wrong, or a backend is not available."
        })
public final class ConformCommand implements Callable<Integer> {
    private static final int MARKED = CommandLine.ExitCode.SOFTWARE;
    private static final int WRONG = CommandLine.ExitCode.USAGE;
    private static final String C = "c";
    private static final List<String> BACKENDS = List.of("auto", "ffm", "jni", C);

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "FILE",
            arity = "0..*",
            description = "Run the cases in these files. Default: the bundled cases.")
    private List<Path> files = new ArrayList<>();

    @ArgGroup
    private Backends backends = new Backends();

    /** One backend to run the cases on, or two to compare. */
    private static final class Backends {
        @Option(
                names = "--backend",
                paramLabel = "BACKEND",
                completionCandidates = Names.class,
                description = "Call libc through this backend: ${COMPLETION-CANDIDATES}, where c is the C program. "
                        + "Default: LIBC_SOCKETS_BACKEND, else auto.")
        private String backend;

        @Option(
                names = "--diff",
                paramLabel = "A,B",
                description = "Run the cases on two backends and print only the differences.")
        private String diff;
    }

    /** The allowed values of --backend, for the help and for completion. */
    static final class Names implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return BACKENDS.iterator();
        }
    }

    @Option(names = "-i", paramLabel = "ID", description = "Run only the case with this id. Repeatable.")
    private List<String> ids = new ArrayList<>();

    @Option(
            names = "-t",
            paramLabel = "TAG",
            description = "Run only cases with this tag. Repeatable: all tags must match.")
    private List<String> tags = new ArrayList<>();

    @Option(names = "-x", paramLabel = "TAG", description = "Run only cases without this tag. Repeatable.")
    private List<String> withoutTags = new ArrayList<>();

    @Option(names = "-c", paramLabel = "CALL", description = "Run only cases of this call.")
    private String call;

    @Option(names = "-m", description = "Print marked lines only.")
    private boolean markedOnly;

    @Option(names = "-q", description = "Print no summary on standard error.")
    private boolean quiet;

    /** Runs cases on a backend. */
    private interface Runner {
        void run(List<Case> cases, Consumer<Result> results) throws IOException;
    }

    /** A wrong argument or file, reported before any case is run. */
    private static final class Refusal extends Exception {
        private static final long serialVersionUID = 1L;

        Refusal(String message) {
            super(message);
        }
    }

    @Override
    public Integer call() {
        try {
            List<String> names = names();
            List<CaseFile> selected = select(read());
            List<Runner> runners = new ArrayList<>();
            for (String name : names) {
                runners.add(runner(name));
            }
            return backends.diff == null ? run(selected, runners.get(0)) : compare(selected, names, runners);
        } catch (CaseFileException | Refusal | IOException e) {
            spec.commandLine().getErr().println("libc-sockets: " + e.getMessage());
            return WRONG;
        }
    }

    // ---- the cases to run ----

    /** The names of the backends; null stands for the library's own choice. */
    private List<String> names() {
        String backend = backends.backend;
        String diff = backends.diff;
        if (diff == null && backend == null) {
            return Collections.singletonList(null);
        }
        List<String> names = diff == null ? List.of(backend) : List.of(diff.split(",", -1));
        boolean two = diff == null || names.size() == 2;
        if (!two || !BACKENDS.containsAll(names)) {
            throw new ParameterException(
                    spec.commandLine(),
                    diff == null
                            ? "--backend must be auto, ffm, jni or c, not '" + backend + "'."
                            : "--diff takes two of auto, ffm, jni and c, separated by a comma, not '" + diff + "'.");
        }
        return names;
    }

    private List<CaseFile> read() {
        if (files.isEmpty()) {
            return List.of(CaseFile.bundled());
        }
        List<CaseFile> read = new ArrayList<>();
        for (Path file : files) {
            read.add(CaseFile.read(file));
        }
        return read;
    }

    private List<CaseFile> select(List<CaseFile> all) throws Refusal {
        List<CaseFile> selected = new ArrayList<>();
        Set<String> missing = new HashSet<>(ids);
        boolean any = false;
        for (CaseFile file : all) {
            List<Case> cases = new ArrayList<>();
            for (Case test : file.cases()) {
                missing.remove(test.id());
                if (isWanted(test)) {
                    cases.add(test);
                }
            }
            any |= !cases.isEmpty();
            selected.add(new CaseFile(file.name(), cases));
        }
        if (!missing.isEmpty()) {
            throw new Refusal("there is no case with the id " + String.join(", ", missing));
        }
        if (!any) {
            throw new Refusal("no case is left by -i, -t, -x and -c together");
        }
        return selected;
    }

    private boolean isWanted(Case test) {
        return (ids.isEmpty() || ids.contains(test.id()))
                && test.tags().containsAll(tags)
                && withoutTags.stream().noneMatch(test.tags()::contains)
                && (call == null || call.equals(test.call().toString()));
    }

    private static Runner runner(String backend) throws Refusal, IOException {
        if (C.equals(backend)) {
            return CDriver.find()::run;
        }
        try {
            CaseRunner runner = new CaseRunner(BackendOption.open(backend));
            return (cases, results) -> cases.forEach(test -> results.accept(runner.run(test)));
        } catch (BackendUnavailableException e) {
            throw new Refusal(e.getMessage());
        }
    }

    // ---- one backend ----

    /** The number of results of each kind. */
    private static final class Counts {
        private int run;
        private int skipped;
        private int unsupported;
        private int marked;

        void add(Result result) {
            run++;
            skipped += result.isSkipped() ? 1 : 0;
            unsupported += result.isUnsupported() ? 1 : 0;
            marked += result.isMarked() ? 1 : 0;
        }
    }

    private int run(List<CaseFile> selected, Runner runner) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        Counts counts = new Counts();
        for (CaseFile file : selected) {
            runner.run(file.cases(), result -> {
                counts.add(result);
                if (!markedOnly || result.isMarked()) {
                    out.println(result.line());
                    out.flush();
                }
            });
        }
        summary(counts.run + " cases run, " + counts.skipped + " skipped, " + counts.unsupported + " unsupported, "
                + counts.marked + " marked");
        return counts.marked == 0 ? CommandLine.ExitCode.OK : MARKED;
    }

    // ---- two backends ----

    private int compare(List<CaseFile> selected, List<String> names, List<Runner> runners) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        int compared = 0;
        int unsupported = 0;
        int different = 0;
        for (CaseFile file : selected) {
            List<Result> first = results(file, names.get(0), runners.get(0));
            List<Result> second = results(file, names.get(1), runners.get(1));
            for (int i = 0; i < first.size(); i++) {
                Result a = first.get(i);
                Result b = second.get(i);
                if (a.isUnsupported() || b.isUnsupported()) {
                    unsupported++;
                    continue;
                }
                compared++;
                if (!a.agrees(b)) {
                    different++;
                    out.println(a.id() + "\t" + a.call() + "\t" + names.get(0) + "\t" + a.ending());
                    out.println(b.id() + "\t" + b.call() + "\t" + names.get(1) + "\t" + b.ending());
                    out.flush();
                }
            }
        }
        summary(compared + " cases compared, " + unsupported + " unsupported, " + different + " different");
        return different == 0 ? CommandLine.ExitCode.OK : MARKED;
    }

    private static List<Result> results(CaseFile file, String backend, Runner runner) throws IOException {
        List<Result> results = new ArrayList<>();
        runner.run(file.cases(), results::add);
        if (results.size() != file.cases().size()) {
            throw new IOException(backend + " returned " + results.size() + " results for "
                    + file.cases().size() + " cases");
        }
        return results;
    }

    private void summary(String text) {
        if (!quiet) {
            spec.commandLine().getErr().println(text);
        }
    }
}
