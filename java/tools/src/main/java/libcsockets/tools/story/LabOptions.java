package libcsockets.tools.story;

import java.io.PrintWriter;
import libcsockets.BackendUnavailableException;
import libcsockets.Libc;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that all commands of the lab have. */
public final class LabOptions {
    @Option(
            names = "--backend",
            paramLabel = "BACKEND",
            description = "auto, ffm or jni; without it LIBC_SOCKETS_BACKEND of the environment, or else auto.")
    private String backend;

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
        if (backend != null && !backend.equals("auto") && !backend.equals("ffm") && !backend.equals("jni")) {
            throw refused("--backend must be auto, ffm or jni.");
        }
        try {
            return backend == null ? Libc.get() : Libc.open(backend);
        } catch (BackendUnavailableException | IllegalArgumentException e) {
            throw refused(e.getMessage());
        }
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
