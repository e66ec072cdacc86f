package libcsockets.tools.story;

/**
 * A descriptor and its name in the story.
 *
 * @param name the variable's name, as in a C program
 * @param number the descriptor; -1 if the call failed
 */
public record Fd(String name, int number) {}
