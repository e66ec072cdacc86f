/** What all commands share: options, the terminal, text, suggestions and output files. */
package libcsockets.tools.cli;
