/**
 * The raw layer: the socket functions of libc, the structures that they take, and the constants of the C headers.
 *
 * <p>Most programs should start with {@link libcsockets.socket.LibcSocket}, which makes a socket an object that is safe
 * to close, to interrupt and to time out. This package is the layer below it: {@link libcsockets.Libc} has the
 * functions, {@link libcsockets.Constants} has the constants, and one small class for each C structure holds the data
 * that a call reads and writes ({@link libcsockets.Sockaddr}, {@link libcsockets.Msghdr}, {@link libcsockets.Pollfd},
 * ...). {@link libcsockets.ErrnoException} reports a failed call with its errno.
 *
 * <p>The library follows five principles:
 *
 * <ol>
 *   <li>A raw method is one libc call with the same name, the same argument order and the same result. It adds no
 *       retry, no poll, no fcntl and no default flag.
 *   <li>errno leaves native code in the return value of the same call, and only one class interprets it,
 *       {@link libcsockets.Errno}.
 *   <li>Numbers come from C headers; nobody types them.
 *   <li>Generated code is never edited, and only one class imports it.
 *   <li>Both backends, FFM and JNI, behave in the same way, and every test runs on both.
 * </ol>
 *
 * <p>The library requires 64-bit Linux with glibc, on x86-64 or aarch64.
 */
package libcsockets;
