/** The command {@code tcp}: a connection played, watched and drawn. */
package libcsockets.tools.tcp;
