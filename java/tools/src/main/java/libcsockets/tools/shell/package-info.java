/** The command {@code shell}: JShell with the calls of libc. */
package libcsockets.tools.shell;
