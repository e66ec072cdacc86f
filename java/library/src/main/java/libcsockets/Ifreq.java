package libcsockets;

import static libcsockets.Layout.*;

import java.nio.charset.StandardCharsets;

/**
 * {@code struct ifreq}: the argument of the requests about a network interface.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/netdevice.7.html">netdevice(7)</a>
 */
public final class Ifreq extends Struct {
    /**
     * A request about an interface.
     *
     * @param name its name
     * @throws IllegalArgumentException if the name has more than 15 bytes
     */
    public Ifreq(String name) {
        super(SIZEOF_IFREQ);
        memory.put(OFFSETOF_IFREQ_IFR_NAME, Optval.nameBytes(name));
    }

    /**
     * {@code ifr_name}.
     *
     * @return the interface's name
     */
    public String ifr_name() {
        byte[] name = new byte[Constants.IFNAMSIZ];
        memory.get(OFFSETOF_IFREQ_IFR_NAME, name);
        int end = 0;
        while (end < name.length && name[end] != 0) {
            end++;
        }
        return new String(name, 0, end, StandardCharsets.UTF_8);
    }

    /**
     * {@code ifr_flags}.
     *
     * @return {@code IFF_} constants
     */
    public int ifr_flags() {
        return memory.getShort(OFFSETOF_IFREQ_IFR_FLAGS) & 0xffff;
    }

    /**
     * {@code ifr_flags}.
     *
     * @param value {@code IFF_} constants or-ed together
     * @return this
     */
    public Ifreq ifr_flags(int value) {
        memory.putShort(OFFSETOF_IFREQ_IFR_FLAGS, (short) value);
        return this;
    }

    /**
     * {@code ifr_ifindex}, {@code ifr_mtu}, {@code ifr_qlen} or {@code ifr_metric}, which share one place.
     *
     * @return the number
     */
    public int ifr_value() {
        return memory.getInt(OFFSETOF_IFREQ_IFR_IFINDEX);
    }

    /**
     * {@code ifr_ifindex}, {@code ifr_mtu}, {@code ifr_qlen} or {@code ifr_metric}, which share one place.
     *
     * @param value the number
     * @return this
     */
    public Ifreq ifr_value(int value) {
        memory.putInt(OFFSETOF_IFREQ_IFR_IFINDEX, value);
        return this;
    }

    /**
     * {@code ifr_addr}, {@code ifr_netmask}, {@code ifr_broadaddr} or {@code ifr_hwaddr}, which share one place.
     *
     * @return a copy of the 16-byte {@code struct sockaddr}
     */
    public Sockaddr ifr_addr() {
        byte[] raw = new byte[SIZEOF_SOCKADDR];
        memory.get(OFFSETOF_IFREQ_IFR_ADDR, raw);
        return Sockaddr.of(raw);
    }
}
