package libcsockets.tools.story;

/**
 * A descriptor and what it is called in the story.
 *
 * @param name its name, as a C program might have it
 * @param number the descriptor; -1 if the call that should have made it failed
 */
public record Fd(String name, int number) {}
