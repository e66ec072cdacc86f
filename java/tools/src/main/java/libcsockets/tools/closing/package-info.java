/** The command {@code close-vs-shutdown}, and the child process that shares descriptors with it. */
package libcsockets.tools.closing;
