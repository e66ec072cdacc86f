/** The traffic of a network interface: captures and decodes frames, packets and segments. */
package libcsockets.tools.wire;
