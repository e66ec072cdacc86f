package libcsockets.tools.echo;

import static libcsockets.Constants.AF_INET;
import static libcsockets.Constants.EADDRINUSE;
import static libcsockets.Constants.SOCK_DGRAM;
import static libcsockets.Constants.SOCK_STREAM;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import libcsockets.Libc;
import libcsockets.Sockaddr;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code libc-sockets session}: plays the echo programs at two terminals, over TCP and then over UDP. */
@Command(
        name = "session",
        description = "Play a session with the echo programs over TCP and then over UDP: a server at one terminal; at "
                + "another, clients that send a message and one that ends the server.")
public final class SessionCommand implements Callable<Integer> {
    private static final String MESSAGE = "www.zfl9.com";
    private static final int CLIENTS = 10;
    /** Far more than any step takes, even on a busy machine. */
    private static final long PATIENCE_SECONDS = 30;

    /** A shell's exit code for a program that Ctrl-C has ended. */
    private static final int INTERRUPTED = 130;

    private static final int TERMINATED = 143;

    /** More than the JVM needs to start the hook after a signal. */
    private static final int ENDING_MILLIS = 200;

    /** Makes a process die with its parent, even if the parent is killed. */
    private static final Path SETPRIV = Path.of("/usr/bin/setpriv");

    @Mixin
    private EchoOptions options;

    private final List<Process> children = new ArrayList<>();
    private boolean ending;
    private Path dist;
    private String backend;
    private int port;

    /** The reason that the session cannot continue. */
    private static final class Failure extends Exception {
        private static final long serialVersionUID = 1L;

        Failure(String sentence) {
            super(sentence);
        }
    }

    /** A program of the session was ended by a signal, such as a Ctrl-C, which reaches all of them. */
    private static final class Ended extends Exception {
        private static final long serialVersionUID = 1L;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        String directory = System.getProperty("libcsockets.dist");
        if (directory == null) {
            throw options.refused(
                    "The session needs the programs beside the launcher: start it with bin/libc-sockets.");
        }
        dist = Path.of(directory);
        port = options.port(TcpEchoServer.LISTEN_PORT);
        Libc libc = options.libc();
        backend = libc.backend();

        try {
            Runtime.getRuntime().addShutdownHook(new Thread(this::endChildren));
        } catch (IllegalStateException e) {
            // The JVM is ending already.
            return INTERRUPTED;
        }
        try {
            checkFree(libc, SOCK_DGRAM, "UDP");
            awaitEndOfTimeWait(libc);
            checkFree(libc, SOCK_STREAM, "TCP");
            System.out.println("Backend " + backend + " on JDK " + System.getProperty("java.version") + " ("
                    + System.getProperty("java.vendor") + ") and glibc " + libc.gnu_get_libc_version() + ", port "
                    + port);
            tcp();
            udp();
            return 0;
        } catch (Ended e) {
            return INTERRUPTED;
        } catch (Failure | IOException e) {
            // After a Ctrl-C the programs may end before this process is notified.
            Thread.sleep(ENDING_MILLIS);
            if (isEnding()) {
                return INTERRUPTED;
            }
            System.out.flush();
            System.err.println("libc-sockets: " + e.getMessage());
            return 1;
        } finally {
            endChildren();
        }
    }

    /** Binds the port as the server will, to find a busy port before anything starts. */
    private void checkFree(Libc libc, int type, String name) throws Failure {
        int errno = bind(libc, type);
        if (errno == 0) {
            return;
        }
        String sentence = errno == EADDRINUSE
                ? name + " port " + port + " is in use by another program."
                : name + " port " + port + " cannot be used: " + libc.strerror(errno) + ".";
        throw new Failure(sentence + " Choose another port with --port (make run PORT=...).");
    }

