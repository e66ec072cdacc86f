/** The commands {@code ping} and {@code sniff}, over raw and packet sockets. */
package libcsockets.tools.packet;
