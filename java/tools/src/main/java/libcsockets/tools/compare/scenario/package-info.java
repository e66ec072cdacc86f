/** Scenarios of {@code compare}: how they are written, and the results that a subject gives. */
package libcsockets.tools.compare.scenario;
