package libcsockets.tools.echo;

import libcsockets.Libc;
import libcsockets.tools.cli.BackendOption;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of the commands that run the echo programs. */
final class EchoOptions {
    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "Use this port, 1 to 65535. Default: LIBC_SOCKETS_PORT, else 8080.")
    private String port;

    @Mixin
    private BackendOption backend;

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
        return backend.libc();
    }

    ParameterException refused(String sentence) {
        return new ParameterException(command.commandLine(), sentence);
    }
}
