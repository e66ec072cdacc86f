/**
 * The socket options of Linux as typed constants.
 *
 * <p>Start with {@link libcsockets.option.Sockopts}: a constant for each option, and a method each to read and to write
 * one. A {@link libcsockets.option.Sockopt} describes its option: unit, range, first Linux release, required privilege.
 * {@link libcsockets.option.Optval} encodes and decodes the values of options for the raw calls.
 *
 * <pre>{@code
 * Libc libc = Libc.get();
 * int fd = libc.socket(AF_INET, SOCK_STREAM, 0);
 * Sockopts.set(libc, fd, Sockopts.TCP_USER_TIMEOUT, 5000);
 * Duration timeout = Sockopts.get(libc, fd, Sockopts.SO_RCVTIMEO);
 * libc.close(fd);
 * }</pre>
 *
 * <p>The package builds on {@link libcsockets.Libc#getsockopt} and {@link libcsockets.Libc#setsockopt};
 * {@link libcsockets.socket.LibcSocket} reads and writes its options with the same constants.
 */
package libcsockets.option;
