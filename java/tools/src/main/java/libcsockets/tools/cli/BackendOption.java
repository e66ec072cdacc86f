package libcsockets.tools.cli;

import java.util.Iterator;
import java.util.List;
import libcsockets.BackendUnavailableException;
import libcsockets.Libc;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The option {@code --backend}, for commands to mix in. */
public final class BackendOption {
    private static final List<String> NAMES = List.of("auto", "ffm", "jni");

    @Option(
            names = "--backend",
            paramLabel = "BACKEND",
            completionCandidates = Names.class,
            description =
                    "Call libc through this backend: ${COMPLETION-CANDIDATES}. Default: LIBC_SOCKETS_BACKEND, else "
                            + "auto.")
    private String backend;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    /** The allowed values, for the help and for completion. */
    static final class Names implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return NAMES.iterator();
        }
    }

    /**
     * Opens a backend.
     *
     * @param name its name; null for the library's own choice
     */
    public static Libc open(String name) {
        return name == null ? Libc.get() : Libc.open(name);
    }

    /**
     * Opens the chosen backend.
     *
     * @throws ParameterException if the backend is unknown or not available here
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
