package libcsockets.tools.echo;

import static libcsockets.Constants.*;
import static libcsockets.tools.echo.CRuntime.printf;
import static libcsockets.tools.echo.CRuntime.stderr;
import static libcsockets.tools.echo.CRuntime.strcmp;
import static libcsockets.tools.echo.CRuntime.strlen;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import libcsockets.Errno;
import libcsockets.IntRef;
import libcsockets.Libc;
import libcsockets.Sockaddr;
import picocli.CommandLine.ParameterException;

/** The echo server and client over a socket of any family, type and protocol that the kernel supports. */
final class FamilyEcho {
    private static final String USUAL_NAME = "libc-sockets-echo";
    private static final int BUF_SIZE = 128;
    /** The address length with which bind lets the kernel choose a name: the family alone. */
    private static final int AUTOBIND = Short.BYTES;

    private final Libc libc;
    private final EchoOptions options;
    private final FamilyOptions families;
    private final String host;

    FamilyEcho(Libc libc, EchoOptions options, FamilyOptions families, String host) {
        this.libc = libc;
        this.options = options;
        this.families = families;
        this.host = host;
    }

    int server() {
        int type = type();
        int fd = socket(type);
        if (fd < 0) {
            return 1;
        }
        if (onlyMade(fd)) {
            return 0;
        }
        try {
            return serve(fd, type);
        } finally {
            libc.close(fd);
        }
    }

    int client(byte[] message) {
        int type = type();
        int fd = socket(type);
        if (fd < 0) {
            return 1;
        }
        if (onlyMade(fd)) {
            return 0;
        }
        try {
            return ask(fd, type, message);
        } finally {
            libc.close(fd);
        }
    }

    // ---- the options ----

    private String family() {
        String family = families.family != null ? families.family : "inet";
        switch (family) {
            case "inet":
            case "inet6":
            case "unix":
            case "abstract":
            case "vsock":
                return family;
            default:
                throw options.refused("--family must be inet, inet6, unix, abstract or vsock.");
        }
    }

    private String protocolName() {
        return families.protocol != null ? families.protocol : "";
    }

    private int domain() {
        if (protocolName().equals("tipc")) {
            return AF_TIPC;
        }
        switch (family()) {
            case "inet":
                return AF_INET;
            case "inet6":
                return AF_INET6;
            case "vsock":
                return AF_VSOCK;
            default:
                return AF_UNIX;
        }
    }

    private int type() {
        String usual = protocolName().startsWith("udp") ? "dgram" : "stream";
        switch (families.type != null ? families.type : usual) {
            case "stream":
                return SOCK_STREAM;
            case "dgram":
                return SOCK_DGRAM;
            case "seqpacket":
                return SOCK_SEQPACKET;
            default:
                throw options.refused("--type must be stream, dgram or seqpacket.");
        }
    }

    private int protocol() {
        if (!protocolName().isEmpty() && families.family != null && !family().startsWith("inet")) {
            throw options.refused("--protocol requires --family inet or inet6.");
        }
        switch (protocolName()) {
            case "":
            case "tipc":
                return 0;
            case "tcp":
                return IPPROTO_TCP;
            case "udp":
                return IPPROTO_UDP;
            case "sctp":
                return IPPROTO_SCTP;
            case "mptcp":
                return IPPROTO_MPTCP;
            case "udplite":
                return IPPROTO_UDPLITE;
            default:
                throw options.refused("--protocol must be tcp, udp, sctp, mptcp, udplite or tipc.");
        }
    }

    /** Refuses missing and unsupported parts of the address before a socket is opened. */
    private void checkAddress() {
        String family = protocolName().equals("tipc") ? "tipc" : family();
        if (family.equals("unix") && (families.path == null || families.path.isEmpty())) {
            throw options.refused("--family unix requires --path.");
        }
        requires("--path", families.path != null && !family.equals("unix"), "--family unix");
        requires("--name", families.name != null && !family.equals("abstract"), "--family abstract");
        requires("--cid", families.cid != null && !family.equals("vsock"), "--family vsock");
        requires("--host", host != null && !family.startsWith("inet"), "--family inet or inet6");
    }

