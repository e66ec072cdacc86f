package libcsockets.tools.echo;

import picocli.CommandLine.Option;

/** The options of {@code echo} that choose another socket than the four programs have. */
final class FamilyOptions {
    @Option(names = "--family", paramLabel = "FAMILY", description = "inet, inet6, unix, abstract or vsock.")
    String family;

    @Option(names = "--type", paramLabel = "TYPE", description = "stream, dgram or seqpacket.")
    String type;

    @Option(
            names = "--protocol",
            paramLabel = "PROTOCOL",
            description = "tcp, udp, sctp, mptcp, udplite or tipc; without it the type's usual one.")
    String protocol;

    @Option(
            names = "--path",
            paramLabel = "PATH",
            description = "With --family unix: where the server's socket file is.")
    String path;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "With --family abstract: the server's name; without it libc-sockets-echo.")
    String name;

    @Option(
            names = "--cid",
            paramLabel = "CID",
            description =
                    "With --family vsock: the machine's context number. Without it the socket is only made and closed.")
    Integer cid;

    /** Whether any of them asks for what the four programs do not have. */
    boolean given() {
        return family != null || type != null || protocol != null || path != null || name != null || cid != null;
    }
}
