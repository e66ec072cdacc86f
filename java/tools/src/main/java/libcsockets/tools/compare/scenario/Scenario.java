package libcsockets.tools.compare.scenario;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import libcsockets.tools.conform.language.CaseFileException;
import libcsockets.tools.conform.run.Sequence;

/** A situation that libc and the JDK are put into. */
public final class Scenario {
    /** What a JDK subject does. */
    @FunctionalInterface
    public interface Play {
        /**
         * Plays it; what it gives is reported through {@link JdkRun#phase}.
         *
         * @param j what it reports to
         * @throws Exception only where a step goes wrong that is not a phase
         */
        void play(JdkRun j) throws Exception;
    }

    /**
     * A line of the libc text.
     *
     * @param phase null when its result is not compared
     * @param step as the step language has it
     * @param fields what of its result is the phase's value
     */
    public record Line(String phase, String step, List<String> fields) {}

    /** {@code phase: step => fields}, where the phase is words of lower-case letters, digits and hyphens. */
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
                throw new IllegalStateException(name + ": this is no line of a libc sequence: " + stripped);
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
            // A phase may give whatever it gives; any other step must succeed, or be as it says.
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

    /** The shell commands that prepare the network namespace it needs; null when it needs none. */
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

    /** Why a subject cannot play it; null when it can. */
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

    /** The steps, the phases marked, as a person reads them. */
    public String libcText() {
        return made.libc == null ? null : made.libc.strip();
    }

    @Override
    public String toString() {
        return name();
    }

    /** Takes what a scenario has. */
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

        /** What happens and why: one sentence. */
        public Builder explanation(String text) {
            explanation = text;
            return this;
        }

        /** Where that can be read: manual pages, classes of the JDK. */
        public Builder source(String text) {
            source = text;
            return this;
        }

        /** What it can be found by. */
        public Builder tags(String... words) {
            tags = List.of(words);
            return this;
        }

        /** What it cannot be played without. */
        public Builder needs(Need... all) {
            needs.addAll(List.of(all));
            return this;
        }

        /** That it needs a network namespace of its own, where lo is up and these shell commands have been run. */
        public Builder namespace(String... commands) {
            namespace = List.of(commands);
            return this;
        }

        /** What the comparison is expected to come to. */
        public Builder verdict(Verdict expected) {
            verdict = expected;
            return this;
        }

        /** That values are compared as they stand: 0 and -1 at the end of a stream are different then. */
        public Builder literally() {
            literal = true;
            return this;
        }

        /** How long it may take; 8 seconds unless told. The libc steps never get more than those. */
        public Builder limit(int seconds) {
            limitSeconds = seconds;
            return this;
        }

        /** The libc steps. */
        public Builder libc(String text) {
            libc = text;
            return this;
        }

        /** Why libc has nothing like it. */
        public Builder libcCannot(String why) {
            libcCannot = why;
            return this;
        }

        /** The same with java.net. */
        public Builder net(Play play) {
            net = play;
            return this;
        }

        /** Why java.net cannot say it. */
        public Builder netCannot(String why) {
            netCannot = why;
            return this;
        }

        /** The same with NIO's channels. */
        public Builder nio(Play play) {
            nio = play;
            return this;
        }

        /** Why NIO's channels cannot say it. */
        public Builder nioCannot(String why) {
            nioCannot = why;
            return this;
        }

        Scenario build() {
            check(NAME.matcher(name).matches(), "its name must be lower-case letters, digits and hyphens");
            check(
                    title != null && explanation != null && source != null,
                    "title, explanation and source must be there");
            check(!tags.isEmpty() && verdict != null, "tags and verdict must be there");
            check((libc == null) != (libcCannot == null), "there must be either libc or libcCannot");
            check((net == null) != (netCannot == null), "there must be either net or netCannot");
            check((nio == null) != (nioCannot == null), "there must be either nio or nioCannot");
            return new Scenario(this);
        }

        private void check(boolean good, String sentence) {
            if (!good) {
                throw new IllegalStateException("scenario " + name + ": " + sentence);
            }
        }
    }
}
