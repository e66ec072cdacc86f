package libcsockets.tools.echo;

import static libcsockets.Constants.AF_INET;
import static libcsockets.Constants.INADDR_ANY;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import libcsockets.Libc;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code libc-sockets echo}: runs one of the four echo programs, with options instead of its constants. */
@Command(
        name = "echo",
        description = "Run one of the four echo programs.",
        footerHeading = "%nNotes:%n",
        footer = "A client sends MSG and prints the answer; a server sends back each message, until it receives "
                + "\"exit\". Without MSG a client exits with 1, as the C program does. The four programs can "
                + "also be run directly: tcp_echo_server, tcp_echo_client, udp_echo_server and "
                + "udp_echo_client take the same arguments as their C originals.")
public final class EchoCommand implements Callable<Integer> {
    @Parameters(
            index = "0",
            paramLabel = "ROLE",
            description =
                    "tcp-server, tcp-client, udp-server or udp-client; with --family, --type or --protocol: server "
                            + "or client.")
    private String role;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "MSG",
            description = "The client's message; put \"--\" before a message that starts with a dash.")
    private String message;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            description = "Connect to this address as a client, or listen on it as a server: an IPv4 address in dotted "
                    + "decimal form, or with --family inet6 an IPv6 address. Default: 127.0.0.1 or ::1 for a client, "
                    + "0.0.0.0 or :: for a server.")
    private String host;

    @Mixin
    private EchoOptions options;

    @Mixin
    private FamilyOptions families;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() {
        if (families.given()) {
            return family();
        }
        switch (role) {
            case "tcp-server": {
                Libc libc = server();
                return TcpEchoServer.main(libc, address(libc), options.port(TcpEchoServer.LISTEN_PORT));
            }
            case "tcp-client": {
                Libc libc = options.libc();
                address(libc);
                byte[][] argv = argv();
                String addr = host == null ? TcpEchoClient.SERV_ADDR : host;
                return TcpEchoClient.main(libc, argv.length, argv, addr, options.port(TcpEchoClient.SERV_PORT));
            }
            case "udp-server": {
                Libc libc = server();
                return UdpEchoServer.main(libc, address(libc), options.port(UdpEchoServer.BIND_PORT));
            }
            case "udp-client": {
                Libc libc = options.libc();
                address(libc);
                byte[][] argv = argv();
                String addr = host == null ? UdpEchoClient.SERV_ADDR : host;
                return UdpEchoClient.main(libc, argv.length, argv, addr, options.port(UdpEchoClient.SERV_PORT));
            }
            default:
                throw options.refused("ROLE must be tcp-server, tcp-client, udp-server or udp-client; "
                        + "with --family, --type or --protocol it must be server or client.");
        }
    }

    private int family() {
        if (role.equals("server")) {
            return new FamilyEcho(server(), options, families, host).server();
        }
        if (!role.equals("client")) {
            throw FamilyEcho.wrongRole(options);
        }
        if (message == null) {
            throw options.refused("A client needs MSG.");
        }
        return new FamilyEcho(options.libc(), options, families, host).client(argv()[1]);
    }

    private Libc server() {
        if (message != null) {
            throw options.refused("A server takes no MSG.");
        }
        return options.libc();
    }

    /** The address of --host, in host byte order. */
    private int address(Libc libc) {
        if (host == null) {
            return INADDR_ANY;
        }
        ByteBuffer address = ByteBuffer.allocateDirect(Integer.BYTES).order(ByteOrder.BIG_ENDIAN);
        if (libc.inet_pton(AF_INET, host, address) <= 0) {
            throw options.refused("--host must be an IPv4 address in dotted decimal form, such as 127.0.0.1.");
        }
        return address.getInt(0);
    }

    /** The argv of the C client: it has the message as the bytes that were typed. */
    private byte[][] argv() {
        byte[] name = ("libc-sockets echo " + role + "\0").getBytes(StandardCharsets.US_ASCII);
        if (message == null) {
            return new byte[][] {name};
        }
        List<String> args = command.root().commandLine().getParseResult().originalArgs();
        // An argument after ROLE that equals the message is the message, or has the same bytes.
        byte[][] argv = CRuntime.argv(args.toArray(new String[0]));
        return new byte[][] {name, argv[args.lastIndexOf(message) + 1]};
    }
}
