package libcsockets;

import java.net.InetAddress;
import java.util.List;

/**
 * {@code struct hostent}: a host, from {@link Libc#gethostbyname}.
 *
 * @param h_name its official name
 * @param h_aliases its other names
 * @param h_addrtype the family of the addresses: {@code AF_INET}
 * @param h_length the size of an address in bytes: 4
 * @param h_addr_list its addresses, in C's order
 * @see <a href="https://man7.org/linux/man-pages/man3/gethostbyname.3.html">gethostbyname(3)</a>
 */
public record Hostent(
        String h_name, List<String> h_aliases, int h_addrtype, int h_length, List<InetAddress> h_addr_list) {}
