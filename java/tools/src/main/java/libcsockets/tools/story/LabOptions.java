package libcsockets.tools.story;

import java.io.PrintWriter;
import libcsockets.Libc;
import libcsockets.tools.cli.BackendOption;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that all commands of the lab have. */
public final class LabOptions {
    @Mixin
    private BackendOption backend;

    @Option(names = "--json", description = "Prints the same as JSON.")
    private boolean json;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Shows this text.")
    private boolean help;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    public Libc libc() {
        return backend.libc();
    }

    public boolean json() {
        return json;
    }

    public PrintWriter out() {
        return command.commandLine().getOut();
    }

    public PrintWriter err() {
        return command.commandLine().getErr();
    }

    public Narrator narrator(Libc libc) {
        Narrator narrator = new Narrator(out(), json, command.name(), libc);
        narrator.endWithJvm();
        return narrator;
    }

    public ParameterException refused(String sentence) {
        return new ParameterException(command.commandLine(), sentence);
    }
}
