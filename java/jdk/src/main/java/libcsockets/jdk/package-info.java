/**
 * The JDK's own socket API over {@link libcsockets.socket.LibcSocket}, so that a program that nobody changed runs over
 * libc.
 *
 * <p>{@link libcsockets.jdk.LibcSelectorProvider} has the channels and selectors of NIO, {@link libcsockets.jdk.Agent}
 * takes in {@code java.net} as well, {@link libcsockets.jdk.LibcSocketFactory} is for code that takes a factory, and
 * {@link libcsockets.jdk.LibcSockets} leads from one API to the other.
 */
package libcsockets.jdk;
