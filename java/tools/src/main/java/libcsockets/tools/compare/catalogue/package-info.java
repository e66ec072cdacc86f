/** The scenarios that come with this program, by theme, and the main class of the JVMs that play them. */
package libcsockets.tools.compare.catalogue;
