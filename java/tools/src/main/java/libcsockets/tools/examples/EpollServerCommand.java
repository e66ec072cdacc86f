package libcsockets.tools.examples;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.Callable;
import libcsockets.Libc;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code libc-sockets epoll-server}: runs {@link EpollEchoServer}. */
@Command(
        name = "epoll-server",
        description = "Echo on any number of TCP connections in one thread, until Ctrl-C. A worked example.")
public final class EpollServerCommand implements Callable<Integer> {
    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "8080",
            description = "Listen on this port, 0 to 65535; 0 chooses a free one. Default: ${DEFAULT-VALUE}.")
    private int port;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (port < 0 || port > 65535) {
            throw new ParameterException(spec.commandLine(), "--port must be a decimal number from 0 to 65535.");
        }
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        EpollEchoServer server = new EpollEchoServer(Libc.get(), address);
        PrintWriter out = spec.commandLine().getOut();
        out.println("listening on " + InetAddress.getLoopbackAddress().getHostAddress() + ":" + server.port());
        out.flush();
        server.run();
        return 0;
    }
}
