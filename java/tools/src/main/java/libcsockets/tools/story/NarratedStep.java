package libcsockets.tools.story;

import java.util.List;

/**
 * A step of a story.
 *
 * @param line the call and its result as in the text; empty for remarks alone
 * @param notice the remarks
 */
public record NarratedStep(String line, List<String> notice) {}
