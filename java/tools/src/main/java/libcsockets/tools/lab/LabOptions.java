package libcsockets.tools.lab;

import java.io.PrintWriter;
import libcsockets.BackendUnavailableException;
import libcsockets.Libc;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that all commands of the lab have. */
final class LabOptions {
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

    Libc libc() {
        if (backend != null && !backend.equals("auto") && !backend.equals("ffm") && !backend.equals("jni")) {
            throw refused("--backend must be auto, ffm or jni.");
        }
        try {
            return backend == null ? Libc.get() : Libc.open(backend);
        } catch (BackendUnavailableException | IllegalArgumentException e) {
            throw refused(e.getMessage());
        }
    }

    boolean json() {
        return json;
    }

    PrintWriter out() {
        return command.commandLine().getOut();
    }

    PrintWriter err() {
        return command.commandLine().getErr();
    }

    Narrator narrator(Libc libc) {
        Narrator narrator = new Narrator(out(), json, command.name(), libc);
        narrator.endWithJvm();
        return narrator;
    }

    ParameterException refused(String sentence) {
        return new ParameterException(command.commandLine(), sentence);
    }
}
