package libcsockets;

import static libcsockets.internal.Layout.*;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import libcsockets.internal.ByteOrders;
import libcsockets.internal.Calls;

/**
 * {@code struct sockaddr_storage}: a socket address of any family, and the only place where one is encoded or decoded.
 *
 * <p>The 128 bytes are initially zero. Fill them field by field under the C names, with ports and addresses in network
 * byte order as in C, or with a factory, which takes the port as an ordinary number:
 *
 * <pre>{@code
 * Sockaddr servaddr = new Sockaddr();
 * servaddr.sin_family(AF_INET);
 * servaddr.s_addr(htonl(INADDR_ANY));
 * servaddr.sin_port(htons(8080));
 *
 * Sockaddr same = Sockaddr.inet("0.0.0.0", 8080);
 * }</pre>
 *
 * <p>{@link #length()} is the length to pass with the address. A call that returns an address writes the address's
 * length into an {@link IntRef}; {@link #length()} then returns this length, so the address can be used for a reply.
 * Any other length is safe to pass, because the kernel never reads or writes more than the 128 bytes.
 *
 * <p>Not safe for use by several threads at once.
 *
 * @see <a href="https://man7.org/linux/man-pages/man3/sockaddr.3type.html">sockaddr(3type)</a>
 */
public final class Sockaddr extends Struct {
    /** The size of {@code sun_path}. */
    private static final int SUN_PATH = SIZEOF_SOCKADDR_UN - OFFSETOF_SOCKADDR_UN_SUN_PATH;

    /** The length that a factory or a call set; -1 to derive it from the family. */
    private int length = -1;

    private boolean filled;

    /** 128 zero bytes, family {@code AF_UNSPEC}. */
    public Sockaddr() {
        // getnameinfo searches for the NUL after a path, and a path may fill the structure.
        super(SIZEOF_SOCKADDR_STORAGE, 1);
    }

    /** Records the length of an address that a call wrote. */
    void filled(int addrlen) {
        length = Math.max(0, Math.min(addrlen, SIZEOF_SOCKADDR_STORAGE));
        filled = true;
    }

    /**
     * A setter changes an address that a call wrote into another one, so its length no longer holds; a factory's length
     * does.
     */
    private Sockaddr family(int offset, int value) {
        memory.putShort(offset, (short) value);
        if (filled) {
            length = -1;
            filled = false;
        }
        return this;
    }

    // ---- factories ----

    /**
     * {@code struct sockaddr_in}.
     *
     * @param address an IPv4 address in dotted decimal; names are not looked up
     * @param port 0 to 65535
     * @return the address
     * @throws IllegalArgumentException if the text is not an IPv4 address or the port is out of range
     */
    public static Sockaddr inet(String address, int port) {
        Sockaddr sockaddr = new Sockaddr();
        sockaddr.sin_family(Constants.AF_INET).sin_port(swap16(checkPort(port)));
        if (AddressText.parse(BackendLoader.any(), Constants.AF_INET, address, sockaddr.sin_addr()) != 1) {
            throw new IllegalArgumentException(
                    "not an IPv4 address: '" + address + "'; use dotted decimal, like 127.0.0.1");
        }
        sockaddr.length = SIZEOF_SOCKADDR_IN;
        return sockaddr;
    }

    /**
     * {@code struct sockaddr_in6} with flow information and scope 0.
     *
     * @param address an IPv6 address, like {@code ::1}; names are not looked up
     * @param port 0 to 65535
     * @return the address
     * @throws IllegalArgumentException if the text is not an IPv6 address or the port is out of range
     */
    public static Sockaddr inet6(String address, int port) {
        return inet6(address, port, 0, 0);
    }

