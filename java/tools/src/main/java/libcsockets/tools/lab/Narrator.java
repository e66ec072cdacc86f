package libcsockets.tools.lab;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import libcsockets.Errno;
import libcsockets.Libc;

/**
 * Tells what a command of the lab does: for each step the C call, its result or errno, and what to notice. As text at
 * once, or as one JSON object at the end. Threads may take turns.
 */
final class Narrator {
    static final Gson JSON = new GsonBuilder()
            .disableHtmlEscaping()
            .setPrettyPrinting()
            .serializeNulls()
            .create();
    private static final int WIDTH = 100;
    private static final String CALL_INDENT = "  ";
    private static final String NOTICE_INDENT = "      ";

    private final PrintWriter out;
    private final boolean json;
    private final Libc libc;
    private final Map<String, Object> document = new LinkedHashMap<>();
    private final List<Chapter> chapters = new ArrayList<>();

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

    Narrator(PrintWriter out, boolean json, String command, Libc libc) {
        this.out = out;
        this.json = json;
        this.libc = libc;
        document.put("command", command);
        document.put("backend", libc.backend());
    }

    boolean json() {
        return json;
    }

    /** Begins a part. */
    synchronized void chapter(String title) {
        if (!json) {
            if (!chapters.isEmpty()) {
                out.println();
            }
            out.println(title);
        }
        chapters.add(new Chapter(title));
        out.flush();
    }

    /** A call and its result; {@code errno} counts if the result is negative. */
    synchronized void call(String who, String call, long result, int errno) {
        String shown =
                result < 0 ? "-1 " + Errno.name(errno) + " (" + libc.strerror(errno) + ")" : Long.toString(result);
        add(new Step(who, call, result, result < 0 ? Errno.name(errno) : null, line(who, call, shown)));
    }

    /** A call of another kind, such as the JDK's, with the result it has in words. */
    synchronized void call(String who, String call, String result) {
        add(new Step(who, call, result, null, line(who, call, result)));
    }

    private static String line(String who, String call, String result) {
        return (who == null ? "" : who + ": ") + call + " = " + result;
    }

    /** What to notice about the last step. */
    synchronized void notice(String words) {
        if (!json) {
            for (String line : wrap(words, WIDTH - NOTICE_INDENT.length())) {
                out.println(NOTICE_INDENT + line);
            }
            out.flush();
        }
        List<Step> steps = last().steps;
        if (steps.isEmpty()) {
            steps.add(new Step(null, null, null, null, ""));
        }
        steps.get(steps.size() - 1).notice.add(words);
    }

    /** Lines that are laid out already, and stand in the JSON in another form. */
    synchronized void lines(List<String> lines) {
        if (!json) {
            lines.forEach(out::println);
            out.flush();
        }
    }

    /** A part of the JSON object of its own. */
    synchronized void fact(String name, Object value) {
        document.put(name, value);
    }

    /** Prints the JSON object, if that is what is wanted. */
    synchronized void end() {
        if (json) {
            if (!chapters.isEmpty()) {
                document.put("chapters", chapters);
            }
            out.println(JSON.toJson(document));
        }
        out.flush();
    }

    private void add(Step step) {
        if (!json) {
            out.println(CALL_INDENT + step.line);
            out.flush();
        }
        last().steps.add(step);
    }

    /** The steps up to now. */
    synchronized List<Told> told() {
        return chapters.stream()
                .flatMap(chapter -> chapter.steps.stream())
                .map(step -> new Told(step.line, List.copyOf(step.notice)))
                .toList();
    }

    private Chapter last() {
        if (chapters.isEmpty()) {
            chapters.add(new Chapter(""));
        }
        return chapters.get(chapters.size() - 1);
    }

    static List<String> wrap(String words, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : words.split(" ")) {
            if (line.length() > 0 && line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.length() > 0 ? " " : "").append(word);
        }
        lines.add(line.toString());
        return lines;
    }
}
