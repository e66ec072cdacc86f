/** The language of conformance cases: its values, and the parser. */
package libcsockets.tools.conform.language;
