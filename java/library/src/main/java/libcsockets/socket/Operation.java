package libcsockets.socket;

/** The calls that can wait, and what the engine has to know of each. */
enum Operation {
    RECV("recv", true, true, true),
    RECVMSG("recvmsg", true, true, false),
    RECVMMSG("recvmmsg", true, true, false),
    SEND("send", false, true, true),
    SENDTO("sendto", false, true, true),
    SENDMSG("sendmsg", false, true, false),
    SENDMMSG("sendmmsg", false, true, false),
    SENDFILE("sendfile", false, false, false),
    ACCEPT("accept4", true, false, false),
    CONNECT("connect", false, false, false);

    /** The C function. */
    final String function;

    /** It waits for the descriptor to become readable; else writable. */
    final boolean in;

    /** It takes {@code MSG_DONTWAIT}; for the others the descriptor itself must not block. */
    final boolean flags;

    /** Its data is an array or a buffer of the caller's; else memory that lies ready at an address. */
    final boolean buffer;

    Operation(String function, boolean in, boolean flags, boolean buffer) {
        this.function = function;
        this.in = in;
        this.flags = flags;
        this.buffer = buffer;
    }

    /** It moves data; else it makes a connection. */
    boolean moves() {
        return flags || this == SENDFILE;
    }
}
