package libcsockets.tools.compare.run;

/**
 * A system call of a subject.
 *
 * @param phase the phase in which it was made; null between phases
 * @param text as strace prints it, with descriptors numbered in the order in which they were made
 */
public record SystemCall(String phase, String text) {}
