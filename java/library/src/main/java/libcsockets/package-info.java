/**
 * The socket functions of libc, called from Java: {@link libcsockets.Libc} has the functions, {@link
 * libcsockets.Constants} the numbers of the C headers, and one small class for each C structure carries what a call
 * reads and writes ({@link libcsockets.Sockaddr}, {@link libcsockets.Msghdr}, {@link libcsockets.Pollfd}, ...).
 *
 * <p>Five principles:
 *
 * <ol>
 *   <li>A raw method is one libc call: same name, same argument order, same result. No retry, no poll, no fcntl, no
 *       default flag behind it.
 *   <li>errno leaves native code in the return value of the same call and is interpreted in one class, {@link
 *       libcsockets.Errno}.
 *   <li>Numbers come from C headers, never from a keyboard.
 *   <li>Generated code is never edited, and imported in one place.
 *   <li>Both backends, FFM and JNI, look the same from outside, and every test runs on both.
 * </ol>
 *
 * <p>Linux with glibc, 64-bit (x86-64 and aarch64).
 */
package libcsockets;
