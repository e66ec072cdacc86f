package libcsockets.tools.echo;

import static libcsockets.Constants.*;
import static libcsockets.Libc.*;
import static libcsockets.tools.echo.CRuntime.*;

import libcsockets.IntRef;
import libcsockets.Libc;
import libcsockets.Sockaddr;

/** Echoes one message per connection; the message "exit" ends the server. */
public final class TcpEchoServer {
    static final int LISTEN_PORT = 8080;
    private static final int BUF_SIZE = 128;

    private TcpEchoServer() {}

    public static void main(String[] args) {
        main(libc(), INADDR_ANY, port(LISTEN_PORT));
    }

    static int main(Libc libc, int addr, int port) {
        int listenfd = libc.socket(AF_INET, SOCK_STREAM, 0);
        if (listenfd < 0) {
            libc.perror("create_listenfd error");
            exit(EXIT_FAILURE);
        }

        Sockaddr servaddr = new Sockaddr();
        servaddr.sin_family(AF_INET);
        servaddr.s_addr(htonl(addr));
        servaddr.sin_port(htons(port));
        if (libc.bind(listenfd, servaddr, SIZEOF_SOCKADDR_IN) < 0) {
            libc.perror("bind_listenfd error");
            exit(EXIT_FAILURE);
        }
        if (libc.listen(listenfd, SOMAXCONN) < 0) {
            libc.perror("listen_listenfd error");
            exit(EXIT_FAILURE);
        }

        Sockaddr peeraddr = new Sockaddr();
        IntRef peerlen = new IntRef(SIZEOF_SOCKADDR_IN);
        byte[] buf = new byte[BUF_SIZE + 1]; // room for the NUL after a full message
        for (; ; ) {
            int connfd = libc.accept(listenfd, peeraddr, peerlen);
            if (connfd < 0) {
                // A lasting error, such as EMFILE, is reported repeatedly until it goes away.
                libc.perror("accept_listenfd error");
                continue;
            }
            int nbuf = libc.recv(connfd, buf, BUF_SIZE, 0);
            if (nbuf < 0) {
                libc.perror("recv_connfd error");
                libc.close(connfd);
                continue;
            }
            buf[nbuf] = 0;
            if (strcmp(buf, "exit") == 0) {
                printf("exit_server\n");
                libc.close(connfd);
                break;
            }
            printf("new conn(%s:%d); msg: %s\n", libc.inet_ntoa(peeraddr.sin_addr()), ntohs(peeraddr.sin_port()), buf);
            libc.send(connfd, buf, nbuf, 0);
            libc.close(connfd);
        }

        libc.close(listenfd);
        return 0;
    }
}
