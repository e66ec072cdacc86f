/** The command {@code flags}: what each MSG_ flag changes. */
package libcsockets.tools.flags;
