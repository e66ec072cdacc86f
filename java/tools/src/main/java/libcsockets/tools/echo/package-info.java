/** The four echo programs, and the commands {@code echo} and {@code session} that run them. */
package libcsockets.tools.echo;
