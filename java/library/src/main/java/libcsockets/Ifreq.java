package libcsockets;

import static libcsockets.internal.Layout.*;

import java.nio.charset.StandardCharsets;
import libcsockets.internal.CStrings;

/**
 * {@code struct ifreq}: the argument of requests about a network interface. All fields except the name share one place;
 * the request determines which of them it uses.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/netdevice.7.html">netdevice(7)</a>
 */
public final class Ifreq extends Struct {
    /**
     * Creates the argument of a request about an interface.
     *
     * @param name its name
     * @throws IllegalArgumentException if the name has more than 15 bytes
     */
    public Ifreq(String name) {
        super(SIZEOF_IFREQ);
        memory.put(OFFSETOF_IFREQ_IFR_NAME, CStrings.fixed(name, Constants.IFNAMSIZ));
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
     * {@code ifr_ifindex}, for requests such as {@code SIOCGIFINDEX}.
     *
     * @return the interface's number
     */
    public int ifr_ifindex() {
        return memory.getInt(OFFSETOF_IFREQ_IFR_IFINDEX);
    }

    /**
     * {@code ifr_ifindex}, for requests such as {@code SIOCGIFINDEX}.
     *
     * @param value the interface's number
     * @return this
     */
    public Ifreq ifr_ifindex(int value) {
        memory.putInt(OFFSETOF_IFREQ_IFR_IFINDEX, value);
        return this;
    }

    /**
     * {@code ifr_mtu}, for requests such as {@code SIOCGIFMTU}.
     *
     * @return the maximum packet size in bytes
     */
    public int ifr_mtu() {
        return memory.getInt(OFFSETOF_IFREQ_IFR_MTU);
    }

    /**
     * {@code ifr_mtu}, for requests such as {@code SIOCGIFMTU}.
     *
     * @param value the maximum packet size in bytes
     * @return this
     */
    public Ifreq ifr_mtu(int value) {
        memory.putInt(OFFSETOF_IFREQ_IFR_MTU, value);
        return this;
    }

    /**
     * {@code ifr_qlen}, for requests such as {@code SIOCGIFTXQLEN}.
     *
     * @return the length of the transmit queue, in packets
     */
    public int ifr_qlen() {
        return memory.getInt(OFFSETOF_IFREQ_IFR_QLEN);
    }

    /**
     * {@code ifr_qlen}, for requests such as {@code SIOCGIFTXQLEN}.
     *
     * @param value the length of the transmit queue, in packets
     * @return this
     */
    public Ifreq ifr_qlen(int value) {
        memory.putInt(OFFSETOF_IFREQ_IFR_QLEN, value);
        return this;
    }

    /**
     * {@code ifr_metric}, for requests such as {@code SIOCGIFMETRIC}.
     *
     * @return the metric of the interface
     */
    public int ifr_metric() {
        return memory.getInt(OFFSETOF_IFREQ_IFR_IFINDEX);
    }

    /**
     * {@code ifr_metric}, for requests such as {@code SIOCGIFMETRIC}.
     *
     * @param value the metric of the interface
     * @return this
     */
    public Ifreq ifr_metric(int value) {
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

    /**
     * {@code ifr_addr}, {@code ifr_netmask}, {@code ifr_broadaddr} or {@code ifr_hwaddr}, which share one place.
     *
     * @param value an address; its first 16 bytes, a {@code struct sockaddr}, are copied
     * @return this
     */
    public Ifreq ifr_addr(Sockaddr value) {
        memory.put(OFFSETOF_IFREQ_IFR_ADDR, value.memory, 0, SIZEOF_SOCKADDR);
        return this;
    }
}
