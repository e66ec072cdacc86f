package libcsockets.tools.echo;

import picocli.CommandLine.Option;

/** The options of {@code echo} that choose a socket other than those of the four programs. */
final class FamilyOptions {
    @Option(
            names = "--family",
            paramLabel = "FAMILY",
            description = "Use this address family: inet, inet6, unix, abstract or vsock.")
    String family;

    @Option(names = "--type", paramLabel = "TYPE", description = "Use this socket type: stream, dgram or seqpacket.")
    String type;

    @Option(
            names = "--protocol",
            paramLabel = "PROTOCOL",
            description = "Use this protocol: tcp, udp, sctp, mptcp, udplite or tipc. Default: the type's usual one.")
    String protocol;

    @Option(
            names = "--path",
            paramLabel = "PATH",
            description = "With --family unix: the path of the server's socket file.")
    String path;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "With --family abstract: the server's name. Default: libc-sockets-echo.")
    String name;

    @Option(
            names = "--cid",
            paramLabel = "CID",
            description =
                    "With --family vsock: the machine's context ID. Without it the socket is only opened and closed.")
    Integer cid;

    /** Whether any of these options was given. */
    boolean given() {
        return family != null || type != null || protocol != null || path != null || name != null || cid != null;
    }
}
