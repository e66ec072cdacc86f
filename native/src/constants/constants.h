/* An entry of constants.list prints one line on the standard output. */
#ifndef CONSTANTS_H
#define CONSTANTS_H

#include <limits.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

void print_libc_constants(void);
void print_linux_constants(void);

/* Prints where the bits that are set in the structure lie: "field(type, member) first-bit number-of-bits". */
void print_field(const char *name, const unsigned char *structure, size_t size);

#define HEADER(name, sentence) puts("# " #name " " sentence);

/* A 32-bit value is printed as the int with the same bits, as Java passes it; only a 64-bit one can need a long. */
#define CONSTANT(name) printf("%s %lld\n", #name, sizeof(name) == 8 ? (long long)(name) : (long long)(int)(name));

#define SIZE(type) printf("sizeof(%s) %zu\n", #type, sizeof(type));

#define MEMBER(type, member) printf("offsetof(%s, %s) %zu\n", #type, #member, offsetof(type, member));

/* Zero minus one sets every bit of an unsigned member, also of a bit-field, whose offset C does not tell. */
#define FIELD(type, member)                                                                                \
    {                                                                                                      \
        type structure;                                                                                    \
        memset(&structure, 0, sizeof structure);                                                           \
        structure.member--;                                                                                \
        print_field("field(" #type ", " #member ")", (const unsigned char *)&structure, sizeof structure); \
    }

#endif