    private void requires(String option, boolean alone, String family) {
        if (alone) {
            throw options.refused(option + " requires " + family + ".");
        }
    }

    private int socket(int type) {
        int domain = domain();
        int protocol = protocol();
        checkAddress();
        int fd = libc.socket(domain, type, protocol);
        if (fd < 0) {
            int errno = libc.errno();
            String hint = hint(domain, type, errno);
            CRuntime.fprintf(
                    stderr,
                    "%s",
                    "socket: " + Errno.name(errno) + " (" + libc.strerror(errno) + ")"
                            + (hint == null ? "" : ". " + hint) + "\n");
        }
        return fd;
    }

    /** A remedy for a socket that the kernel refuses. */
    private String hint(int domain, int type, int errno) {
        if (errno == EACCES || errno == EPERM) {
            return null;
        }
        String name = domain == AF_TIPC ? "tipc" : domain == AF_VSOCK ? "vsock" : protocolName();
        switch (name) {
            case "sctp":
                return type == SOCK_DGRAM
                        ? "SCTP requires --type stream or seqpacket."
                        : "The kernel has no SCTP: as root, modprobe sctp, if it was built with CONFIG_IP_SCTP.";
            case "tipc":
                return "The kernel has no TIPC: as root, modprobe tipc, if it was built with CONFIG_TIPC.";
            case "vsock":
                return "The kernel has no AF_VSOCK of this type: as root, modprobe vsock (in a guest also "
                        + "vmw_vsock_virtio_transport), if it was built with CONFIG_VSOCKETS.";
            case "mptcp":
                if (type != SOCK_STREAM) {
                    return "MPTCP requires --type stream.";
                }
                return errno == ENOPROTOOPT
                        ? "MPTCP is disabled: as root, sysctl -w net.mptcp.enabled=1."
                        : "The kernel has no MPTCP, which needs Linux 5.6 or newer, built with CONFIG_MPTCP.";
            case "udplite":
                return type == SOCK_DGRAM
                        ? "The kernel has no UDP-Lite, which is never a module: use another kernel."
                        : "UDP-Lite requires --type dgram.";
            default:
                return "This kernel does not support this combination of family, type and protocol.";
        }
    }

    /** Closes a socket whose addresses belong to other machines, and reports that it could be opened. */
    private boolean onlyMade(int fd) {
        boolean vsock = domain() == AF_VSOCK && families.cid == null;
        if (!vsock && domain() != AF_TIPC) {
            return false;
        }
        libc.close(fd);
        printf(
                "%s",
                vsock
                        ? "The kernel opened an AF_VSOCK socket, which is closed again: add --cid to bind or connect "
                                + "it.\n"
                        : "The kernel opened an AF_TIPC socket, which is closed again: this command has no options "
                                + "for its address.\n");
        return true;
    }

    private Sockaddr address(boolean server) {
        int port = options.port(TcpEchoServer.LISTEN_PORT);
        try {
            switch (family()) {
                case "inet":
                    return Sockaddr.inet(host != null ? host : server ? "0.0.0.0" : "127.0.0.1", port);
                case "inet6":
                    return Sockaddr.inet6(host != null ? host : server ? "::" : "::1", port);
                case "unix":
                    return Sockaddr.unix(families.path);
                case "abstract":
                    return Sockaddr.unixAbstract(families.name != null ? families.name : USUAL_NAME);
                default:
                    return Sockaddr.vsock(families.cid, port);
            }
        } catch (IllegalArgumentException e) {
            throw options.refused(e.getMessage() + ".");
        }
    }

    // ---- the programs ----

    private int failed(String call) {
        libc.perror(call);
        return 1;
    }

