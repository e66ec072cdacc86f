/** The command {@code close-vs-shutdown}, with the process that shares descriptors with it. */
package libcsockets.tools.closing;
