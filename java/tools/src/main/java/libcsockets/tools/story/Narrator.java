package libcsockets.tools.story;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import libcsockets.Errno;
import libcsockets.Libc;
import libcsockets.tools.cli.Json;
import libcsockets.tools.cli.Text;

/**
 * Narrates a command: for each step the C call, its result or errno, and remarks. Text is printed at once; JSON is one
 * object at the end, which may be a Ctrl-C or a failure. Any thread may narrate. Once the reader has gone, the next
 * output ends the command.
 */
public final class Narrator {
    private static final int WIDTH = 100;
    private static final String CALL_INDENT = "  ";
    private static final String NOTICE_INDENT = "      ";
    /** The time for the last words when the JVM is ending: their reader may have stopped reading. */
    private static final int LAST_WORDS_MILLIS = 1_000;

    private final PrintWriter out;
    private final boolean json;
    private final Libc libc;
    private final Map<String, Object> document = new LinkedHashMap<>();
    private final List<Chapter> chapters = new ArrayList<>();
    private Runnable lastWords = () -> {};
    private volatile boolean ended;

    /** A heading and the steps below it, as in the JSON. */
    private static final class Chapter {
        private final String title;
        private final List<Step> steps = new ArrayList<>();

        private Chapter(String title) {
            this.title = title;
        }
    }

    /** A call; remarks alone if {@code call} is null. */
    private static final class Step {
        private final String who;
        private final String call;
        private final Object result;
        private final String errno;
        private final List<String> notice = new ArrayList<>();
        /** The step as in the text, without the remarks. */
        private final transient String line;

        private Step(String who, String call, Object result, String errno, String line) {
            this.who = who;
            this.call = call;
            this.result = result;
            this.errno = errno;
            this.line = line;
        }
    }

    public Narrator(PrintWriter out, boolean json, String command, Libc libc) {
        this.out = out;
        this.json = json;
        this.libc = libc;
        document.put("command", command);
        document.put("backend", libc.backend());
    }

    /** Ends the story when the JVM ends, for whatever reason. */
    void endWithJvm() {
        try {
            Runtime.getRuntime().addShutdownHook(new Thread(this::endEarly));
        } catch (IllegalStateException e) {
            // The JVM is ending already.
        }
    }

    public boolean json() {
        return json;
    }

    /** Runs this at the end, whenever that comes. */
    public synchronized void lastWords(Runnable words) {
        lastWords = words;
    }

    /** Starts a chapter. */
    public synchronized void chapter(String title) {
        if (!json) {
            if (!chapters.isEmpty()) {
                out.println();
            }
            out.println(title);
            flush();
        }
        chapters.add(new Chapter(title));
    }

    /** A call and its result; {@code errno} matters only if the result is negative. */
    public synchronized void call(String who, String call, long result, int errno) {
        String shown =
                result < 0 ? "-1 " + Errno.name(errno) + " (" + libc.strerror(errno) + ")" : Long.toString(result);
        add(new Step(who, call, result, result < 0 ? Errno.name(errno) : null, line(who, call, shown)));
    }

    /** A call of another kind, such as one of the JDK, with its result in words. */
    public synchronized void call(String who, String call, String result) {
        add(new Step(who, call, result, null, line(who, call, result)));
    }

    private static String line(String who, String call, String result) {
        return (who == null ? "" : who + ": ") + call + " = " + result;
    }

    /** A remark on the last step. */
    public synchronized void notice(String words) {
        if (!json) {
            for (String line : Text.wrap(words, WIDTH - NOTICE_INDENT.length())) {
                out.println(NOTICE_INDENT + line);
            }
            flush();
        }
        List<Step> steps = last().steps;
        if (steps.isEmpty()) {
            steps.add(new Step(null, null, null, null, ""));
        }
        steps.get(steps.size() - 1).notice.add(words);
    }

    /** Lines of the text; the JSON has their content in another form. */
    public synchronized void lines(List<String> lines) {
        if (!json) {
            lines.forEach(out::println);
            flush();
        }
    }

    /** A property of the JSON object. */
    public synchronized void fact(String name, Object value) {
        document.put(name, value);
    }

    /** Adds an element to a property that is a list. */
    public synchronized void addTo(List<Map<String, Object>> list, Map<String, Object> element) {
        list.add(element);
    }

    /** Runs the last words and prints the JSON object, if JSON was requested. */
    public void end() {
        end(true);
    }

    private synchronized void end(boolean complete) {
        if (ended) {
            return;
        }
        ended = true;
        lastWords.run();
        if (json) {
            document.put("complete", complete);
            if (!chapters.isEmpty()) {
                document.put("chapters", chapters);
            }
            out.println(Json.of(document));
        }
        out.flush();
    }

    private void endEarly() {
        if (ended) {
            return;
        }
        Thread words = new Thread(() -> end(false));
        words.setDaemon(true);
        words.start();
        try {
            words.join(LAST_WORDS_MILLIS);
        } catch (InterruptedException e) {
            // Shutdown hooks are not interrupted.
        }
    }

    private void flush() {
        // A C program would end by SIGPIPE. The writer wraps System.out, which reports its errors only when asked.
        if (out.checkError() || System.out.checkError()) {
            throw new UncheckedIOException(new IOException("Writing the output failed."));
        }
    }

    private void add(Step step) {
        if (!json) {
            out.println(CALL_INDENT + step.line);
            flush();
        }
        last().steps.add(step);
    }

    /** The steps so far. */
    public synchronized List<NarratedStep> steps() {
        return chapters.stream()
                .flatMap(chapter -> chapter.steps.stream())
                .map(step -> new NarratedStep(step.line, List.copyOf(step.notice)))
                .toList();
    }

    private Chapter last() {
        if (chapters.isEmpty()) {
            chapters.add(new Chapter(""));
        }
        return chapters.get(chapters.size() - 1);
    }
}
