package libcsockets.tools.compare.run;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import libcsockets.tools.compare.scenario.Need;
import libcsockets.tools.compare.scenario.Scenario;
import libcsockets.tools.compare.scenario.Subject;
import libcsockets.tools.compare.scenario.Trace;
import libcsockets.tools.conform.c.CDriver;
import libcsockets.tools.conform.run.Sequence;
import libcsockets.tools.conform.run.StepResult;

/**
 * Runs scenarios for each subject in other processes: the C program has one for each scenario; the others share a JVM
 * for each JDK and surroundings, which is replaced if a scenario hangs.
 */
public final class Engine {
    private static final int LANES = 2;
    private static final int C_LIMIT_SECONDS = 30;
    private static final String CALLS = "calls";

    /** Called after each scenario. */
    public interface Progress {
        void done(int scenarios, int of);
    }

    /** The place of a task; the C program needs no JDK. */
    private record Place(Jdk jdk, Surroundings surroundings) {}

    private record Task(Scenario scenario, Subject subject) {}

    private final Jdk libcJdk;
    private final Jdk jdk;
    private final Set<Subject> subjects;
    private final boolean withCalls;
    private final List<String> workerProgram;
    private final Map<Surroundings, String> missing = new ConcurrentHashMap<>();
    private final Set<WorkerProcess> workers = ConcurrentHashMap.newKeySet();
    private final Set<Process> programs = ConcurrentHashMap.newKeySet();

    /** Keyed by subject and scenario, in the form of a worker's marks. */
    private final Map<String, List<SystemCall>> calls = new ConcurrentHashMap<>();

    /**
     * @param jdk the JDK to compare
     * @param subjects the subjects to run
     * @param withCalls whether to trace the system calls, which needs strace
     * @param workerProgram options and main class of a JVM that runs a {@link ScenarioWorker}
     */
    public Engine(Jdk jdk, Set<Subject> subjects, boolean withCalls, List<String> workerProgram) {
        this.libcJdk = Jdk.running();
        this.jdk = jdk;
        this.subjects = EnumSet.copyOf(subjects);
        this.withCalls = withCalls;
        this.workerProgram = List.copyOf(workerProgram);
    }