    /**
     * {@code struct sockaddr_in6}.
     *
     * @param address an IPv6 address, like {@code fe80::1}; names are not looked up
     * @param port 0 to 65535
     * @param flowinfo traffic class and flow label, in network byte order as in C
     * @param scopeId the interface's number for a link-local address; else 0
     * @return the address
     * @throws IllegalArgumentException if the text is not an IPv6 address or the port is out of range
     */
    public static Sockaddr inet6(String address, int port, int flowinfo, int scopeId) {
        Sockaddr sockaddr = new Sockaddr();
        sockaddr.sin6_family(Constants.AF_INET6)
                .sin6_port(swap16(checkPort(port)))
                .sin6_flowinfo(flowinfo)
                .sin6_scope_id(scopeId);
        if (AddressText.parse(BackendLoader.any(), Constants.AF_INET6, address, sockaddr.sin6_addr()) != 1) {
            throw new IllegalArgumentException("not an IPv6 address: '" + address + "'; an example is ::1");
        }
        sockaddr.length = SIZEOF_SOCKADDR_IN6;
        return sockaddr;
    }

    /**
     * {@code struct sockaddr_in} or {@code struct sockaddr_in6}, depending on the address.
     *
     * @param address a resolved address
     * @return the address
     * @throws IllegalArgumentException if the address is unresolved
     */
    public static Sockaddr of(InetSocketAddress address) {
        return new Sockaddr().set(address, Constants.AF_UNSPEC);
    }

    /**
     * Overwrites this address with one of the JDK's.
     *
     * @param address a resolved address
     * @param domain the socket's domain: for {@code AF_INET6} an IPv4 address becomes an IPv4-mapped IPv6 address, and
     *     the wildcard 0.0.0.0 becomes the wildcard {@code ::}; for any other domain the address determines the family
     * @return this
     * @throws IllegalArgumentException if the address is unresolved
     */
    public Sockaddr set(InetSocketAddress address, int domain) {
        if (address.isUnresolved()) {
            throw new IllegalArgumentException("the address " + address + " is unresolved");
        }
        InetAddress host = address.getAddress();
        int port = swap16(address.getPort());
        byte[] bytes = host.getAddress();
        if (bytes.length == SIZEOF_IN_ADDR && domain != Constants.AF_INET6) {
            sin_family(Constants.AF_INET).sin_port(port);
            memory.put(OFFSETOF_SOCKADDR_IN_SIN_ADDR, bytes);
            length = SIZEOF_SOCKADDR_IN;
            return this;
        }
        sin6_family(Constants.AF_INET6).sin6_port(port).sin6_flowinfo(0).sin6_scope_id(0);
        if (host instanceof Inet6Address inet6) {
            sin6_scope_id(inet6.getScopeId());
            memory.put(OFFSETOF_SOCKADDR_IN6_SIN6_ADDR, bytes);
        } else if (host.isAnyLocalAddress()) {
            // ::ffff:0.0.0.0 is the wildcard of IPv4 alone.
            memory.put(OFFSETOF_SOCKADDR_IN6_SIN6_ADDR, new byte[SIZEOF_IN6_ADDR]);
        } else {
            memory.putLong(OFFSETOF_SOCKADDR_IN6_SIN6_ADDR, 0);
            memory.putInt(OFFSETOF_SOCKADDR_IN6_SIN6_ADDR + Long.BYTES, ByteOrders.swap(0xffff));
            memory.put(OFFSETOF_SOCKADDR_IN6_SIN6_ADDR + SIZEOF_IN6_ADDR - SIZEOF_IN_ADDR, bytes);
        }
        length = SIZEOF_SOCKADDR_IN6;
        return this;
    }

