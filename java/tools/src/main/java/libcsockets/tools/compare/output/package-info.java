/** The forms in which {@code compare} shows its results. */
package libcsockets.tools.compare.output;
