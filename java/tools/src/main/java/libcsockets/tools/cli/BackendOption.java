package libcsockets.tools.cli;

import java.util.List;
import libcsockets.BackendUnavailableException;
import libcsockets.Libc;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The option {@code --backend}, for commands to mix in. */
public final class BackendOption {
    /** What it may be. */
    public static final List<String> NAMES = List.of("auto", "ffm", "jni");

    @Option(
            names = "--backend",
            paramLabel = "BACKEND",
            description = "auto, ffm or jni; without it LIBC_SOCKETS_BACKEND of the environment, or else auto.")
    private String backend;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    /**
     * Opens a backend.
     *
     * @param name its name; null for the one that the library itself takes
     */
    public static Libc open(String name) {
        return name == null ? Libc.get() : Libc.open(name);
    }

    /**
     * Opens the backend that was asked for.
     *
     * @throws ParameterException with a sentence if it is unknown or not available here
     */
    public Libc libc() {
        if (backend != null && !NAMES.contains(backend)) {
            throw refused("--backend must be auto, ffm or jni.");
        }
        try {
            return open(backend);
        } catch (BackendUnavailableException | IllegalArgumentException e) {
            throw refused(e.getMessage());
        }
    }

    private ParameterException refused(String sentence) {
        return new ParameterException(command.commandLine(), sentence);
    }
}
