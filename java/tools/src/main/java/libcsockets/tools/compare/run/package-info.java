/** The engine of {@code compare}: it lets the subjects play scenarios in processes of their own. */
package libcsockets.tools.compare.run;
