package libcsockets.tools.echo;

import libcsockets.BackendUnavailableException;
import libcsockets.Libc;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that all commands of the echo programs have. */
final class EchoOptions {
    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "1 to 65535; without it LIBC_SOCKETS_PORT of the environment, or else 8080.")
    private String port;

    @Option(
            names = "--backend",
            paramLabel = "BACKEND",
            description = "auto, ffm or jni; without it LIBC_SOCKETS_BACKEND of the environment, or else auto.")
    private String backend;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    int port(int otherwise) {
        if (port == null) {
            return CRuntime.port(otherwise);
        }
        int number = CRuntime.parsePort(port);
        if (number < 0) {
            throw refused("--port must be a decimal number from 1 to 65535.");
        }
        return number;
    }

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

    ParameterException refused(String sentence) {
        return new ParameterException(command.commandLine(), sentence);
    }
}
