/** The command {@code tcp}: plays, observes and draws a connection. */
package libcsockets.tools.tcp;
