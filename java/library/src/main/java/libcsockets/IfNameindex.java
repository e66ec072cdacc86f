package libcsockets;

/**
 * {@code struct if_nameindex}: a network interface, from {@link Libc#if_nameindex()}.
 *
 * @param if_index its number, above 0
 * @param if_name its name
 * @see <a href="https://man7.org/linux/man-pages/man3/if_nameindex.3.html">if_nameindex(3)</a>
 */
public record IfNameindex(int if_index, String if_name) {}
