/** What passes over a network interface: frames, packets and segments, captured and taken apart. */
package libcsockets.tools.wire;
