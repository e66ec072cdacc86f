/** The entry point of the command line {@code libc-sockets}. */
package libcsockets.tools;
