package libcsockets.tools;

import static libcsockets.Constants.POLLERR;

import java.io.UncheckedIOException;
import libcsockets.BackendUnavailableException;
import libcsockets.Libc;
import libcsockets.Pollfd;
import libcsockets.tools.cli.UsageErrors;
import libcsockets.tools.closing.CloseVsShutdownCommand;
import libcsockets.tools.compare.CompareCommand;
import libcsockets.tools.conform.ConformCommand;
import libcsockets.tools.doctor.DoctorCommand;
import libcsockets.tools.echo.EchoCommand;
import libcsockets.tools.echo.SessionCommand;
import libcsockets.tools.examples.EpollServerCommand;
import libcsockets.tools.flags.FlagsCommand;
import libcsockets.tools.netlink.LinksCommand;
import libcsockets.tools.netlink.RoutesCommand;
import libcsockets.tools.options.OptionsCommand;
import libcsockets.tools.packet.PingCommand;
import libcsockets.tools.packet.SniffCommand;
import libcsockets.tools.shell.ShellCommand;
import libcsockets.tools.tcp.TcpCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command line {@code libc-sockets}. */
@Command(
        name = "libc-sockets",
        description = "The socket functions of libc, called from Java.",
        // Every command inherits -h, -V and the exit codes.
        scope = ScopeType.INHERIT,
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:Success.",
            "1:The work itself failed.",
            "2:The command line or an input was wrong; the message names the allowed values."
        },
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            EchoCommand.class,
            SessionCommand.class,
            CompareCommand.class,
            ConformCommand.class,
            DoctorCommand.class,
            FlagsCommand.class,
            CloseVsShutdownCommand.class,
            TcpCommand.class,
            PingCommand.class,
            SniffCommand.class,
            RoutesCommand.class,
            LinksCommand.class,
            ShellCommand.class,
            OptionsCommand.class,
            EpollServerCommand.class
        })
public final class Main implements Runnable {
    private static final int STDOUT = 1;

    @Spec
    private CommandSpec spec;

    /**
     * Runs a command and ends the JVM with its exit code.
     *
     * @param args the command line
     */
    public static void main(String[] args) {
        CommandLine commandLine = commandLine();
        int exitCode = commandLine.execute(args);
        // PrintStream reports write errors only when asked.
        commandLine.getOut().flush();
        if (System.out.checkError() && exitCode == CommandLine.ExitCode.OK) {
            exitCode = CommandLine.ExitCode.SOFTWARE;
            if (!isReaderGone()) {
                System.err.println("libc-sockets: the output is incomplete: a write failed.");
            }
        }
        System.exit(exitCode);
    }

    /** Whether the output is a pipe whose reader has closed it, having read enough. */
    private static boolean isReaderGone() {
        try {
            Pollfd out = new Pollfd(1).set(0, STDOUT, 0);
            return Libc.get().poll(out, 1, 0) == 1 && out.revents(0) == POLLERR;
        } catch (BackendUnavailableException | IllegalArgumentException e) {
            return false;
        }
    }

    /** The command line. It reports an error in one sentence, without a stack trace, and exits with 1 or 2. */
    static CommandLine commandLine() {
        CommandLine commandLine = new CommandLine(new Main());
        // An argument may be a message, and a message may start with @.
        commandLine.setExpandAtFiles(false);
        commandLine.setParameterExceptionHandler(new UsageErrors());
        commandLine.setExecutionExceptionHandler((e, command, result) -> {
            if (e instanceof UncheckedIOException && System.out.checkError()) {
                // main reports lost output at the end.
                return CommandLine.ExitCode.OK;
            }
            String sentence = e.getMessage() != null ? e.getMessage() : e.toString();
            command.getErr().println("libc-sockets: " + sentence);
            return e instanceof BackendUnavailableException
                    ? CommandLine.ExitCode.USAGE
                    : CommandLine.ExitCode.SOFTWARE;
        });
        return commandLine;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "A command is missing.");
    }

    /** The version from the jar's manifest. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"libc-sockets " + (version != null ? version : "(not from a jar)")};
        }
    }
}
