/** The same cases in C: the driver program, and sequences written as C programs. */
package libcsockets.tools.conform.c;
