/** The engine of {@code compare}, which runs the scenarios for each subject in processes of their own. */
package libcsockets.tools.compare.run;
