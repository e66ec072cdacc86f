package libcsockets;

import java.util.List;

/**
 * {@code struct servent}: a service, from {@link Libc#getservbyname} or {@link Libc#getservbyport}.
 *
 * @param s_name its official name
 * @param s_aliases its other names
 * @param s_port its port in network byte order, as in C: {@link Libc#ntohs} returns the number
 * @param s_proto the name of its protocol
 * @see <a href="https://man7.org/linux/man-pages/man3/getservent.3.html">getservent(3)</a>
 */
public record Servent(String s_name, List<String> s_aliases, int s_port, String s_proto) {}
