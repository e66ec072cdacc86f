package libcsockets.tools.echo;

import static libcsockets.Constants.*;
import static libcsockets.Libc.*;
import static libcsockets.tools.echo.CRuntime.*;

import libcsockets.IntRef;
import libcsockets.Libc;
import libcsockets.Sockaddr;

/** Sends every datagram back to its sender; the message "exit" ends the server. */
public final class UdpEchoServer {
    static final int BIND_PORT = 8080;
    private static final int BUF_SIZE = 128;

    private UdpEchoServer() {}

    public static void main(String[] args) {
        main(libc(), INADDR_ANY, port(BIND_PORT));
    }

    static int main(Libc libc, int addr, int port) {
        int sockfd = libc.socket(AF_INET, SOCK_DGRAM, 0);
        if (sockfd < 0) {
            libc.perror("create_sockfd error");
            exit(EXIT_FAILURE);
        }

        Sockaddr bindaddr = new Sockaddr();
        bindaddr.sin_family(AF_INET);
        bindaddr.s_addr(htonl(addr));
        bindaddr.sin_port(htons(port));
        if (libc.bind(sockfd, bindaddr, SIZEOF_SOCKADDR_IN) < 0) {
            libc.perror("bind_sockfd error");
            exit(EXIT_FAILURE);
        }

        Sockaddr peeraddr = new Sockaddr();
        IntRef peerlen = new IntRef(SIZEOF_SOCKADDR_IN);
        byte[] buf = new byte[BUF_SIZE + 1]; // room for the NUL after a full message
        for (; ; ) {
            int nbuf = libc.recvfrom(sockfd, buf, BUF_SIZE, 0, peeraddr, peerlen);
            if (nbuf < 0) {
                libc.perror("recv_sockfd error");
                continue;
            }
            buf[nbuf] = 0;
            if (strcmp(buf, "exit") == 0) {
                printf("exit_server\n");
                break;
            }
            printf("new msg(%s:%d): %s\n", libc.inet_ntoa(peeraddr.sin_addr()), ntohs(peeraddr.sin_port()), buf);
            libc.sendto(sockfd, buf, nbuf, 0, peeraddr, peerlen.get());
        }

        libc.close(sockfd);
        return 0;
    }
}
