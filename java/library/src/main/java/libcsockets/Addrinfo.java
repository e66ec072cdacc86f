package libcsockets;

import static libcsockets.internal.Layout.*;

import java.nio.ByteBuffer;
import java.util.List;
import libcsockets.internal.Calls;

/**
 * {@code struct addrinfo}: the hints for {@link Libc#getaddrinfo}, and each of its results.
 *
 * @see <a href="https://man7.org/linux/man-pages/man3/getaddrinfo.3.html">getaddrinfo(3)</a>
 */
public final class Addrinfo extends Struct {
    private Sockaddr addr;
    private String canonname;

    /** Creates hints with all fields 0 or {@code NULL}. */
    public Addrinfo() {
        super(SIZEOF_ADDRINFO);
    }

    /**
     * Creates hints.
     *
     * @param flags {@code AI_} constants or-ed together; 0 for none
     * @param family {@code AF_} constant; {@code AF_UNSPEC} for any
     * @param socktype {@code SOCK_} constant; 0 for any
     * @param protocol {@code IPPROTO_} constant; 0 for any
     */
    public Addrinfo(int flags, int family, int socktype, int protocol) {
        this();
        memory.putInt(OFFSETOF_ADDRINFO_AI_FLAGS, flags);
        memory.putInt(OFFSETOF_ADDRINFO_AI_FAMILY, family);
        memory.putInt(OFFSETOF_ADDRINFO_AI_SOCKTYPE, socktype);
        memory.putInt(OFFSETOF_ADDRINFO_AI_PROTOCOL, protocol);
    }

    /** Copies a C list, so that the caller can free it. */
    static void copy(Calls calls, long list, List<Addrinfo> results) {
        for (long next = list; next != 0; ) {
            ByteBuffer c = calls.memory(next, SIZEOF_ADDRINFO);
            Addrinfo info = new Addrinfo(
                    c.getInt(OFFSETOF_ADDRINFO_AI_FLAGS),
                    c.getInt(OFFSETOF_ADDRINFO_AI_FAMILY),
                    c.getInt(OFFSETOF_ADDRINFO_AI_SOCKTYPE),
                    c.getInt(OFFSETOF_ADDRINFO_AI_PROTOCOL));
            int addrlen = c.getInt(OFFSETOF_ADDRINFO_AI_ADDRLEN);
            byte[] raw = new byte[addrlen];
            calls.memory(c.getLong(OFFSETOF_ADDRINFO_AI_ADDR), addrlen).get(0, raw);
            info.addr = Sockaddr.of(raw);
            long canonname = c.getLong(OFFSETOF_ADDRINFO_AI_CANONNAME);
            info.canonname = canonname == 0 ? null : calls.string(canonname);
            results.add(info);
            next = c.getLong(OFFSETOF_ADDRINFO_AI_NEXT);
        }
    }

    /**
     * {@code ai_flags}.
     *
     * @return {@code AI_} constants
     */
    public int ai_flags() {
        return memory.getInt(OFFSETOF_ADDRINFO_AI_FLAGS);
    }

    /**
     * {@code ai_family}.
     *
     * @return {@code AF_} constant
     */
    public int ai_family() {
        return memory.getInt(OFFSETOF_ADDRINFO_AI_FAMILY);
    }

    /**
     * {@code ai_socktype}.
     *
     * @return {@code SOCK_} constant
     */
    public int ai_socktype() {
        return memory.getInt(OFFSETOF_ADDRINFO_AI_SOCKTYPE);
    }

    /**
     * {@code ai_protocol}.
     *
     * @return {@code IPPROTO_} constant
     */
    public int ai_protocol() {
        return memory.getInt(OFFSETOF_ADDRINFO_AI_PROTOCOL);
    }

    /**
     * {@code ai_addr}; its {@link Sockaddr#length()} is {@code ai_addrlen}.
     *
     * @return the address of a result; null in hints
     */
    public Sockaddr ai_addr() {
        return addr;
    }

    /**
     * {@code ai_canonname}.
     *
     * @return the host's canonical name, in the first result if the hints have {@code AI_CANONNAME}; else null
     */
    public String ai_canonname() {
        return canonname;
    }

    /** For example {@code Addrinfo[AF_INET, SOCK_STREAM, IPPROTO_TCP, 127.0.0.1:80]}. */
    @Override
    public String toString() {
        return "Addrinfo[" + Names.of("AF_", ai_family()) + ", "
                + (ai_socktype() == 0 ? "0" : Names.type(ai_socktype())) + ", "
                + Names.protocol(ai_family(), ai_protocol())
                + (ai_flags() == 0 ? "" : ", " + Names.flags("AI_", ai_flags()))
                + (addr == null ? "" : ", " + addr)
                + (canonname == null ? "]" : ", " + canonname + "]");
    }
}
