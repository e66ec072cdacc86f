package libcsockets.tools.conform.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import libcsockets.Libc;
import libcsockets.tools.conform.language.Case;
import libcsockets.tools.conform.language.CaseFile;
import libcsockets.tools.conform.language.Step;

/** Steps of the case language without a call under test: what they give, step by step, is what counts. */
public final class Sequence {
    private final Case steps;

    private Sequence(Case steps) {
        this.steps = steps;
    }

    /**
     * Reads steps.
     *
     * @param name what messages and results call them
     * @param steps a step each
     * @throws CaseFileException if they do not follow the language; the column is the place in the steps joined with a
     *     semicolon and a blank
     */
    public static Sequence parse(String name, List<String> steps) {
        String line = name + "\tsafe\t" + String.join("; ", steps) + "\tsleep\t0\tok";
        return new Sequence(CaseFile.parse(name, line.getBytes(StandardCharsets.UTF_8))
                .cases()
                .get(0));
    }

    public List<Step> steps() {
        return steps.setup();
    }

    /** The steps as a case whose call under test does nothing. */
    public Case asCase() {
        return steps;
    }

    /** Whether it needs wild pointers, which only C has. */
    public boolean isWild() {
        return steps.wild();
    }

    /**
     * Runs the steps over a backend until one fails that must not.
     *
     * @param before called with each step's number before the step
     * @param after called with its result
     * @return null when all went well, else a sentence
     */
    public String run(Libc libc, IntConsumer before, Consumer<StepResult> after) {
        StepListener listener = new StepListener() {
            @Override
            public void before(int number) {
                before.accept(number);
            }

            @Override
            public void after(Step step, Outcome outcome) {
                after.accept(StepResult.of(step, outcome, libc));
            }
        };
        return problem(new CaseRunner(libc, listener).run(steps));
    }

    /**
     * The sentence for a line that a run ended with; null when all went well.
     *
     * @throws IOException if it is not such a line
     */
    public static String problem(String line) throws IOException {
        return problem(Result.parse(line));
    }

    private static String problem(Result end) {
        if (end.isMarked() || end.isSkipped()) {
            return end.result() + (end.mark() == null ? "" : " " + end.mark());
        }
        return null;
    }
}