    /**
     * The server closes its connections first and does not set SO_REUSEADDR, so its port cannot be bound again for a
     * minute after a session. The next session reports that and waits.
     */
    private void awaitEndOfTimeWait(Libc libc) throws IOException, InterruptedException {
        long seconds = Ports.secondsOfTimeWait(port);
        if (seconds == 0 || bind(libc, SOCK_STREAM) != EADDRINUSE || Ports.hasServer(Ports.TCP, port)) {
            return;
        }
        System.err.println("libc-sockets: TCP port " + port
                + " is still held by connections that an earlier server closed (TIME_WAIT): continuing in " + seconds
                + " s. To start at once, choose another port (--port, make run PORT=...).");
        // The kernel's clock is coarse: wait a few seconds longer than it reports.
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds + 5);
        while (bind(libc, SOCK_STREAM) == EADDRINUSE && System.nanoTime() - deadline < 0) {
            Thread.sleep(200);
        }
    }

    /** Binds a socket of this type to the port; returns 0 or the errno. */
    private int bind(Libc libc, int type) {
        int fd = libc.socket(AF_INET, type, 0);
        if (fd < 0) {
            return libc.errno();
        }
        Sockaddr addr = Sockaddr.inet("0.0.0.0", port);
        int errno = libc.bind(fd, addr, addr.length()) < 0 ? libc.errno() : 0;
        libc.close(fd);
        return errno;
    }

    private void tcp() throws IOException, InterruptedException, Failure, Ended {
        Process server = startServer("tcp_echo_server", Ports.TCP);
        System.out.println("\nTCP, the clients' terminal:");
        tenClients("tcp_echo_client");
        runClient("tcp_echo_client", "exit");
        finishServer(server, "TCP");
    }

    private void udp() throws IOException, InterruptedException, Failure, Ended {
        Process server = startServer("udp_echo_server", Ports.UDP);
        System.out.println("\nUDP, the clients' terminal:");
        System.out.println("$ ./client 'test'");
        runClient("udp_echo_client", "test");
        tenClients("udp_echo_client");
        Process last = start("udp_echo_client", "exit");
        if (!server.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new Failure("The server did not end within " + PATIENCE_SECONDS + " s of the exit message.");
        }
        // The server ends without an answer, so the client waits until someone presses Ctrl-C.
        System.out.println("^C");
        kill(last);
        finishServer(server, "UDP");
    }

    private Process startServer(String program, Path protocol)
            throws IOException, InterruptedException, Failure, Ended {
        Process server = start(program);
        if (!Ports.awaitServer(protocol, port, server::isAlive, PATIENCE_SECONDS)) {
            if (!server.isAlive()) {
                checkNotEnded(server);
            }
            kill(server);
            throw new Failure("The server did not start. " + outputOf(server));
        }
        return server;
    }

    private void tenClients(String program) throws IOException, InterruptedException, Failure, Ended {
        System.out.println(
                "$ for ((i=0; i<" + CLIENTS + "; i++)); do ./client '" + MESSAGE + "'; done && ./client 'exit'");
        for (int i = 0; i < CLIENTS; i++) {
            runClient(program, MESSAGE);
        }
    }

    private void runClient(String program, String message) throws IOException, InterruptedException, Failure, Ended {
        Process client = start(program, message);
        boolean ended = client.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (ended) {
            checkNotEnded(client);
        }
        kill(client);
        System.out.print(outputOf(client));
        if (!ended) {
            throw new Failure("A client got no answer within " + PATIENCE_SECONDS + " s.");
        }
        if (client.exitValue() != 0) {
            throw new Failure("A client failed with exit code " + client.exitValue() + ".");
        }
    }

    private void finishServer(Process server, String name) throws IOException, InterruptedException, Failure, Ended {
        boolean ended = server.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (ended) {
            checkNotEnded(server);
        }
        kill(server);
        System.out.println("\n" + name + ", the server's terminal:");
        System.out.println("$ ./server");
        System.out.print(outputOf(server));
        if (!ended) {
            throw new Failure("The server did not end within " + PATIENCE_SECONDS + " s of the exit message.");
        }
        if (server.exitValue() != 0) {
            throw new Failure("The server failed with exit code " + server.exitValue() + ".");
        }
    }

    private static void checkNotEnded(Process process) throws Ended {
        if (process.exitValue() == INTERRUPTED || process.exitValue() == TERMINATED) {
            throw new Ended();
        }
    }

    /** The output of a process that has ended or is about to end: far less than the capacity of a pipe. */
    private static String outputOf(Process process) throws IOException {
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private Process start(String program, String... arguments) throws IOException, Failure {
        List<String> command = new ArrayList<>();
        if (Files.isExecutable(SETPRIV)) {
            command.addAll(List.of(SETPRIV.toString(), "--pdeathsig", "KILL", "--"));
        }
        command.add(dist.resolve("bin").resolve(program).toString());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("LIBC_SOCKETS_BACKEND", backend);
        builder.environment().put("LIBC_SOCKETS_PORT", Integer.toString(port));
        synchronized (children) {
            if (ending) {
                throw new Failure("The session is ending.");
            }
            Process process = builder.start();
            children.add(process);
            return process;
        }
    }

    /** Process.destroyForcibly would also discard the output of the process. */
    private static void kill(Process process) {
        process.toHandle().destroyForcibly();
    }

    private boolean isEnding() {
        synchronized (children) {
            return ending;
        }
    }

    /** Also runs after a Ctrl-C or a TERM. */
    private void endChildren() {
        synchronized (children) {
            ending = true;
            children.forEach(SessionCommand::kill);
        }
    }
}
