/**
 * The lab: what the socket calls do, shown live. Each command makes the real calls through {@link libcsockets.Libc} and
 * prints every one of them with its result or errno, and what to notice.
 */
package libcsockets.tools.lab;