    /**
     * {@code struct sockaddr_un} with a path, in UTF-8.
     *
     * @param path the path
     * @return the address
     * @throws IllegalArgumentException as {@link #unix(byte[])} does
     */
    public static Sockaddr unix(String path) {
        return unix(path.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * {@code struct sockaddr_un} with a path. {@link #length()} counts the NUL after the path, except for a path of 108
     * bytes, which leaves no room for a NUL and is valid on Linux without it.
     *
     * @param path the path's bytes, 1 to 108
     * @return the address
     * @throws IllegalArgumentException if the path is empty, longer than 108 bytes, or contains a NUL
     */
    public static Sockaddr unix(byte[] path) {
        if (path.length == 0) {
            throw new IllegalArgumentException("the path is empty; unixUnnamed() returns an address without a path");
        }
        for (byte b : path) {
            if (b == 0) {
                throw new IllegalArgumentException(
                        "the path contains a NUL byte; unixAbstract() returns an address with an abstract name");
            }
        }
        Sockaddr sockaddr = new Sockaddr().sun_path(path);
        sockaddr.length = OFFSETOF_SOCKADDR_UN_SUN_PATH + Math.min(path.length + 1, SUN_PATH);
        return sockaddr;
    }

    /**
     * {@code struct sockaddr_un} with an abstract name: {@code sun_path} begins with a NUL, and {@code bind} creates no
     * file.
     *
     * @param name the bytes after the NUL, 0 to 107; any byte counts, including NUL
     * @return the address
     * @throws IllegalArgumentException if the name is longer than 107 bytes
     */
    public static Sockaddr unixAbstract(byte[] name) {
        byte[] path = new byte[name.length + 1];
        System.arraycopy(name, 0, path, 1, name.length);
        Sockaddr sockaddr = new Sockaddr().sun_path(path);
        sockaddr.length = OFFSETOF_SOCKADDR_UN_SUN_PATH + path.length;
        return sockaddr;
    }

    /**
     * {@link #unixAbstract(byte[])} with a name in UTF-8.
     *
     * @param name the name
     * @return the address
     * @throws IllegalArgumentException if the name is longer than 107 bytes
     */
    public static Sockaddr unixAbstract(String name) {
        return unixAbstract(name.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * {@code struct sockaddr_un} with the family only: an unnamed socket's address. A socket bound to it gets an
     * abstract name from the kernel (autobind).
     *
     * @return the address
     */
    public static Sockaddr unixUnnamed() {
        Sockaddr sockaddr = new Sockaddr().sa_family(Constants.AF_UNIX);
        sockaddr.length = OFFSETOF_SOCKADDR_UN_SUN_PATH;
        return sockaddr;
    }

    /**
     * {@code struct sockaddr_nl}.
     *
     * @param pid port ID of the socket, unsigned; 0 for the kernel
     * @param groups multicast groups, one bit each
     * @return the address
     */
    public static Sockaddr netlink(int pid, int groups) {
        Sockaddr sockaddr =
                new Sockaddr().sa_family(Constants.AF_NETLINK).nl_pid(pid).nl_groups(groups);
        sockaddr.length = SIZEOF_SOCKADDR_NL;
        return sockaddr;
    }

    /**
     * {@code struct sockaddr_ll} with interface and protocol.
     *
     * @param ifindex the interface's number; 0 to bind to all
     * @param protocol {@code ETH_P_} constant in network byte order: {@code htons(ETH_P_ALL)}
     * @return the address
     */
    public static Sockaddr packet(int ifindex, int protocol) {
        Sockaddr sockaddr = new Sockaddr()
                .sa_family(Constants.AF_PACKET)
                .sll_ifindex(ifindex)
                .sll_protocol(protocol);
        sockaddr.length = SIZEOF_SOCKADDR_LL;
        return sockaddr;
    }

    /**
     * {@code struct sockaddr_vm}.
     *
     * @param cid context: {@code VMADDR_CID_} constant or the number of a virtual machine
     * @param port 32-bit port, unsigned
     * @return the address
     */
    public static Sockaddr vsock(int cid, int port) {
        Sockaddr sockaddr =
                new Sockaddr().sa_family(Constants.AF_VSOCK).svm_cid(cid).svm_port(port);
        sockaddr.length = SIZEOF_SOCKADDR_VM;
        return sockaddr;
    }

    /**
     * An address of any family as bytes, starting with the two bytes of the family in native byte order.
     *
     * @param raw the bytes, at most 128
     * @return the address; {@link #length()} is the number of bytes
     * @throws IllegalArgumentException if there are more than 128
     */
    public static Sockaddr of(byte[] raw) {
        return new Sockaddr().set(raw);
    }

    /**
     * Overwrites this address with the bytes of another one.
     *
     * @param raw at most 128 bytes
     * @return this
     * @throws IllegalArgumentException if there are more
     */
    public Sockaddr set(byte[] raw) {
        if (raw.length > SIZEOF_SOCKADDR_STORAGE) {
            throw new IllegalArgumentException(
                    "an address must have at most " + SIZEOF_SOCKADDR_STORAGE + " bytes, not " + raw.length);
        }
        memory.put(0, raw);
        length = raw.length;
        return this;
    }

    private static int checkPort(int port) {
        if (port < 0 || port > 0xffff) {
            throw new IllegalArgumentException("a port must be 0 to 65535, not " + port);
        }
        return port;
    }

    /**
     * The length to pass as {@code addrlen}. It is the length that the factory set; after a call that wrote the
     * address, the length that the call returned, at most 128; for an address filled field by field, the size of the
     * family's structure (0 for a family that this class does not know).
     *
     * @return a number of bytes
     */
    public int length() {
        if (length >= 0) {
            return length;
        }
        switch (sa_family()) {
            case Constants.AF_INET:
                return SIZEOF_SOCKADDR_IN;
            case Constants.AF_INET6:
                return SIZEOF_SOCKADDR_IN6;
            case Constants.AF_UNIX:
                return SIZEOF_SOCKADDR_UN;
            case Constants.AF_NETLINK:
                return SIZEOF_SOCKADDR_NL;
            case Constants.AF_PACKET:
                return SIZEOF_SOCKADDR_LL;
            case Constants.AF_VSOCK:
                return SIZEOF_SOCKADDR_VM;
            default:
                return 0;
        }
    }

    // ---- fields ----

    /**
     * {@code sa_family}: the address family, the first field of every structure.
     *
     * @return the field's value as stored in memory
     */
    public int sa_family() {
        return memory.getShort(OFFSETOF_SOCKADDR_SA_FAMILY) & 0xffff;
    }

    /**
     * {@code sa_family}: the address family, the first field of every structure.
     *
     * @param value {@code AF_} constant, 0 to 65535
     * @return this
     */
    public Sockaddr sa_family(int value) {
        return family(OFFSETOF_SOCKADDR_SA_FAMILY, value);
    }

    /**
     * {@code sin_family}: the family of an IPv4 address.
     *
     * @return the field's value as stored in memory
     */
    public int sin_family() {
        return memory.getShort(OFFSETOF_SOCKADDR_IN_SIN_FAMILY) & 0xffff;
    }

    /**
     * {@code sin_family}: the family of an IPv4 address.
     *
     * @param value {@code AF_INET}
     * @return this
     */
    public Sockaddr sin_family(int value) {
        return family(OFFSETOF_SOCKADDR_IN_SIN_FAMILY, value);
    }

    /**
     * {@code sin_port}: the port of an IPv4 address.
     *
     * @return the field's value as stored in memory
     */
    public int sin_port() {
        return memory.getShort(OFFSETOF_SOCKADDR_IN_SIN_PORT) & 0xffff;
    }

    /**
     * {@code sin_port}: the port of an IPv4 address.
     *
     * @param value the port in network byte order: {@code htons(8080)}
     * @return this
     */
    public Sockaddr sin_port(int value) {
        memory.putShort(OFFSETOF_SOCKADDR_IN_SIN_PORT, (short) value);
        return this;
    }

    /**
     * {@code sin_addr.s_addr}, the IPv4 address as a number.
     *
     * @return the field's value as stored in memory
     */
    public int s_addr() {
        return memory.getInt(OFFSETOF_SOCKADDR_IN_SIN_ADDR);
    }

    /**
     * {@code sin_addr.s_addr}, the IPv4 address as a number.
     *
     * @param value the address in network byte order: {@code htonl(INADDR_ANY)}
     * @return this
     */
    public Sockaddr s_addr(int value) {
        memory.putInt(OFFSETOF_SOCKADDR_IN_SIN_ADDR, value);
        return this;
    }

    /**
     * {@code sin6_family}: the family of an IPv6 address.
     *
     * @return the field's value as stored in memory
     */
    public int sin6_family() {
        return memory.getShort(OFFSETOF_SOCKADDR_IN6_SIN6_FAMILY) & 0xffff;
    }

    /**
     * {@code sin6_family}: the family of an IPv6 address.
     *
     * @param value {@code AF_INET6}
     * @return this
     */
    public Sockaddr sin6_family(int value) {
        return family(OFFSETOF_SOCKADDR_IN6_SIN6_FAMILY, value);
    }

    /**
     * {@code sin6_port}: the port of an IPv6 address.
     *
     * @return the field's value as stored in memory
     */
    public int sin6_port() {
        return memory.getShort(OFFSETOF_SOCKADDR_IN6_SIN6_PORT) & 0xffff;
    }

    /**
     * {@code sin6_port}: the port of an IPv6 address.
     *
     * @param value the port in network byte order: {@code htons(8080)}
     * @return this
     */
    public Sockaddr sin6_port(int value) {
        memory.putShort(OFFSETOF_SOCKADDR_IN6_SIN6_PORT, (short) value);
        return this;
    }

    /**
     * {@code sin6_flowinfo}: traffic class and flow label.
     *
     * @return the field's value as stored in memory
     */
    public int sin6_flowinfo() {
        return memory.getInt(OFFSETOF_SOCKADDR_IN6_SIN6_FLOWINFO);
    }

    /**
     * {@code sin6_flowinfo}: traffic class and flow label.
     *
     * @param value the value in network byte order
     * @return this
     */
    public Sockaddr sin6_flowinfo(int value) {
        memory.putInt(OFFSETOF_SOCKADDR_IN6_SIN6_FLOWINFO, value);
        return this;
    }

    /**
     * {@code sin6_scope_id}: the interface of a link-local address.
     *
     * @return the field's value as stored in memory
     */
    public int sin6_scope_id() {
        return memory.getInt(OFFSETOF_SOCKADDR_IN6_SIN6_SCOPE_ID);
    }

    /**
     * {@code sin6_scope_id}: the interface of a link-local address.
     *
     * @param value the interface's number
     * @return this
     */
    public Sockaddr sin6_scope_id(int value) {
        memory.putInt(OFFSETOF_SOCKADDR_IN6_SIN6_SCOPE_ID, value);
        return this;
    }

    /**
     * {@code nl_pid}: the port ID of a netlink socket.
     *
     * @return the field's value as stored in memory
     */
    public int nl_pid() {
        return memory.getInt(OFFSETOF_SOCKADDR_NL_NL_PID);
    }

    /**
     * {@code nl_pid}: the port ID of a netlink socket.
     *
     * @param value the port ID, unsigned; 0 for the kernel
     * @return this
     */
    public Sockaddr nl_pid(int value) {
        memory.putInt(OFFSETOF_SOCKADDR_NL_NL_PID, value);
        return this;
    }

    /**
     * {@code nl_groups}: the multicast groups of a netlink socket.
     *
     * @return the field's value as stored in memory
     */
    public int nl_groups() {
        return memory.getInt(OFFSETOF_SOCKADDR_NL_NL_GROUPS);
    }

    /**
     * {@code nl_groups}: the multicast groups of a netlink socket.
     *
     * @param value the groups, one bit each
     * @return this
     */
    public Sockaddr nl_groups(int value) {
        memory.putInt(OFFSETOF_SOCKADDR_NL_NL_GROUPS, value);
        return this;
    }

    /**
     * {@code sll_protocol}: the protocol of a packet.
     *
     * @return the field's value as stored in memory
     */
    public int sll_protocol() {
        return memory.getShort(OFFSETOF_SOCKADDR_LL_SLL_PROTOCOL) & 0xffff;
    }

    /**
     * {@code sll_protocol}: the protocol of a packet.
     *
     * @param value {@code ETH_P_} constant in network byte order
     * @return this
     */
    public Sockaddr sll_protocol(int value) {
        memory.putShort(OFFSETOF_SOCKADDR_LL_SLL_PROTOCOL, (short) value);
        return this;
    }

    /**
     * {@code sll_ifindex}: the interface of a packet.
     *
     * @return the field's value as stored in memory
     */
    public int sll_ifindex() {
        return memory.getInt(OFFSETOF_SOCKADDR_LL_SLL_IFINDEX);
    }

    /**
     * {@code sll_ifindex}: the interface of a packet.
     *
     * @param value the interface's number
     * @return this
     */
    public Sockaddr sll_ifindex(int value) {
        memory.putInt(OFFSETOF_SOCKADDR_LL_SLL_IFINDEX, value);
        return this;
    }

    /**
     * {@code sll_hatype}: the kind of a packet's interface.
     *
     * @return the field's value as stored in memory
     */
    public int sll_hatype() {
        return memory.getShort(OFFSETOF_SOCKADDR_LL_SLL_HATYPE) & 0xffff;
    }

    /**
     * {@code sll_hatype}: the kind of a packet's interface.
     *
     * @param value {@code ARPHRD_} constant
     * @return this
     */
    public Sockaddr sll_hatype(int value) {
        memory.putShort(OFFSETOF_SOCKADDR_LL_SLL_HATYPE, (short) value);
        return this;
    }

    /**
     * {@code sll_pkttype}: the kind of a packet's destination.
     *
     * @return the field's value as stored in memory
     */
    public int sll_pkttype() {
        return memory.get(OFFSETOF_SOCKADDR_LL_SLL_PKTTYPE) & 0xff;
    }

    /**
     * {@code sll_pkttype}: the kind of a packet's destination.
     *
     * @param value {@code PACKET_HOST}, {@code PACKET_OUTGOING}, ...
     * @return this
     */
    public Sockaddr sll_pkttype(int value) {
        memory.put(OFFSETOF_SOCKADDR_LL_SLL_PKTTYPE, (byte) value);
        return this;
    }

    /**
     * {@code sll_halen}: the length of the hardware address.
     *
     * @return the field's value as stored in memory
     */
    public int sll_halen() {
        return memory.get(OFFSETOF_SOCKADDR_LL_SLL_HALEN) & 0xff;
    }

    /**
     * {@code sll_halen}: the length of the hardware address.
     *
     * @param value the number of bytes
     * @return this
     */
    public Sockaddr sll_halen(int value) {
        memory.put(OFFSETOF_SOCKADDR_LL_SLL_HALEN, (byte) value);
        return this;
    }

    /**
     * {@code svm_port}: the port of a vsock address.
     *
     * @return the field's value as stored in memory
     */
    public int svm_port() {
        return memory.getInt(OFFSETOF_SOCKADDR_VM_SVM_PORT);
    }

    /**
     * {@code svm_port}: the port of a vsock address.
     *
     * @param value the port, unsigned
     * @return this
     */
    public Sockaddr svm_port(int value) {
        memory.putInt(OFFSETOF_SOCKADDR_VM_SVM_PORT, value);
        return this;
    }

    /**
     * {@code svm_cid}: the context of a vsock address.
     *
     * @return the field's value as stored in memory
     */
    public int svm_cid() {
        return memory.getInt(OFFSETOF_SOCKADDR_VM_SVM_CID);
    }

    /**
     * {@code svm_cid}: the context of a vsock address.
     *
     * @param value {@code VMADDR_CID_} constant or the number of a virtual machine
     * @return this
     */
    public Sockaddr svm_cid(int value) {
        memory.putInt(OFFSETOF_SOCKADDR_VM_SVM_CID, value);
        return this;
    }

    /**
     * {@code sin_addr}: the IPv4 address.
     *
     * @return a view of its four bytes, in network byte order; writing to it changes the address
     */
    public ByteBuffer sin_addr() {
        return view(OFFSETOF_SOCKADDR_IN_SIN_ADDR, SIZEOF_IN_ADDR);
    }

    /**
     * {@code sin6_addr}: the IPv6 address.
     *
     * @return a view of its sixteen bytes, in network byte order; writing to it changes the address
     */
    public ByteBuffer sin6_addr() {
        return view(OFFSETOF_SOCKADDR_IN6_SIN6_ADDR, SIZEOF_IN6_ADDR);
    }

    /**
     * {@code sun_path}: the whole field.
     *
     * @return a view of its 108 bytes; writing to it changes the address
     */
    public ByteBuffer sun_path() {
        return view(OFFSETOF_SOCKADDR_UN_SUN_PATH, SUN_PATH);
    }

    /**
     * Sets {@code sun_path} and the family {@code AF_UNIX}; the rest of the field becomes zero.
     *
     * @param path the bytes; a leading 0 makes the name abstract
     * @return this
     * @throws IllegalArgumentException if there are more than 108 bytes; a path is never truncated
     */
    public Sockaddr sun_path(byte[] path) {
        if (path.length > SUN_PATH) {
            throw new IllegalArgumentException(
                    "a path in an AF_UNIX address must have at most " + SUN_PATH + " bytes, not " + path.length);
        }
        sa_family(Constants.AF_UNIX);
        memory.put(OFFSETOF_SOCKADDR_UN_SUN_PATH, Arrays.copyOf(path, SUN_PATH));
        return this;
    }

    /**
     * {@code sll_addr}: the hardware address.
     *
     * @return a view of its eight bytes, of which the first {@link #sll_halen()} are valid
     */
    public ByteBuffer sll_addr() {
        return view(OFFSETOF_SOCKADDR_LL_SLL_ADDR, SIZEOF_SOCKADDR_LL - OFFSETOF_SOCKADDR_LL_SLL_ADDR);
    }

    // ---- decoding ----

    /**
     * Converts the address to the JDK's type.
     *
     * @return the address if its family is {@code AF_INET} or {@code AF_INET6}, with an IPv4-mapped address as IPv4, as
     *     everywhere in the JDK; null for any other family
     */
    public InetSocketAddress toInetSocketAddress() {
        try {
            if (sa_family() == Constants.AF_INET) {
                byte[] address = new byte[SIZEOF_IN_ADDR];
                sin_addr().get(0, address);
                return new InetSocketAddress(InetAddress.getByAddress(address), swap16(sin_port()));
            }
            if (sa_family() == Constants.AF_INET6) {
                byte[] address = new byte[SIZEOF_IN6_ADDR];
                sin6_addr().get(0, address);
                InetAddress host = InetAddress.getByAddress(address);
                if (host instanceof Inet6Address && sin6_scope_id() != 0) {
                    host = Inet6Address.getByAddress(null, address, sin6_scope_id());
                }
                return new InetSocketAddress(host, swap16(sin6_port()));
            }
            return null;
        } catch (UnknownHostException e) {
            // getByAddress makes no lookup; it rejects only a wrong number of bytes.
            throw new AssertionError(e);
        }
    }

    /**
     * The path or abstract name of an {@code AF_UNIX} address that a call returned.
     *
     * @param addrlen the length that the call returned
     * @return the path's bytes up to its NUL; for an abstract name all its bytes, including the leading NUL; empty if
     *     unnamed
     * @throws IllegalArgumentException if the length is negative
     */
    public byte[] unixName(int addrlen) {
        if (addrlen < 0) {
            throw new IllegalArgumentException("the length of an address must not be negative: " + addrlen);
        }
        int room = Math.min(addrlen, SIZEOF_SOCKADDR_UN) - OFFSETOF_SOCKADDR_UN_SUN_PATH;
        if (room <= 0) {
            return new byte[0];
        }
        byte[] name = new byte[room];
        memory.get(OFFSETOF_SOCKADDR_UN_SUN_PATH, name);
        if (name[0] == 0) {
            return name;
        }
        int end = 0;
        while (end < name.length && name[end] != 0) {
            end++;
        }
        return Arrays.copyOf(name, end);
    }

    /** The address as human-readable text: {@link #toString(int)} with {@link #length()}. */
    @Override
    public String toString() {
        return toString(length());
    }

    /**
     * The address as human-readable text: {@code 127.0.0.1:8080}, {@code [::1]:8080}, {@code unix:/run/x},
     * {@code unix:@name}, {@code netlink:pid=0,groups=0x1}, {@code packet:ifindex=1,protocol=0x0800},
     * {@code vsock:2:1024}; any other family as its constant and bytes, {@code AF_CAN:0102}.
     *
     * @param addrlen the length that a call returned; bytes after it are ignored
     * @return the text
     */
    public String toString(int addrlen) {
        if (addrlen < Short.BYTES) {
            return "(no address)";
        }
        int family = sa_family();
        if (family == Constants.AF_INET && addrlen >= SIZEOF_SOCKADDR_IN) {
            return text(Constants.AF_INET, sin_addr()) + ":" + swap16(sin_port());
        }
        if (family == Constants.AF_INET6 && addrlen >= SIZEOF_SOCKADDR_IN6) {
            String scope = sin6_scope_id() == 0 ? "" : "%" + Integer.toUnsignedString(sin6_scope_id());
            return "[" + text(Constants.AF_INET6, sin6_addr()) + scope + "]:" + swap16(sin6_port());
        }
        if (family == Constants.AF_UNIX) {
            return unixText(unixName(addrlen));
        }
        if (family == Constants.AF_NETLINK && addrlen >= SIZEOF_SOCKADDR_NL) {
            return "netlink:pid=" + Integer.toUnsignedString(nl_pid()) + ",groups=0x"
                    + Integer.toHexString(nl_groups());
        }
        if (family == Constants.AF_PACKET && addrlen >= OFFSETOF_SOCKADDR_LL_SLL_ADDR) {
            return String.format("packet:ifindex=%d,protocol=0x%04x", sll_ifindex(), swap16(sll_protocol()));
        }
        if (family == Constants.AF_VSOCK && addrlen >= SIZEOF_SOCKADDR_VM) {
            return "vsock:" + Integer.toUnsignedString(svm_cid()) + ":" + Integer.toUnsignedString(svm_port());
        }
        StringBuilder text = new StringBuilder(Names.of("AF_", family)).append(":");
        for (int i = Short.BYTES; i < Math.min(addrlen, SIZEOF_SOCKADDR_STORAGE); i++) {
            text.append(String.format("%02x", memory.get(i)));
        }
        return text.toString();
    }

    private static String unixText(byte[] name) {
        if (name.length == 0) {
            return "unix:(unnamed)";
        }
        String text = new String(name, StandardCharsets.UTF_8);
        return name[0] == 0 ? "unix:@" + text.substring(1) : "unix:" + text;
    }

    private static String text(int family, ByteBuffer address) {
        Calls calls = BackendLoader.any();
        return calls.string(AddressText.format(calls, family, address, Constants.INET6_ADDRSTRLEN));
    }

    /** {@code htons} and {@code ntohs}. */
    private static int swap16(int value) {
        return ByteOrders.swap((short) value) & 0xffff;
    }
}
