/* Helpers that only the emitted programs use, in parts like those of helpers.h. */

static void fail(const char *step)
{
    printf("%s: %s\n", step, errno_name(errno));
    exit(1);
}

/* A step that must succeed. */
static long must(long result, const char *step)
{
    if (result < 0)
        fail(step);
    return result;
}

/* A step without which the rest shows nothing. */
static long may(long result, const char *step)
{
    if (result < 0) {
        printf("skipped: ");
        printf("%s: %s\n", step, errno_name(errno));
        exit(0);
    }
    return result;
}

/* A step whose result, or errno, must be one of several. */
static void expect(int good, long result, const char *step)
{
    if (!good && result < 0)
        fail(step);
    if (!good) {
        printf("%s: %ld\n", step, result);
        exit(1);
    }
}

/* The same for a step without which the rest shows nothing. */
static void expect_or_skip(int good, long result, const char *step)
{
    if (!good) {
        printf("skipped: %s: %s\n", step, result < 0 ? errno_name(errno) : "succeeded");
        exit(0);
    }
}

static void check(int good, const char *step)
{
    if (!good) {
        printf("%s: no\n", step);
        exit(1);
    }
}

/* Begins the line of a phase; for a failure the line is the name of its errno. */
static int phase(const char *name, long result)
{
    int error = errno;
    printf("%s: ", name);
    if (result < 0)
        puts(errno_name(error));
    return result >= 0;
}

static void quoted(const void *content, long count)
{
    putchar('"');
    for (long i = 0; i < count && i < 48; i++) {
        int c = ((const unsigned char *)content)[i];
        if (c == '"' || c == '\\')
            printf("\\%c", c);
        else if (c > ' ' && c <= '~')
            putchar(c);
        else
            printf("\\x%02x", c);
    }
    putchar('"');
    if (count > 48)
        printf("...(%ld)", count);
}

static void print_address(const void *address, long length)
{
    const char *text = address_text(address, length);
    fputs(*text ? text : "-", stdout);
}

/* The number in so many bytes at an offset. */
static long number_at(const void *content, long offset, size_t size)
{
    int four = 0;
    uint16_t two = 0;
    const unsigned char *at = (const unsigned char *)content + offset;
    if (size == sizeof four)
        return memcpy(&four, at, sizeof four), four;
    if (size == sizeof two)
        return memcpy(&two, at, sizeof two), two;
    return *at;
}

/* How many bytes a call has put into a buffer; a MSG_TRUNC length may be above what the buffer holds. */
static long received(long result, long size)
{
    return result < 0 ? 0 : result < size ? result : size;
}

/* A number that the compiler does not see, because the kernel is to judge it. */
static long unseen(long number)
{
    volatile long copy = number;
    return copy;
}

/* Moves what several messages have received together, and returns how many bytes that is. */
static long gathered(const struct mmsghdr *m, long count, unsigned char *to)
{
    long total = 0;
    for (long i = 0; i < count; i++) {
        long n = received(m[i].msg_len, (long)m[i].msg_hdr.msg_iov->iov_len);
        memmove(to + total, m[i].msg_hdr.msg_iov->iov_base, (size_t)n);
        total += n;
    }
    return total;
}

static int running(int milliseconds)
{
    return !background_done(milliseconds);
}

static long join(void)
{
    if (!background_done(JOIN_MS)) {
        errno = ETIMEDOUT;
        return -1;
    }
    pthread_join(background.thread, 0);
    errno = background.error;
    return background.result;
}
