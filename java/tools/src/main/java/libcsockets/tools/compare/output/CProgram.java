package libcsockets.tools.compare.output;

import java.util.ArrayList;
import java.util.List;
import libcsockets.tools.cli.Text;
import libcsockets.tools.compare.scenario.Scenario;
import libcsockets.tools.conform.c.CSource;

/** The libc steps of a scenario as a C program. */
public final class CProgram {
    private static final int WIDTH = 96;

    private CProgram() {}

    public static String of(Scenario scenario) {
        List<String> comment = new ArrayList<>();
        comment.add(scenario.name() + ": " + scenario.title());
        comment.add("");
        comment.addAll(Text.wrap(scenario.explanation(), WIDTH));
        comment.add("");
        comment.add("cc -std=c11 -Wall -Wextra -Werror -pthread -o " + scenario.name() + " " + scenario.name() + ".c");
        List<CSource.Phase> phases = new ArrayList<>();
        for (Scenario.Line line : scenario.lines()) {
            phases.add(line.phase() == null ? null : new CSource.Phase(line.phase(), line.fields()));
        }
        return CSource.of(scenario.sequence(), comment, phases);
    }
}
