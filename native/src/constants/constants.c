/*
 * Prints the constants, sizes and offsets of constants.list from this machine's headers, one a line:
 *
 *     # sys/socket.h Socket types, address families, ...
 *     AF_INET 2
 *     sizeof(struct msghdr) 56
 *     offsetof(struct msghdr, msg_iov) 16
 *     field(struct tcp_info, tcpi_rcv_wscale) 52 4
 *
 * The Java constants are generated from the output, and a test compares them with the output on its own machine.
 */
#include "constants.h"

void print_field(const char *name, const unsigned char *structure, size_t size)
{
    size_t first = 0;
    size_t bits = 0;

    for (size_t bit = 0; bit < size * CHAR_BIT; bit++) {
        if (structure[bit / CHAR_BIT] >> bit % CHAR_BIT & 1) {
            if (bits == 0)
                first = bit;
            bits++;
        }
    }
    printf("%s %zu %zu\n", name, first, bits);
}

int main(void)
{
    print_libc_constants();
    print_linux_constants();
    return ferror(stdout) || fflush(stdout) != 0;
}
