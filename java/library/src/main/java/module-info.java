/**
 * The socket functions of the C library for Java, called for real.
 *
 * <p>{@link libcsockets.socket.LibcSocket} is the place to start: a socket as an object, safe to close, to interrupt and
 * to time out. {@link libcsockets.Libc} has the functions of libc themselves.
 */
module libcsockets {
    requires org.slf4j;
    // Events are recorded where the runtime has it.
    requires static jdk.jfr;

    exports libcsockets;
    exports libcsockets.netlink;
    exports libcsockets.option;
    exports libcsockets.socket;
}
