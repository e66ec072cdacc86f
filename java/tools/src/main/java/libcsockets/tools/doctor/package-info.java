/** The command {@code doctor}: reports what this machine, this JVM and this library offer. */
package libcsockets.tools.doctor;
