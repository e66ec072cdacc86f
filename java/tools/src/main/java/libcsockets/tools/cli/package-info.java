/** Shared by all commands: options, usage errors, suggestions, the terminal, text and output files. */
package libcsockets.tools.cli;
