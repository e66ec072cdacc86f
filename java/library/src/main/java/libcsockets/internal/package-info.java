/**
 * The code that the other packages share and the module does not export: the calls of both backends, access to native
 * memory, and each thread's state between calls.
 *
 * <p>Start with {@code Calls}: a method for each function of libc. The FFM and the JNI backend implement it, and
 * {@link libcsockets.Libc} calls it. {@code Backend} is the rest of a backend, and {@code Friends} gives the other
 * packages access to internals of {@code Libc} and the structures. This package depends on no other package of the
 * library except the generated code.
 */
package libcsockets.internal;
