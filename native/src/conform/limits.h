/*
 * The numbers of the case language. conform.c includes them, the Java side reads them (Limits.java), and an emitted
 * program gets those that it uses. An empty line separates them, and none is an expression.
 */

/* The token BADFD: never an open descriptor, because no process may open so many. */
#define BADFD 1000000

/* The names that a case binds, and the descriptors that one call makes. */
#define MOST_NAMES 300

#define LONGEST_NAME 31

/* Entries of a list, and steps of a column. */
#define MOST_PARTS 1100

/* Numbers or alternatives joined with a bar. */
#define MOST_JOINED 64

/* Messages of sendmmsg and recvmmsg. */
#define MOST_MESSAGES 64

/* Control messages that are sent at once. */
#define MOST_CONTROL_MESSAGES 64

/* Items of one rights(). */
#define MOST_RIGHTS 300

/* The most bytes that a case writes out. */
#define MOST_BYTES 67108864

/* The largest buffer for control data. */
#define MOST_CONTROL 16777216

/* The most bytes that Linux moves in one call. */
#define MOST_MOVED 2147479552

/* A path or an abstract name: longer than sun_path, because a case may try that. */
#define LONGEST_PATH 120

/* The size of BUF. */
#define RESULT_SIZE 512

/* The most bytes of data that a step prints. */
#define MOST_TRACED 4096
