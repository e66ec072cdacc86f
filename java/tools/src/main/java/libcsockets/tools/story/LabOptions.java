package libcsockets.tools.story;

import libcsockets.Libc;
import libcsockets.tools.cli.BackendOption;
import libcsockets.tools.cli.JsonOption;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of the commands that narrate their calls, as text or as JSON. */
public final class LabOptions {
    @Mixin
    private BackendOption backend;

    @Mixin
    private JsonOption json;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    public Libc libc() {
        return backend.libc();
    }

    public Narrator narrator(Libc libc) {
        Narrator narrator = new Narrator(command.commandLine().getOut(), json.json(), command.name(), libc);
        narrator.endWithJvm();
        return narrator;
    }

    public ParameterException refused(String sentence) {
        return new ParameterException(command.commandLine(), sentence);
    }
}
