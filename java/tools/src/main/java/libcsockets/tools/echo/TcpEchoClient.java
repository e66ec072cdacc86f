package libcsockets.tools.echo;

import static libcsockets.Constants.*;
import static libcsockets.Libc.*;
import static libcsockets.tools.echo.CRuntime.*;

import libcsockets.Libc;
import libcsockets.Sockaddr;

/** Sends its argument over one connection and prints the answer. */
public final class TcpEchoClient {
    static final String SERV_ADDR = "127.0.0.1";
    static final int SERV_PORT = 8080;
    private static final int BUF_SIZE = 128;

    private TcpEchoClient() {}

    public static void main(String[] args) {
        main(libc(), args.length + 1, argv(args), SERV_ADDR, port(SERV_PORT));
    }

    static int main(Libc libc, int argc, byte[][] argv, String addr, int port) {
        if (argc < 2) {
            fprintf(stderr, "usage: %s <MSG>\n", argv[0]);
            exit(EXIT_FAILURE);
        }

        int sockfd = libc.socket(AF_INET, SOCK_STREAM, 0);
        if (sockfd < 0) {
            libc.perror("create_sockfd error");
            exit(EXIT_FAILURE);
        }

        Sockaddr servaddr = new Sockaddr();
        servaddr.sin_family(AF_INET);
        if (libc.inet_pton(AF_INET, addr, servaddr.sin_addr()) <= 0) {
            libc.perror("convert_servaddr error");
            exit(EXIT_FAILURE);
        }
        servaddr.sin_port(htons(port));
        if (libc.connect(sockfd, servaddr, SIZEOF_SOCKADDR_IN) < 0) {
            libc.perror("connect_sockfd error");
            exit(EXIT_FAILURE);
        }

        byte[] buf = new byte[BUF_SIZE + 1]; // room for the NUL after a full message
        int nbuf = strlen(argv[1]);
        libc.send(sockfd, argv[1], nbuf, 0);
        nbuf = libc.recv(sockfd, buf, BUF_SIZE, 0);
        if (nbuf < 0) {
            libc.perror("recv_sockfd error");
            libc.close(sockfd);
            exit(EXIT_FAILURE);
        }
        buf[nbuf] = 0;
        printf("echo msg: %s\n", buf);

        libc.close(sockfd);
        return 0;
    }
}
