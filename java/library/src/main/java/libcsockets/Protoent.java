package libcsockets;

import java.util.List;

/**
 * {@code struct protoent}: a protocol, from {@link Libc#getprotobyname} or {@link Libc#getprotobynumber}.
 *
 * @param p_name its official name
 * @param p_aliases its other names
 * @param p_proto its number, in host byte order: an {@code IPPROTO_} constant
 * @see <a href="https://man7.org/linux/man-pages/man3/getprotoent.3.html">getprotoent(3)</a>
 */
public record Protoent(String p_name, List<String> p_aliases, int p_proto) {}
