/** The command {@code flags}: the effect of each MSG_ flag. */
package libcsockets.tools.flags;
