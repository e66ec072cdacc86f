package libcsockets.tools.compare.scenario;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import libcsockets.tools.conform.language.CaseFileException;
import libcsockets.tools.conform.run.Sequence;

/** A situation to compare libc and the JDK in. */
public final class Scenario {
    /** The part of a JDK subject. */
    @FunctionalInterface
    public interface Play {
        /**
         * Plays the scenario and reports its results through {@link JdkRun#phase}.
         *
         * @param j takes the results
         * @throws Exception only if a step outside a phase fails
         */
        void play(JdkRun j) throws Exception;
    }

    /**
     * A line of the libc text.
     *
     * @param phase null if its result is not compared
     * @param step in the step language
     * @param fields the fields of its result that are the phase's value
     */
    public record Line(String phase, String step, List<String> fields) {}

    /** {@code phase: step => fields}, with a phase of words of lower-case letters, digits and hyphens. */
    private static final Pattern LINE =
            Pattern.compile("(?:([a-z0-9-]+(?: [a-z0-9-]+)*):\\s+)?(.+?)(?:\\s+=>\\s+([a-z0-9@ ]+))?");

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]*");

    private final Builder made;
    private final List<Line> lines;
    private final Sequence sequence;

    private Scenario(Builder made) {
        this.made = made;
        this.lines = made.libc == null ? List.of() : lines(made.name, made.libc);
        this.sequence = made.libc == null ? null : sequence(made.name, lines);
    }

    private static List<Line> lines(String name, String text) {
        List<Line> lines = new ArrayList<>();
        for (String line : text.strip().split("\n")) {
            String stripped = line.strip();
            if (stripped.isEmpty() || stripped.startsWith("#")) {
                continue;
            }
            Matcher matcher = LINE.matcher(stripped);
            if (!matcher.matches()) {
                throw new IllegalStateException(name + ": not a line of a libc sequence: " + stripped);
            }
            String fields = matcher.group(3);
            if (fields != null && matcher.group(1) == null) {
                throw new IllegalStateException(name + ": only a phase has fields: " + stripped);
            }
            lines.add(new Line(
                    matcher.group(1),
                    matcher.group(2),
                    fields == null ? List.of() : List.of(fields.strip().split(" +"))));
        }
        return lines;
    }

    private static Sequence sequence(String name, List<Line> lines) {
        List<String> steps = new ArrayList<>();
        for (Line line : lines) {
            // A phase may end in any way; any other step must succeed, or match its own expectation.
            steps.add(line.phase() == null ? line.step() : line.step() + " -> ok|fail");
        }
        try {
            return Sequence.parse(name, steps);
        } catch (CaseFileException e) {
            throw new IllegalStateException("the libc sequence of " + e.getMessage(), e);
        }
    }

    public String name() {
        return made.name;
    }

    public String title() {
        return made.title;
    }

    public String explanation() {
        return made.explanation;
    }

    public String source() {
        return made.source;
    }

    public List<String> tags() {
        return made.tags;
    }

    public Set<Need> needs() {
        return made.needs;
    }

    /** The shell commands that prepare its network namespace; null if it needs none. */
    public List<String> namespace() {
        return made.namespace;
    }

    public Verdict verdict() {
        return made.verdict;
    }

    public boolean isLiteral() {
        return made.literal;
    }

    public int limitSeconds() {
        return made.limitSeconds;
    }

    public Class<?> theme() {
        return made.theme;
    }

    public List<Line> lines() {
        return lines;
    }

    public Sequence sequence() {
        return sequence;
    }

    public Play play(Subject subject) {
        return subject == Subject.NET ? made.net : made.nio;
    }

    /** The reason why a subject cannot play it; null if it can. */
    public String cannot(Subject subject) {
        switch (subject) {
            case NET:
                return made.netCannot;
            case NIO:
                return made.nioCannot;
            case FFM:
            case JNI:
                return made.libcCannot == null && sequence.isWild()
                        ? "safe memory has no wild pointers"
                        : made.libcCannot;
            default:
                return made.libcCannot;
        }
    }

    /** The libc steps with their phases, for a reader. */
    public String libcText() {
        return made.libc == null ? null : made.libc.strip();
    }

    @Override
    public String toString() {
        return name();
    }

    /** Collects the parts of a scenario. */
    public static final class Builder {
        private static final int LIMIT_SECONDS = 8;

        private final String name;
        private final Class<?> theme;
        private String title;
        private String explanation;
        private String source;
        private List<String> tags = List.of();
        private final Set<Need> needs = EnumSet.noneOf(Need.class);
        private List<String> namespace;
        private Verdict verdict;
        private boolean literal;
        private int limitSeconds = LIMIT_SECONDS;
        private String libc;
        private String libcCannot;
        private Play net;
        private String netCannot;
        private Play nio;
        private String nioCannot;

        Builder(String name, Class<?> theme) {
            this.name = name;
            this.theme = theme;
        }

        /** The situation in a few words. */
        public Builder title(String text) {
            title = text;
            return this;
        }

        /** The results and their reason, in one sentence. */
        public Builder explanation(String text) {
            explanation = text;
            return this;
        }

        /** References: manual pages, classes of the JDK. */
        public Builder source(String text) {
            source = text;
            return this;
        }

        /** Search tags. */
        public Builder tags(String... words) {
            tags = List.of(words);
            return this;
        }

        /** Requirements of the machine and the JDK. */
        public Builder needs(Need... all) {
            needs.addAll(List.of(all));
            return this;
        }

        /** Gives it a network namespace of its own, with lo up, and runs these shell commands there first. */
        public Builder namespace(String... commands) {
            namespace = List.of(commands);
            return this;
        }

        /** The expected verdict. */
        public Builder verdict(Verdict expected) {
            verdict = expected;
            return this;
        }

        /** Compares values as they are: 0 and -1 at the end of a stream then differ. */
        public Builder literally() {
            literal = true;
            return this;
        }

        /** The time limit, by default 8 seconds. The libc steps never get more than that. */
        public Builder limit(int seconds) {
            limitSeconds = seconds;
            return this;
        }

        /** The libc steps. */
        public Builder libc(String text) {
            libc = text;
            return this;
        }

        /** The reason why libc cannot play it. */
        public Builder libcCannot(String why) {
            libcCannot = why;
            return this;
        }

        /** The part of java.net. */
        public Builder net(Play play) {
            net = play;
            return this;
        }

        /** The reason why java.net cannot play it. */
        public Builder netCannot(String why) {
            netCannot = why;
            return this;
        }

        /** The part of NIO's channels. */
        public Builder nio(Play play) {
            nio = play;
            return this;
        }

        /** The reason why NIO's channels cannot play it. */
        public Builder nioCannot(String why) {
            nioCannot = why;
            return this;
        }

        Scenario build() {
            check(NAME.matcher(name).matches(), "its name must be lower-case letters, digits and hyphens");
            check(
                    title != null && explanation != null && source != null,
                    "it needs a title, an explanation and a source");
            check(!tags.isEmpty() && verdict != null, "it needs tags and a verdict");
            check((libc == null) != (libcCannot == null), "it needs either libc or libcCannot");
            check((net == null) != (netCannot == null), "it needs either net or netCannot");
            check((nio == null) != (nioCannot == null), "it needs either nio or nioCannot");
            return new Scenario(this);
        }

        private void check(boolean good, String sentence) {
            if (!good) {
                throw new IllegalStateException("scenario " + name + ": " + sentence);
            }
        }
    }
}
