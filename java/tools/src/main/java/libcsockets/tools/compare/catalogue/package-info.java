/** The scenarios that come with this program, by theme, and the program of the JVMs that play them. */
package libcsockets.tools.compare.catalogue;
