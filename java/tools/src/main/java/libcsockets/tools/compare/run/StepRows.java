package libcsockets.tools.compare.run;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import libcsockets.tools.compare.scenario.PhaseRow;
import libcsockets.tools.compare.scenario.Scenario;
import libcsockets.tools.compare.scenario.Trace;
import libcsockets.tools.compare.scenario.Values;
import libcsockets.tools.conform.run.StepResult;

/** Turns the results of a scenario's libc steps into the rows of its phases. */
final class StepRows {
    private final Scenario scenario;
    private final List<PhaseRow> rows;
    private long last = System.nanoTime();

    StepRows(Scenario scenario, List<PhaseRow> rows) {
        this.scenario = scenario;
        this.rows = rows;
    }

    void add(StepResult step) {
        long now = System.nanoTime();
        Scenario.Line line = scenario.lines().get(step.number() - 1);
        if (line.phase() != null) {
            rows.add(Values.row(line.phase(), step, line.fields(), TimeUnit.NANOSECONDS.toMillis(now - last)));
        }
        last = now;
    }

    /** Builds the trace; {@code problem} is the sentence that ended the run. */
    Trace trace(String problem) {
        if (problem == null) {
            return Trace.ran(new ArrayList<>(rows));
        }
        return problem.startsWith("skip:")
                ? Trace.skipped("a step does not succeed here: " + problem.substring("skip:".length()))
                : Trace.failed(new ArrayList<>(rows), problem);
    }
}
