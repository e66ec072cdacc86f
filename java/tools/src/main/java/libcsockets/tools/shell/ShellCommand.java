package libcsockets.tools.shell;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.Callable;
import jdk.jshell.tool.JavaShellToolBuilder;
import libcsockets.Libc;
import libcsockets.tools.cli.Terminal;
import libcsockets.tools.story.LabOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code libc-sockets shell}: JShell with the calls at hand, and an echo server to talk to. */
@Command(
        name = "shell",
        description =
                "Starts JShell with the library imported, a TCP echo server running and a socket connected to it.",
        footerHeading = "%n",
        footer = "fd is the connected socket, buf a buffer of 128 bytes. Type calls as C has them, such as "
                + "send(fd, \"hello\", 0) or recv(fd, buf, MSG_PEEK | MSG_DONTWAIT), and see result and errno. "
                + "/exit ends the shell. Needs a whole JDK: a smaller Java runtime lacks the module jdk.jshell.")
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
    private LabOptions options;

    @Override
    public Integer call() throws Exception {
        if (options.json()) {
            throw options.refused("--json is for commands that end by themselves; a shell prints what you ask for.");
        }
        if (ModuleLayer.boot().findModule("jdk.jshell").isEmpty()) {
            options.err()
                    .println("libc-sockets: this Java runtime has no module jdk.jshell: the shell needs a whole JDK.");
            return 2;
        }
        Libc libc = options.libc();
        Path start =
                Files.createTempFile("libc-sockets-" + ProcessHandle.current().pid() + "-", ".jsh");
        Runnable cleanUp = () -> start.toFile().delete();
        Thread hook = new Thread(cleanUp);
        Runtime.getRuntime().addShutdownHook(hook);
        try (Shell.EchoServer server = Shell.begin(libc)) {
            Files.writeString(start, START);
            options.out()
                    .println("libc-sockets shell, backend " + libc.backend() + ". An echo server listens on 127.0.0.1:"
                            + server.port() + ", and fd is connected to it.");
            options.out()
                    .println("Try send(fd, \"hello\", 0), then recv(fd, buf, MSG_PEEK | MSG_DONTWAIT). /exit ends it.");
            options.out().flush();
            // In this JVM: the descriptors and the server are here.
            List<String> arguments = new ArrayList<>(List.of("--execution", ShellExecution.NAME));
            arguments.addAll(List.of("--class-path", System.getProperty("java.class.path")));
            arguments.addAll(List.of("--feedback", "concise", "--startup", start.toString()));
            if (!Terminal.isTerminal(Terminal.STDIN)) {
                // A script: no prompts, and no echo, which would mix with the output.
                arguments.add("-");
            }
            return JavaShellToolBuilder.builder()
                    // Nothing is kept: without this JShell writes preferences into the user's home.
                    .persistence(new HashMap<>())
                    .start(arguments.toArray(new String[0]));
        } finally {
            cleanUp.run();
        }
    }
}
