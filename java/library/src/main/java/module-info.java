/**
 * The socket functions of the Linux C library, called from Java.
 *
 * <p>Start with {@link libcsockets.socket.LibcSocket}: a socket as an object that is safe to close, to interrupt and to
 * time out. {@link libcsockets.option.Sockopts} has the socket options as typed constants, and
 * {@link libcsockets.socket.Epoll} and {@link libcsockets.socket.Poll} wait for many sockets. Below them is the raw
 * layer, {@link libcsockets.Libc}: the functions of libc with their C names, arguments and results.
 *
 * <p>The packages, each of which uses only those after it and the raw layer's structures:
 *
 * <ul>
 *   <li>{@link libcsockets.socket}: sockets as objects, and waiting for them
 *   <li>{@link libcsockets.netlink}: messages to and from the kernel over {@code AF_NETLINK}
 *   <li>{@link libcsockets.option}: typed socket options
 *   <li>{@link libcsockets}: the functions, structures and constants of C
 * </ul>
 */
module libcsockets {
    requires org.slf4j;
    // Flight Recorder events are optional: a runtime without jdk.jfr works, too.
    requires static jdk.jfr;

    exports libcsockets;
    exports libcsockets.netlink;
    exports libcsockets.option;
    exports libcsockets.socket;
}
