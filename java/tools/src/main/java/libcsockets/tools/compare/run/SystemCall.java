package libcsockets.tools.compare.run;

/**
 * A subject's system call.
 *
 * @param phase the phase that made it; null between phases
 * @param text as strace prints it, with descriptors numbered in the order in which they were made
 */
public record SystemCall(String phase, String text) {}
