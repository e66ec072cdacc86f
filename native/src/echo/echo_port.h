/*
 * The port of the four echo programs: LIBC_SOCKETS_PORT of the environment stands in for the one written in the
 * program, so that several of them can run side by side. Unset or empty, it changes nothing.
 */
#ifndef ECHO_PORT_H
#define ECHO_PORT_H

#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>

static inline in_port_t echo_port(in_port_t otherwise)
{
    const char *text = getenv("LIBC_SOCKETS_PORT");
    if (text == NULL || *text == '\0') {
        return otherwise;
    }
    int port = 0;
    for (; *text >= '0' && *text <= '9' && port <= 65535; text++) {
        port = port * 10 + (*text - '0');
    }
    if (*text != '\0' || port < 1 || port > 65535) {
        fprintf(stderr, "LIBC_SOCKETS_PORT must be a decimal number from 1 to 65535.\n");
        exit(2);
    }
    return (in_port_t)port;
}

#endif
