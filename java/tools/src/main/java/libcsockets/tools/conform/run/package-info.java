/** Runs conformance cases over a backend in this JVM. */
package libcsockets.tools.conform.run;
