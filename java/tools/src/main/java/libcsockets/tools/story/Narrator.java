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
 * Tells what a command of the lab does: for each step the C call, its result or errno, and what to notice. As text at
 * once, or as one JSON object at the end; the end may be a Ctrl-C or a failure. Threads may take turns. Once nobody
 * reads any more, the next word ends the command.
 */
public final class Narrator {
    private static final int WIDTH = 100;
    private static final String CALL_INDENT = "  ";
    private static final String NOTICE_INDENT = "      ";
    /** What the last words may take when the JVM is ending: their reader may have stopped reading. */
    private static final int LAST_WORDS_MILLIS = 1_000;

    private final PrintWriter out;
    private final boolean json;
    private final Libc libc;
    private final Map<String, Object> document = new LinkedHashMap<>();
    private final List<Chapter> chapters = new ArrayList<>();
    private Runnable lastWords = () -> {};
    private volatile boolean ended;

    /** What JSON shows of a heading and the steps below it. */
    private static final class Chapter {
        private final String title;
        private final List<Step> steps = new ArrayList<>();

        private Chapter(String title) {
            this.title = title;
        }
    }

    /** A call, or, where {@code call} is null, words alone. */
    private static final class Step {
        private final String who;
        private final String call;
        private final Object result;
        private final String errno;
        private final List<String> notice = new ArrayList<>();
        /** The step as the text has it, without the notice. */
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

    /** From now on the end of the JVM, whatever leads to it, is the end of the story, too. */
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

    /** What is to be said at the end, whenever that comes. */
    public synchronized void lastWords(Runnable words) {
        lastWords = words;
    }

    /** Begins a part. */
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

    /** A call and its result; {@code errno} counts if the result is negative. */
    public synchronized void call(String who, String call, long result, int errno) {
        String shown =
                result < 0 ? "-1 " + Errno.name(errno) + " (" + libc.strerror(errno) + ")" : Long.toString(result);
        add(new Step(who, call, result, result < 0 ? Errno.name(errno) : null, line(who, call, shown)));
    }

    /** A call of another kind, such as the JDK's, with the result it has in words. */
    public synchronized void call(String who, String call, String result) {
        add(new Step(who, call, result, null, line(who, call, result)));
    }

    private static String line(String who, String call, String result) {
        return (who == null ? "" : who + ": ") + call + " = " + result;
    }

    /** What to notice about the last step. */
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

    /** Lines that are laid out already, and stand in the JSON in another form. */
    public synchronized void lines(List<String> lines) {
        if (!json) {
            lines.forEach(out::println);
            flush();
        }
    }

    /** A part of the JSON object of its own. */
    public synchronized void fact(String name, Object value) {
        document.put(name, value);
    }

    /** One more of a part that is a list. */
    public synchronized void addTo(List<Map<String, Object>> list, Map<String, Object> element) {
        list.add(element);
    }

    /** Says the last words and prints the JSON object, if that is what is wanted. */
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
            // Nobody interrupts a shutdown hook; if so, nothing is said.
        }
    }

    private void flush() {
        // A C program would get SIGPIPE and end. The writer stands before System.out, which keeps its errors to itself.
        if (out.checkError() || System.out.checkError()) {
            throw new UncheckedIOException(new IOException("The output could not be written."));
        }
    }

    private void add(Step step) {
        if (!json) {
            out.println(CALL_INDENT + step.line);
            flush();
        }
        last().steps.add(step);
    }

    /** The steps up to now. */
    public synchronized List<NarratedStep> told() {
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
