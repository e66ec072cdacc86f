package libcsockets.tools.story;

import java.util.List;

/**
 * A step that a command of the lab told.
 *
 * @param line the call and its result as the text has them; empty where there are words alone
 * @param notice what to notice
 */
public record NarratedStep(String line, List<String> notice) {}
