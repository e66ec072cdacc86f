package libcsockets;

import static libcsockets.internal.Layout.*;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code struct ifconf} with its buffer: the argument of {@code SIOCGIFCONF}.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/netdevice.7.html">netdevice(7)</a>
 */
public final class Ifconf extends Struct {
    private final ByteBuffer list;

    /**
     * Creates a buffer for the list.
     *
     * @param size its size in bytes; each interface needs {@code SIZEOF_IFREQ}
     * @throws IllegalArgumentException if the size is negative or above 16777216
     */
    public Ifconf(int size) {
        super(SIZEOF_IFCONF);
        list = ByteBuffer.allocateDirect(arraySize(size, 1));
        memory.putInt(OFFSETOF_IFCONF_IFC_LEN, size);
        memory.putLong(OFFSETOF_IFCONF_IFC_REQ, address(list));
    }

    /**
     * {@code ifc_len}.
     *
     * @return before the call the room in the buffer, after it the number of bytes used
     */
    public int ifc_len() {
        return memory.getInt(OFFSETOF_IFCONF_IFC_LEN);
    }

    /**
     * {@code ifc_len}.
     *
     * @param value the room in the buffer; must not exceed its size at the call
     * @return this
     */
    public Ifconf ifc_len(int value) {
        memory.putInt(OFFSETOF_IFCONF_IFC_LEN, value);
        return this;
    }

    /**
     * {@code ifc_req}: the interfaces that the call wrote.
     *
     * @return a copy of each entry
     */
    public List<Ifreq> ifc_req() {
        List<Ifreq> interfaces = new ArrayList<>();
        for (int i = 0; i + SIZEOF_IFREQ <= Math.min(ifc_len(), list.capacity()); i += SIZEOF_IFREQ) {
            Ifreq ifreq = new Ifreq("");
            ifreq.memory.put(0, list, i, SIZEOF_IFREQ);
            interfaces.add(ifreq);
        }
        return interfaces;
    }

    @Override
    boolean hasPointers() {
        return true;
    }

    /** Rejects a length that would let the kernel write outside our memory. */
    static void check(Ifconf conf) {
        if (conf != null && conf.ifc_len() > conf.list.capacity()) {
            throw new IllegalArgumentException(
                    "ifc_len is " + conf.ifc_len() + ", but the buffer has " + conf.list.capacity() + " bytes");
        }
    }
}
