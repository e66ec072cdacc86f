/** The command {@code options}: the socket options and their defaults in libc and in the JDK. */
package libcsockets.tools.options;
