/**
 * The story that a command of the lab tells: the calls that it makes, each with its result or errno, and what to notice.
 */
package libcsockets.tools.story;
