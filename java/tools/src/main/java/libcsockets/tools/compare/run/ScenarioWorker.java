package libcsockets.tools.compare.run;

import com.google.gson.Gson;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import libcsockets.BackendUnavailableException;
import libcsockets.Libc;
import libcsockets.tools.compare.scenario.JdkRun;
import libcsockets.tools.compare.scenario.Need;
import libcsockets.tools.compare.scenario.PhaseRow;
import libcsockets.tools.compare.scenario.Scenario;
import libcsockets.tools.compare.scenario.Subject;
import libcsockets.tools.compare.scenario.Trace;
import libcsockets.tools.conform.run.Sequence;

/**
 * Runs scenarios in a JVM of their own: reads lines of {@code subject name} from standard input and answers each with a
 * trace as a line of JSON. If a scenario does not end, it reports that and ends the JVM, and with it the hanging
 * threads.
 */
public final class ScenarioWorker {
    /** The prefix of the marks: paths that do not exist, which the worker looks up so that strace records them. */
    static final String MARK = "/libc-sockets/";

    /** The mark after a scenario. */
    static final String END = "end";

    /** The argument that asks for marks. */
    static final String MARKS = "marks";

    private final PrintStream answers = System.out;
    private final boolean marks;
    private Function<String, Scenario> scenarios;
    private boolean marked;
    private volatile Trace trace;

    /**
     * Reserves standard output for the answers; output of a scenario goes to standard error.
     *
     * @param args {@link #MARKS} to mark the phases for strace; each scenario then runs twice, so that the trace leaves
     *     out calls that the JVM makes only the first time
     */
    public ScenarioWorker(String[] args) {
        System.setOut(System.err);
        marks = List.of(args).contains(MARKS);
    }

    /**
     * Runs until standard input ends, then ends the JVM.
     *
     * @param named finds a scenario by its name
     */
    public void run(Function<String, Scenario> named) throws IOException {
        scenarios = named;
        Gson gson = new Gson();
        BufferedReader tasks = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = tasks.readLine(); line != null; line = tasks.readLine()) {
            String[] words = line.split(" ");
            Subject subject = Subject.of(words[0]);
            marked = false;
            boolean isStuck = play(subject, words[1]);
            if (marks && !isStuck) {
                marked = true;
                isStuck = play(subject, words[1]);
            }
            answers.println(gson.toJson(trace));
            answers.flush();
            if (isStuck) {
                Runtime.getRuntime().halt(0);
            }
        }
        // Threads that a scenario left behind must not keep the JVM alive.
        Runtime.getRuntime().halt(0);
    }

    /** Runs a scenario for a subject; true if it hangs. */
    private boolean play(Subject subject, String name) {
        Scenario scenario = scenarios.apply(name);
        List<PhaseRow> rows = Collections.synchronizedList(new ArrayList<>());
        Thread thread = new Thread(() -> trace = attempt(scenario, subject, rows), "scenario " + name);
        thread.setDaemon(true);
        thread.start();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(scenario.limitSeconds()));
        } catch (InterruptedException e) {
            throw new AssertionError("nobody interrupts this thread", e);
        }
        if (!thread.isAlive()) {
            return false;
        }
        trace = Trace.failed(new ArrayList<>(rows), "it did not end within " + scenario.limitSeconds() + " s");
        return true;
    }

    private Trace attempt(Scenario scenario, Subject subject, List<PhaseRow> rows) {
        try {
            mark(subject.id() + "/" + scenario.name());
            return subject.isLibc() ? libc(scenario, subject, rows) : jdk(scenario, subject, rows);
        } catch (Throwable e) {
            return Trace.failed(new ArrayList<>(rows), "it failed outside a phase: " + e);
        } finally {
            mark(END);
        }
    }

    private Trace libc(Scenario scenario, Subject subject, List<PhaseRow> rows) {
        Libc libc;
        try {
            libc = Libc.open(subject.id());
        } catch (BackendUnavailableException e) {
            return Trace.skipped(e.getMessage());
        }
        Sequence sequence = scenario.sequence();
        StepRows steps = new StepRows(scenario, rows);
        int last = scenario.lines().size();
        String problem = sequence.run(libc, number -> mark(Integer.toString(number)), step -> {
            mark(step.number() == last ? END : JdkRun.NO_PHASE);
            steps.add(step);
        });
        return steps.trace(problem);
    }

    private Trace jdk(Scenario scenario, Subject subject, List<PhaseRow> rows) throws Exception {
        int release = Runtime.version().feature();
        if (scenario.needs().contains(Need.VIRTUAL_THREADS) && release < Need.VIRTUAL_THREADS_RELEASE) {
            return Trace.skipped("it needs " + Need.VIRTUAL_THREADS.text() + "; this is JDK " + release);
        }
        JdkRun run = new JdkRun(rows::add, this::mark);
        try {
            scenario.play(subject).play(run);
        } finally {
            mark(END);
            run.end();
        }
        return Trace.ran(new ArrayList<>(rows));
    }

    private void mark(String name) {
        if (marked && new File(MARK + name).exists()) {
            throw new IllegalStateException(MARK + name + " must not exist");
        }
    }
}
