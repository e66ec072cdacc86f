/**
 * The story of a command: its calls, each with the result or errno, and remarks.
 */
package libcsockets.tools.story;
