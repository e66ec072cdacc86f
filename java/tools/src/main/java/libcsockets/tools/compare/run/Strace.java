package libcsockets.tools.compare.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import libcsockets.tools.compare.scenario.JdkRun;

/**
 * Finds the system calls of scenarios in strace's output. A process marks its progress by looking up paths below {@link
 * ScenarioWorker#MARK}. Only calls on descriptors that were made since the scenario began count, which leaves out the
 * JVM's own.
 */
public final class Strace {
    private static final String CALLS = "%network,read,write,readv,writev,close,fcntl,dup,dup2,dup3,poll,ppoll,select,"
            + "pselect6,epoll_ctl,epoll_wait,epoll_pwait,epoll_create,epoll_create1,eventfd2,ioctl,pipe,pipe2,sendfile,"
            + "splice,tgkill,access,faccessat,faccessat2,stat,newfstatat,statx";

    private static final Pattern LINE = Pattern.compile("([0-9]+) +(.*)");
    private static final Pattern UNFINISHED = Pattern.compile("(.*?)(?:\\)? *)<unfinished \\.\\.\\.>(?:\\) = \\?)?");
    private static final Pattern RESUMED = Pattern.compile("<\\.\\.\\. ([a-z0-9_]+) resumed>(.*)");
    private static final Pattern CALL = Pattern.compile("([a-z0-9_]+)\\((.*)\\) += (.*)");
    private static final Pattern MARK = Pattern.compile(".*\"" + ScenarioWorker.MARK + "([^\"]*)\".*");
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]+");
    private static final Pattern POLLED = Pattern.compile("\\{fd=([0-9]+)");
    private static final Pattern PAIR = Pattern.compile("\\[([0-9]+), ([0-9]+)\\]");

    private static final Pattern FOUR = Pattern.compile(
            "\\{sa_family=AF_INET, sin_port=htons\\(([0-9]+)\\), sin_addr=inet_addr\\(\"([^\"]*)\"\\)\\}");
    private static final Pattern SIX =
            Pattern.compile("\\{sa_family=AF_INET6, sin6_port=htons\\(([0-9]+)\\), sin6_flowinfo=htonl\\([0-9]+\\), "
                    + "inet_pton\\(AF_INET6, \"([^\"]*)\", &sin6_addr\\), sin6_scope_id=[^}]*\\}");

    private static final Set<String> MARKERS =
            Set.of("access", "faccessat", "faccessat2", "stat", "newfstatat", "statx");
    private static final Set<String> MAKERS =
            Set.of("socket", "accept", "accept4", "dup", "epoll_create", "epoll_create1", "eventfd2");
    private static final Set<String> PAIR_MAKERS = Set.of("socketpair", "pipe", "pipe2");
    private static final long PROBE_SECONDS = 10;

    /** The calls found in a file, keyed by the mark that began each scenario. */
    private final Map<String, List<SystemCall>> found = new LinkedHashMap<>();

    private final Map<Integer, Integer> numbers = new HashMap<>();
    /** The calls of the current scenario; null between scenarios. */
    private List<Entry> entries;

    private String whole;
    private String current;
    private String phase;
    private int made;

    /** A call that has begun; its result may come later. */
    private static final class Entry {
        private final String phase;

        /** The beginning, with descriptors numbered as of then; null if the call does not belong to the scenario. */
        private String beginning;

        /** The number of strace's characters that the beginning stands for. */
        private int known;

        private String text;

        Entry(String phase, String text) {
            this.phase = phase;
            this.text = text;
        }
    }

    /** Returns why strace cannot be used; null if it can. */
    public static String missing() {
        try {
            Process process = new ProcessBuilder("strace", "-f", "-qq", "-e", "trace=none", "true")
                    .redirectErrorStream(true)
                    .start();
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (!process.waitFor(PROBE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return "strace does not end";
            }
            return process.exitValue() == 0 ? null : "strace does not work here: " + said;
        } catch (IOException e) {
            return "strace is missing; on Debian: apt-get install strace";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }

    /** Returns the words before a command to write its calls to a file. */
    static List<String> prefix(Path file) {
        return List.of(
                "strace",
                "-f",
                "-qq",
                "-s",
                "48",
                "--seccomp-bpf",
                "-e",
                "trace=" + CALLS,
                "-e",
                "signal=none",
                "-o",
                file.toString());
    }

    /**
     * Reads the calls of each scenario from a file.
     *
     * @param whole the file's only scenario, which begins with its first mark; null if the marks name the scenarios
     */
    static Map<String, List<SystemCall>> read(Path file, String whole) throws IOException {
        Strace strace = new Strace();
        strace.whole = whole;
        Map<String, String> unfinished = new HashMap<>();
        Map<String, Entry> waiting = new HashMap<>();
        String driver = null;
        for (String line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
            Matcher matcher = LINE.matcher(line);
            if (!matcher.matches()) {
                continue;
            }
            String thread = matcher.group(1);
            if (whole != null && driver == null) {
                driver = thread;
            }
            // The C driver's own calls are those of its first process.
            if (thread.equals(driver)) {
                continue;
            }
            String text = matcher.group(2);
            Matcher begun = UNFINISHED.matcher(text);
            Matcher resumed = RESUMED.matcher(text);
            if (begun.matches()) {
                unfinished.put(thread, begun.group(1));
                // A call on a known descriptor keeps the place where it began.
                waiting.put(thread, strace.reserve(begun.group(1)));
            } else if (resumed.matches()) {
                String beginning = unfinished.remove(thread);
                if (beginning != null) {
                    strace.complete(waiting.remove(thread), beginning, resumed.group(2));
                }
            } else {
                strace.complete(null, "", text);
            }
        }
        strace.end();
        return strace.found;
    }

    private void begin(String name) {
        end();
        entries = new ArrayList<>();
        numbers.clear();
        made = 0;
        phase = null;
        current = name;
    }

    private void end() {
        if (entries != null) {
            List<SystemCall> calls = new ArrayList<>();
            for (Entry entry : entries) {
                if (entry.text != null) {
                    calls.add(new SystemCall(entry.phase, entry.text));
                }
            }
            found.put(current, calls);
        }
        entries = null;
    }

    private Entry reserve(String beginning) {
        if (entries == null) {
            return null;
        }
        Entry entry = new Entry(phase, null);
        entries.add(entry);
        int parenthesis = beginning.indexOf('(');
        if (parenthesis > 0) {
            String name = beginning.substring(0, parenthesis);
            String arguments = beginning.substring(parenthesis + 1).replaceAll(", *$", "");
            if (concerns(name, arguments)) {
                entry.known = beginning.length() - parenthesis - 1;
                entry.beginning = renumbered(name, arguments) + (beginning.endsWith(",") ? ", " : "");
                entry.text = entry.beginning + " ...";
            }
        }
        return entry;
    }

    /** Records a call that has ended, with what was known when it began. */
    private void complete(Entry reserved, String beginning, String rest) {
        Matcher call = CALL.matcher(beginning + rest);
        if (!call.matches()) {
            return;
        }
        String name = call.group(1);
        if (MARKERS.contains(name)) {
            Matcher mark = MARK.matcher(beginning + rest);
            if (mark.matches()) {
                mark(mark.group(1));
            }
            return;
        }
        if (entries == null) {
            return;
        }
        String arguments = call.group(2);
        String result = call.group(3);
        boolean known = reserved != null && reserved.beginning != null;
        boolean made = make(name, arguments, result, known);
        if (!made && !known && !concerns(name, arguments) && !name.equals("tgkill")) {
            return;
        }
        String shown = known
                ? reserved.beginning + arguments.substring(Math.min(reserved.known, arguments.length()))
                : renumbered(name, arguments);
        shown = shortened(shown) + ") = " + shortened(renumberedResult(name, arguments, result));
        forget(name, arguments, result);
        if (reserved != null) {
            reserved.text = shown;
        } else {
            entries.add(new Entry(phase, shown));
        }
    }

    /** {@code net/NAME} begins a scenario, {@code end} ends it, {@code -} ends a phase; any other begins a phase. */
    private void mark(String name) {
        if (name.contains("/")) {
            begin(name);
        } else if (entries == null && current == null && whole != null) {
            begin(whole);
            phase = name;
        } else if (name.equals(ScenarioWorker.END)) {
            end();
        } else if (entries != null) {
            phase = name.equals(JdkRun.NO_PHASE) ? null : name;
        }
    }

    // ---- descriptors ----

    /** Notes the descriptors that a call made; true if that alone makes the call part of the scenario. */
    private boolean make(String name, String arguments, String result, boolean known) {
        boolean copies = name.startsWith("accept") || name.equals("dup") || isDuplication(name, arguments);
        if (copies && !known && !concerns(name, arguments)) {
            return false;
        }
        if (copies || MAKERS.contains(name)) {
            Matcher number = NUMBER.matcher(result);
            if (number.lookingAt() && !result.startsWith("-")) {
                numbers.put(Integer.parseInt(number.group()), ++made);
            }
            return true;
        }
        if (PAIR_MAKERS.contains(name)) {
            Matcher pair = PAIR.matcher(arguments);
            if (result.startsWith("0") && pair.find()) {
                numbers.put(Integer.parseInt(pair.group(1)), ++made);
                numbers.put(Integer.parseInt(pair.group(2)), ++made);
            }
            return true;
        }
        return false;
    }

    private static boolean isDuplication(String name, String arguments) {
        return name.equals("fcntl") && arguments.contains("F_DUPFD");
    }

    private void forget(String name, String arguments, String result) {
        if (name.equals("close") && result.startsWith("0")) {
            Matcher number = NUMBER.matcher(arguments);
            if (number.lookingAt()) {
                numbers.remove(Integer.parseInt(number.group()));
            }
        }
    }

    private boolean concerns(String name, String arguments) {
        String[] words = arguments.split(", ");
        if (name.equals("poll") || name.equals("ppoll")) {
            Matcher polled = POLLED.matcher(arguments);
            while (polled.find()) {
                if (isKnown(polled.group(1))) {
                    return true;
                }
            }
            return false;
        }
        if (name.equals("epoll_ctl")) {
            return words.length > 2 && isKnown(words[2]);
        }
        if (name.equals("dup2") || name.equals("dup3")) {
            return isKnown(words[0]) || words.length > 1 && isKnown(words[1]);
        }
        return isKnown(words[0]);
    }

    private boolean isKnown(String word) {
        Matcher number = NUMBER.matcher(word);
        return number.matches() && numbers.containsKey(Integer.parseInt(word));
    }

    /** Writes descriptors as {@code #1}, {@code #2}; {@code #} is one that the scenario did not make. */
    private String renumbered(String name, String arguments) {
        String text = arguments;
        if (name.equals("socket")
                || name.equals("tgkill")
                || name.equals("epoll_create")
                || name.equals("eventfd2")
                || name.equals("epoll_create1")) {
            return name + "(" + (name.equals("tgkill") ? arguments.replaceAll("^[0-9]+, [0-9]+", "JVM, thread") : text);
        }
        if (PAIR_MAKERS.contains(name)) {
            Matcher pair = PAIR.matcher(text);
            return name + "(" + pair.replaceAll(m -> "[" + shown(m.group(1)) + ", " + shown(m.group(2)) + "]");
        }
        if (name.equals("poll") || name.equals("ppoll")) {
            return name + "(" + POLLED.matcher(text).replaceAll(m -> "{fd=" + shown(m.group(1)));
        }
        String[] words = text.split(", ", -1);
        int last = name.equals("epoll_ctl") ? 2 : name.startsWith("dup") && !name.equals("dup") ? 1 : 0;
        for (int i = 0; i <= last && i < words.length; i++) {
            if (NUMBER.matcher(words[i]).matches()) {
                words[i] = shown(words[i]);
            }
        }
        return name + "(" + String.join(", ", words).replaceAll("u32=[0-9]+, u64=[0-9]+", "...");
    }

    /** Shortens socket addresses to their usual notation. */
    private static String shortened(String text) {
        String four = FOUR.matcher(text).replaceAll("$2:$1");
        return SIX.matcher(four).replaceAll("[$2]:$1");
    }

    private String shown(String word) {
        Integer number = numbers.get(Integer.parseInt(word));
        return number == null ? "#" : "#" + number;
    }

    private String renumberedResult(String name, String arguments, String result) {
        boolean makes = MAKERS.contains(name) || isDuplication(name, arguments);
        Matcher number = NUMBER.matcher(result);
        if (makes && number.lookingAt() && !result.startsWith("-")) {
            return shown(number.group());
        }
        // The sentence after the name of an errno adds nothing.
        return POLLED.matcher(result)
                .replaceAll(m -> "{fd=" + shown(m.group(1)))
                .replaceAll("^(-1|\\?) (E[A-Z0-9]+) \\(.*\\)$", "$1 $2");
    }
}
