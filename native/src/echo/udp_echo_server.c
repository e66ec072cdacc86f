/* Sends every datagram back to where it came from; the message "exit" ends it. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "echo_port.h"

#define BIND_PORT 8080
#define BUF_SIZE 128

int main(void)
{
    in_port_t port = echo_port(BIND_PORT);
    setvbuf(stdout, NULL, _IOLBF, 0); /* through a pipe, too, a line shows at once */

    int sockfd = socket(AF_INET, SOCK_DGRAM, 0);
    if (sockfd < 0) {
        perror("create_sockfd error");
        exit(EXIT_FAILURE);
    }

    struct sockaddr_in bindaddr;
    memset(&bindaddr, 0, sizeof(bindaddr));
    bindaddr.sin_family = AF_INET;
    bindaddr.sin_addr.s_addr = htonl(INADDR_ANY);
    bindaddr.sin_port = htons(port);
    if (bind(sockfd, (struct sockaddr *)&bindaddr, sizeof(bindaddr)) < 0) {
        perror("bind_sockfd error");
        exit(EXIT_FAILURE);
    }

    struct sockaddr_in peeraddr;
    socklen_t peerlen = sizeof(peeraddr);
    char buf[BUF_SIZE + 1]; /* a message that fills it still gets its NUL */
    for (;;) {
        int nbuf = recvfrom(sockfd, buf, BUF_SIZE, 0, (struct sockaddr *)&peeraddr, &peerlen);
        if (nbuf < 0) {
            perror("recv_sockfd error");
            continue;
        }
        buf[nbuf] = 0;
        if (strcmp(buf, "exit") == 0) {
            printf("exit_server\n");
            break;
        }
        printf("new msg(%s:%d): %s\n", inet_ntoa(peeraddr.sin_addr), ntohs(peeraddr.sin_port), buf);
        sendto(sockfd, buf, nbuf, 0, (struct sockaddr *)&peeraddr, peerlen);
    }

    close(sockfd);
    return 0;
}