    private int serve(int fd, int type) {
        Sockaddr addr = address(true);
        if (libc.bind(fd, addr, addr.length()) < 0) {
            return failed("bind");
        }
        if (family().equals("unix")) {
            Runtime.getRuntime().addShutdownHook(new Thread(this::unlink));
        }
        if (type != SOCK_DGRAM && libc.listen(fd, SOMAXCONN) < 0) {
            return failed("listen");
        }
        return type == SOCK_DGRAM ? serveDatagrams(fd) : serveConnections(fd);
    }

    /** Closing the socket leaves its file, which the server deletes at its end, also after Ctrl-C. */
    private void unlink() {
        try {
            Files.deleteIfExists(Path.of(families.path));
        } catch (IOException e) {
            // Now another program owns the file.
        }
    }

    private int serveConnections(int listenfd) {
        byte[] buf = new byte[BUF_SIZE + 1];
        for (; ; ) {
            Sockaddr peeraddr = new Sockaddr();
            IntRef peerlen = new IntRef(SIZEOF_SOCKADDR_STORAGE);
            int connfd = libc.accept(listenfd, peeraddr, peerlen);
            if (connfd < 0) {
                return failed("accept");
            }
            int nbuf = libc.recv(connfd, buf, BUF_SIZE, 0);
            if (nbuf < 0) {
                libc.perror("recv");
                libc.close(connfd);
                continue;
            }
            buf[nbuf] = 0;
            boolean exit = strcmp(buf, "exit") == 0;
            if (exit) {
                printf("exit_server\n");
            } else {
                printf("new conn(%s); msg: %s\n", peeraddr.toString(peerlen.get()), buf);
                libc.send(connfd, buf, nbuf, MSG_NOSIGNAL);
            }
            libc.close(connfd);
            if (exit) {
                return 0;
            }
        }
    }

    private int serveDatagrams(int sockfd) {
        byte[] buf = new byte[BUF_SIZE + 1];
        for (; ; ) {
            Sockaddr peeraddr = new Sockaddr();
            IntRef peerlen = new IntRef(SIZEOF_SOCKADDR_STORAGE);
            int nbuf = libc.recvfrom(sockfd, buf, BUF_SIZE, 0, peeraddr, peerlen);
            if (nbuf < 0) {
                return failed("recvfrom");
            }
            buf[nbuf] = 0;
            if (strcmp(buf, "exit") == 0) {
                printf("exit_server\n");
                return 0;
            }
            printf("new msg(%s): %s\n", peeraddr.toString(peerlen.get()), buf);
            libc.sendto(sockfd, buf, nbuf, 0, peeraddr, peerlen.get());
        }
    }

    private int ask(int fd, int type, byte[] message) {
        // The sender of AF_UNIX datagrams needs a name to get an answer; the kernel chooses one.
        if (domain() == AF_UNIX && type == SOCK_DGRAM) {
            Sockaddr own = new Sockaddr().sa_family(AF_UNIX);
            if (libc.bind(fd, own, AUTOBIND) < 0) {
                return failed("bind");
            }
        }
        Sockaddr addr = address(false);
        if (libc.connect(fd, addr, addr.length()) < 0) {
            return failed("connect");
        }
        int length = strlen(message);
        if (libc.send(fd, message, length, MSG_NOSIGNAL) < 0) {
            return failed("send");
        }
        if (type == SOCK_DGRAM && strcmp(message, "exit") == 0) {
            // The server ends without an answer, and without a connection nothing reports that.
            return 0;
        }
        byte[] buf = new byte[BUF_SIZE + 1];
        int nbuf = libc.recv(fd, buf, BUF_SIZE, 0);
        if (nbuf < 0) {
            return failed("recv");
        }
        buf[nbuf] = 0;
        printf("echo msg: %s\n", buf);
        return 0;
    }

    /** For a ROLE that these options do not allow. */
    static ParameterException wrongRole(EchoOptions options) {
        return options.refused("With --family, --type or --protocol ROLE must be server or client.");
    }
}
