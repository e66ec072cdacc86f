/* Sends back what a connection brings first, one message per connection; the message "exit" ends it. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "echo_port.h"

#define LISTEN_PORT 8080
#define BUF_SIZE 128

int main(void)
{
    in_port_t port = echo_port(LISTEN_PORT);
    setvbuf(stdout, NULL, _IOLBF, 0); /* through a pipe, too, a line shows at once */

    int listenfd = socket(AF_INET, SOCK_STREAM, 0);
    if (listenfd < 0) {
        perror("create_listenfd error");
        exit(EXIT_FAILURE);
    }

    struct sockaddr_in servaddr;
    memset(&servaddr, 0, sizeof(servaddr));
    servaddr.sin_family = AF_INET;
    servaddr.sin_addr.s_addr = htonl(INADDR_ANY);
    servaddr.sin_port = htons(port);
    if (bind(listenfd, (struct sockaddr *)&servaddr, sizeof(servaddr)) < 0) {
        perror("bind_listenfd error");
        exit(EXIT_FAILURE);
    }
    if (listen(listenfd, SOMAXCONN) < 0) {
        perror("listen_listenfd error");
        exit(EXIT_FAILURE);
    }

    struct sockaddr_in peeraddr;
    socklen_t peerlen = sizeof(peeraddr);
    char buf[BUF_SIZE + 1]; /* a message that fills it still gets its NUL */
    for (;;) {
        int connfd = accept(listenfd, (struct sockaddr *)&peeraddr, &peerlen);
        if (connfd < 0) {
            /* An error that stays, such as EMFILE, is reported again and again until it goes away. */
            perror("accept_listenfd error");
            continue;
        }
        int nbuf = recv(connfd, buf, BUF_SIZE, 0);
        if (nbuf < 0) {
            perror("recv_connfd error");
            close(connfd);
            continue;
        }
        buf[nbuf] = 0;
        if (strcmp(buf, "exit") == 0) {
            printf("exit_server\n");
            close(connfd);
            break;
        }
        printf("new conn(%s:%d); msg: %s\n", inet_ntoa(peeraddr.sin_addr), ntohs(peeraddr.sin_port), buf);
        send(connfd, buf, nbuf, 0);
        close(connfd);
    }

    close(listenfd);
    return 0;
}