    /** Runs scenarios and returns the results in the same order. */
    public List<Comparison> run(List<Scenario> scenarios, Progress progress) {
        Map<Place, Deque<Task>> queue = new LinkedHashMap<>();
        Map<Scenario, Map<Subject, Trace>> traces = new LinkedHashMap<>();
        Map<Scenario, Integer> left = new ConcurrentHashMap<>();
        for (Scenario scenario : scenarios) {
            traces.put(scenario, new EnumMap<>(Subject.class));
            left.put(scenario, subjects.size());
            for (Subject subject : subjects) {
                queue.computeIfAbsent(place(scenario, subject), place -> new ArrayDeque<>())
                        .add(new Task(scenario, subject));
            }
        }
        Thread hook = new Thread(this::killAll);
        Runtime.getRuntime().addShutdownHook(hook);
        int[] done = new int[1];
        AtomicReference<Throwable> failure = new AtomicReference<>();
        try {
            List<Thread> lanes = new ArrayList<>();
            for (int i = 0; i < LANES; i++) {
                Thread lane = new Thread(
                        () -> work(queue, (task, trace) -> {
                            synchronized (traces) {
                                traces.get(task.scenario()).put(task.subject(), trace);
                                if (left.merge(task.scenario(), -1, Integer::sum) == 0) {
                                    progress.done(++done[0], scenarios.size());
                                }
                            }
                        }),
                        "lane " + i);
                lane.setUncaughtExceptionHandler((thread, e) -> failure.set(e));
                lane.start();
                lanes.add(lane);
            }
            for (Thread lane : lanes) {
                lane.join();
            }
            if (failure.get() != null) {
                throw new IllegalStateException("a comparison failed: " + failure.get(), failure.get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } finally {
            killAll();
            Runtime.getRuntime().removeShutdownHook(hook);
        }
        List<Comparison> comparisons = new ArrayList<>();
        traces.forEach((scenario, all) -> comparisons.add(new Comparison(scenario, all, calls(scenario))));
        return comparisons;
    }

    private Map<Subject, List<SystemCall>> calls(Scenario scenario) {
        Map<Subject, List<SystemCall>> own = new EnumMap<>(Subject.class);
        for (Subject subject : subjects) {
            List<SystemCall> found = calls.get(subject.id() + "/" + scenario.name());
            if (found != null) {
                own.put(subject, subject.isLibc() ? withPhases(scenario, found) : found);
            }
        }
        return own;
    }

    /** Replaces the marks of libc steps, which are their numbers, with the phases. */
    private static List<SystemCall> withPhases(Scenario scenario, List<SystemCall> calls) {
        return calls.stream()
                .map(call -> new SystemCall(
                        call.phase() == null
                                ? null
                                : scenario.lines()
                                        .get(Integer.parseInt(call.phase()) - 1)
                                        .phase(),
                        call.text()))
                .toList();
    }

    private Place place(Scenario scenario, Subject subject) {
        Jdk where = subject == Subject.C ? null : subject.isLibc() ? libcJdk : jdk;
        return new Place(where, Surroundings.of(scenario));
    }

    private void killAll() {
        workers.forEach(WorkerProcess::kill);
        programs.forEach(Process::destroyForcibly);
    }

    // ---- lanes ----

    private interface Results {
        void add(Task task, Trace trace);
    }

    /** Runs tasks until none are left, with one worker at a time. */
    private void work(Map<Place, Deque<Task>> queue, Results results) {
        Place place = null;
        Lane lane = null;
        while (true) {
            Task task;
            Place last = place;
            synchronized (queue) {
                place = next(queue, last);
                if (place == null) {
                    break;
                }
                task = queue.get(place).remove();
            }
            if (lane != null && (!place.equals(last) || !lane.worker.isUsable())) {
                end(lane);
                lane = null;
            }
            Trace trace = refusal(task, place);
            if (trace == null && task.subject() == Subject.C) {
                trace = program(task.scenario(), place.surroundings());
                if (lostItsPort(trace)) {
                    trace = program(task.scenario(), place.surroundings());
                }
            } else if (trace == null) {
                try {
                    if (lane == null) {
                        lane = begin(place);
                    }
                    trace = lane.worker.play(task.scenario(), task.subject());
                    if (lostItsPort(trace)) {
                        end(lane);
                        lane = null;
                        lane = begin(place);
                        trace = lane.worker.play(task.scenario(), task.subject());
                    }
                } catch (IOException e) {
                    trace = Trace.failed(List.of(), "no JVM can be started: " + e.getMessage());
                }
            }
            results.add(task, trace);
        }
        if (lane != null) {
            end(lane);
        }
    }

    /**
     * Whether another process took the port that a scenario had just found free, before the first phase. That is not a
     * result of libc or the JDK, and the engine tries once more.
     */
    private static boolean lostItsPort(Trace trace) {
        return trace.status() == Trace.Status.FAILED
                && (trace.why().contains("errno:EADDRINUSE")
                        || trace.why().contains("java.net.BindException: Address"));
    }

    /**
     * A worker and its directory.
     *
     * @param directory holds the trace of its system calls; null without one
     */
    private record Lane(WorkerProcess worker, Path directory) {}

    private Lane begin(Place place) throws IOException {
        Path directory = withCalls ? openDirectory() : null;
        WorkerProcess worker = new WorkerProcess(
                place.jdk(),
                workerProgram,
                place.surroundings().prefix(),
                directory == null ? null : directory.resolve(CALLS));
        workers.add(worker);
        return new Lane(worker, directory);
    }

    private void end(Lane lane) {
        lane.worker.close();
        workers.remove(lane.worker);
        if (lane.directory != null) {
            readCalls(lane.directory, null);
            delete(lane.directory);
        }
    }

    private void readCalls(Path directory, String whole) {
        Path file = directory.resolve(CALLS);
        try {
            if (Files.exists(file)) {
                calls.putAll(Strace.read(file, whole));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes a directory that is writable for the user of any scenario. */
    private static Path openDirectory() throws IOException {
        Path directory = Files.createTempDirectory("compare");
        return Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
    }

    /** Chooses the same place again while it has tasks, else the one with the most. */
    private static Place next(Map<Place, Deque<Task>> queue, Place last) {
        if (last != null && !queue.get(last).isEmpty()) {
            return last;
        }
        return queue.entrySet().stream()
                .filter(entry -> !entry.getValue().isEmpty())
                .max(Comparator.comparingInt(entry -> entry.getValue().size()))
                .map(Map.Entry::getKey)
                .orElse(null);
    }

    /** Returns the trace of a task that cannot run; null if it can. */
    private Trace refusal(Task task, Place place) {
        String cannot = task.scenario().cannot(task.subject());
        if (cannot != null) {
            return Trace.cannot(cannot);
        }
        Set<Need> needs = task.scenario().needs();
        if (needs.contains(Need.ROOT) && !Surroundings.isRoot()) {
            return Trace.skipped("it needs " + Need.ROOT.text());
        }
        if (needs.contains(Need.IPV6) && !Files.exists(Path.of("/proc/net/if_inet6"))) {
            return Trace.skipped("it needs " + Need.IPV6.text());
        }
        String why = missing.computeIfAbsent(place.surroundings(), surroundings -> {
            String reason = surroundings.missing();
            return reason == null ? "" : reason;
        });
        return why.isEmpty() ? null : Trace.skipped(why);
    }

    // ---- the C program ----

    private Trace program(Scenario scenario, Surroundings surroundings) {
        Path directory = null;
        Process process = null;
        try {
            directory = openDirectory();
            List<String> command = new ArrayList<>(surroundings.prefix());
            if (withCalls) {
                command.addAll(Strace.prefix(directory.resolve(CALLS)));
            }
            List<String> program = CDriver.find().command(scenario.sequence(), directory);
            command.add(program.get(0));
            command.add(withCalls ? "-S" : "-s");
            command.addAll(program.subList(1, program.size()));
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
            programs.add(process);
            process.getOutputStream().close();
            Trace trace = read(scenario, process);
            if (withCalls) {
                readCalls(directory, Subject.C.id() + "/" + scenario.name());
            }
            return trace;
        } catch (IOException e) {
            return Trace.skipped(e.getMessage());
        } finally {
            if (process != null) {
                process.destroyForcibly();
                programs.remove(process);
            }
            delete(directory);
        }
    }

    private static Trace read(Scenario scenario, Process process) throws IOException {
        StepRows steps = new StepRows(scenario, new ArrayList<>());
        String last = null;
        Thread watchdog = new Thread(() -> {
            try {
                if (!process.waitFor(C_LIMIT_SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                process.destroyForcibly();
            }
        });
        watchdog.setDaemon(true);
        watchdog.start();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                StepResult step = StepResult.parse(line);
                if (step != null) {
                    steps.add(step);
                }
                last = line;
            }
        }
        if (last == null || last.split("\t").length < 3) {
            return Trace.failed(List.of(), "the C program said: " + last);
        }
        return steps.trace(Sequence.problem(last));
    }

    private static void delete(Path directory) {
        if (directory == null) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(path -> path.toFile().delete());
        } catch (IOException e) {
            throw new IllegalStateException("the directory " + directory + " cannot be deleted", e);
        }
    }
}
