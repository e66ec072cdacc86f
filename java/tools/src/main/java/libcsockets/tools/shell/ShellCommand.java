package libcsockets.tools.shell;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.Callable;
import jdk.jshell.tool.JavaShellToolBuilder;
import libcsockets.Libc;
import libcsockets.tools.cli.BackendOption;
import libcsockets.tools.cli.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code libc-sockets shell}: JShell with the socket calls imported, and an echo server to talk to. */
@Command(
        name = "shell",
        description = "Start JShell with the library imported, a TCP echo server running and a socket connected to it.",
        footerHeading = "%nNotes:%n",
        footer = "fd is the connected socket, buf a buffer of 128 bytes. Type calls as in C, such as "
                + "send(fd, \"hello\", 0) or recv(fd, buf, MSG_PEEK | MSG_DONTWAIT), to see their result and errno. "
                + "/exit ends the shell. The shell needs a complete JDK, with the module jdk.jshell.")
public final class ShellCommand implements Callable<Integer> {
    private static final String START = "import java.nio.*;\n"
            + "import libcsockets.*;\n"
            + "import libcsockets.netlink.*;\n"
            + "import libcsockets.option.*;\n"
            + "import libcsockets.socket.*;\n"
            + "import static libcsockets.Constants.*;\n"
            + "import static libcsockets.tools.shell.Shell.*;\n"
            + "int fd = connected();\n"
            + "byte[] buf = new byte[128];\n";

    @Mixin
    private BackendOption backend;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws Exception {
        if (ModuleLayer.boot().findModule("jdk.jshell").isEmpty()) {
            command.commandLine()
                    .getErr()
                    .println("libc-sockets: the shell needs a complete JDK: this Java runtime lacks the module "
                            + "jdk.jshell.");
            return 2;
        }
        Libc libc = backend.libc();
        Path start =
                Files.createTempFile("libc-sockets-" + ProcessHandle.current().pid() + "-", ".jsh");
        Runnable cleanUp = () -> start.toFile().delete();
        Thread hook = new Thread(cleanUp);
        Runtime.getRuntime().addShutdownHook(hook);
        try (Shell.EchoServer server = Shell.begin(libc)) {
            Files.writeString(start, START);
            PrintWriter out = command.commandLine().getOut();
            out.println("libc-sockets shell, backend " + libc.backend() + ". An echo server listens on 127.0.0.1:"
                    + server.port() + ", and fd is connected to it.");
            out.println("Try send(fd, \"hello\", 0), then recv(fd, buf, MSG_PEEK | MSG_DONTWAIT). /exit ends it.");
            out.flush();
            // JShell executes in this JVM, which has the descriptors and the server.
            List<String> arguments = new ArrayList<>(List.of("--execution", ShellExecution.NAME));
            arguments.addAll(List.of("--class-path", System.getProperty("java.class.path")));
            arguments.addAll(List.of("--feedback", "concise", "--startup", start.toString()));
            if (!Terminal.isTerminal(Terminal.STDIN)) {
                // A script needs no prompts, and an echo would mix with the output.
                arguments.add("-");
            }
            return JavaShellToolBuilder.builder()
                    // By default JShell writes preferences to the user's home directory.
                    .persistence(new HashMap<>())
                    .start(arguments.toArray(new String[0]));
        } finally {
            cleanUp.run();
        }
    }
}
