/** Scenarios of {@code compare}: how they are written, and what a subject makes of one. */
package libcsockets.tools.compare.scenario;
