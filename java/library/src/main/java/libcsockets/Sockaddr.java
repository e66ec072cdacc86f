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
 * <p>The 128 bytes are zero at first. They can be filled field by field under the C names, whose ports and addresses are
 * in network byte order as in C, or by a factory, which takes a port as people write it:
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
 * <p>The length that a call needs beside the address is {@link #length()}; calls that return an address write its own into
 * an {@link IntRef}, and {@link #length()} is that then, so that the address can be answered. Any other length can be tried: the kernel never reads or writes more than the 128 bytes.
 *
 * <p>Not safe for use by two threads at once.
 *
 * @see <a href="https://man7.org/linux/man-pages/man3/sockaddr.3type.html">sockaddr(3type)</a>
 */
public final class Sockaddr extends Struct {
    /** Room in {@code sun_path}. */
    private static final int SUN_PATH = SIZEOF_SOCKADDR_UN - OFFSETOF_SOCKADDR_UN_SUN_PATH;

    /** What a factory or a call gave; -1 to go by the family. */
    private int length = -1;

    private boolean filled;

    /** 128 zero bytes, family {@code AF_UNSPEC}. */
    public Sockaddr() {
        // getnameinfo looks for the NUL behind a path, and a path may fill the structure.
        super(SIZEOF_SOCKADDR_STORAGE, 1);
    }

    /** A call wrote the address. */
    void filled(int addrlen) {
        length = Math.max(0, Math.min(addrlen, SIZEOF_SOCKADDR_STORAGE));
        filled = true;
    }

    /** A setter makes another address of one that a call wrote; what a factory gave is kept. */
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
     * @throws IllegalArgumentException if the text is no IPv4 address or the port is out of range
     */
    public static Sockaddr inet(String address, int port) {
        Sockaddr sockaddr = new Sockaddr();
        sockaddr.sin_family(Constants.AF_INET).sin_port(swap16(checkPort(port)));
        if (AddressText.parse(BackendLoader.any(), Constants.AF_INET, address, sockaddr.sin_addr()) != 1) {
            throw new IllegalArgumentException(
                    "'" + address + "' is no IPv4 address in dotted decimal, like 127.0.0.1");
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
     * @throws IllegalArgumentException if the text is no IPv6 address or the port is out of range
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
     * @throws IllegalArgumentException if the text is no IPv6 address or the port is out of range
     */
    public static Sockaddr inet6(String address, int port, int flowinfo, int scopeId) {
        Sockaddr sockaddr = new Sockaddr();
        sockaddr.sin6_family(Constants.AF_INET6)
                .sin6_port(swap16(checkPort(port)))
                .sin6_flowinfo(flowinfo)
                .sin6_scope_id(scopeId);
        if (AddressText.parse(BackendLoader.any(), Constants.AF_INET6, address, sockaddr.sin6_addr()) != 1) {
            throw new IllegalArgumentException("'" + address + "' is no IPv6 address, like ::1");
        }
        sockaddr.length = SIZEOF_SOCKADDR_IN6;
        return sockaddr;
    }

    /**
     * {@code struct sockaddr_in} or {@code struct sockaddr_in6}, whichever the address is.
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
     * @param domain the socket's: for {@code AF_INET6} an IPv4 address becomes an IPv4-mapped IPv6 one, and the
     *     wildcard 0.0.0.0 the wildcard {@code ::}; for any other, the address decides the family
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
            // ::ffff:0.0.0.0 would be the wildcard of IPv4 alone.
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
     * {@code struct sockaddr_un} with a path. {@link #length()} counts the NUL behind the path, except for a path of 108
     * bytes, which leaves no room for one and is valid on Linux without.
     *
     * @param path the path's bytes, 1 to 108
     * @return the address
     * @throws IllegalArgumentException if the path is empty, longer than 108 bytes, or contains a NUL
     */
    public static Sockaddr unix(byte[] path) {
        if (path.length == 0) {
            throw new IllegalArgumentException("the path is empty; unixUnnamed() makes an address without one");
        }
        for (byte b : path) {
            if (b == 0) {
                throw new IllegalArgumentException("the path contains a NUL byte; unixAbstract() makes abstract names");
            }
        }
        Sockaddr sockaddr = new Sockaddr().sun_path(path);
        sockaddr.length = OFFSETOF_SOCKADDR_UN_SUN_PATH + Math.min(path.length + 1, SUN_PATH);
        return sockaddr;
    }

    /**
     * {@code struct sockaddr_un} with an abstract name: {@code sun_path} begins with a NUL, and no file is made.
     *
     * @param name the bytes behind the NUL, 0 to 107; any bytes count, NUL included
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
     * {@code struct sockaddr_un} with the family only: an unnamed socket's address. Bound to it, a socket gets an abstract
     * name from the kernel (autobind).
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
     * @param pid port number of the socket, unsigned; 0 for the kernel
     * @param groups multicast groups as bits
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
     * @param ifindex the interface's number; 0 for all when binding
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
     * An address of any family as bytes, the family's two bytes in native order first.
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
                    "an address has at most " + SIZEOF_SOCKADDR_STORAGE + " bytes, not " + raw.length);
        }
        memory.put(0, raw);
        length = raw.length;
        return this;
    }

    private static int checkPort(int port) {
        if (port < 0 || port > 0xffff) {
            throw new IllegalArgumentException("the port is " + port + ", but a port is a number from 0 to 65535");
        }
        return port;
    }

    /**
     * The length for {@code addrlen}: what the factory gave; after a call that wrote the address, the length that it
     * returned, at most 128; or for an address filled field by field the size of its family's structure (0 for a family
     * that this class does not know).
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
     * {@code sa_family}: the address family, which every structure has first.
     *
     * @return the field's value as it stands in memory
     */
    public int sa_family() {
        return memory.getShort(OFFSETOF_SOCKADDR_SA_FAMILY) & 0xffff;
    }

    /**
     * {@code sa_family}: the address family, which every structure has first.
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
     * @return the field's value as it stands in memory
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
     * @return the field's value as it stands in memory
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
     * @return the field's value as it stands in memory
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
     * @return the field's value as it stands in memory
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
     * @return the field's value as it stands in memory
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
     * @return the field's value as it stands in memory
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
     * @return the field's value as it stands in memory
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
     * {@code nl_pid}: the port number of a netlink socket.
     *
     * @return the field's value as it stands in memory
     */
    public int nl_pid() {
        return memory.getInt(OFFSETOF_SOCKADDR_NL_NL_PID);
    }

    /**
     * {@code nl_pid}: the port number of a netlink socket.
     *
     * @param value the number, unsigned; 0 for the kernel
     * @return this
     */
    public Sockaddr nl_pid(int value) {
        memory.putInt(OFFSETOF_SOCKADDR_NL_NL_PID, value);
        return this;
    }

    /**
     * {@code nl_groups}: the multicast groups of a netlink socket.
     *
     * @return the field's value as it stands in memory
     */
    public int nl_groups() {
        return memory.getInt(OFFSETOF_SOCKADDR_NL_NL_GROUPS);
    }

    /**
     * {@code nl_groups}: the multicast groups of a netlink socket.
     *
     * @param value a bit for each group
     * @return this
     */
    public Sockaddr nl_groups(int value) {
        memory.putInt(OFFSETOF_SOCKADDR_NL_NL_GROUPS, value);
        return this;
    }

    /**
     * {@code sll_protocol}: the protocol of a packet.
     *
     * @return the field's value as it stands in memory
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
     * @return the field's value as it stands in memory
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
     * @return the field's value as it stands in memory
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
     * {@code sll_pkttype}: for whom a packet is.
     *
     * @return the field's value as it stands in memory
     */
    public int sll_pkttype() {
        return memory.get(OFFSETOF_SOCKADDR_LL_SLL_PKTTYPE) & 0xff;
    }

    /**
     * {@code sll_pkttype}: for whom a packet is.
     *
     * @param value {@code PACKET_HOST}, {@code PACKET_OUTGOING}, ...
     * @return this
     */
    public Sockaddr sll_pkttype(int value) {
        memory.put(OFFSETOF_SOCKADDR_LL_SLL_PKTTYPE, (byte) value);
        return this;
    }

    /**
     * {@code sll_halen}: how long the hardware address is.
     *
     * @return the field's value as it stands in memory
     */
    public int sll_halen() {
        return memory.get(OFFSETOF_SOCKADDR_LL_SLL_HALEN) & 0xff;
    }

    /**
     * {@code sll_halen}: how long the hardware address is.
     *
     * @param value number of bytes
     * @return this
     */
    public Sockaddr sll_halen(int value) {
        memory.put(OFFSETOF_SOCKADDR_LL_SLL_HALEN, (byte) value);
        return this;
    }

    /**
     * {@code svm_port}: the port of a vsock address.
     *
     * @return the field's value as it stands in memory
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
     * @return the field's value as it stands in memory
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
     * @return its four bytes in place, in network byte order; what is written there is in the address
     */
    public ByteBuffer sin_addr() {
        return view(OFFSETOF_SOCKADDR_IN_SIN_ADDR, SIZEOF_IN_ADDR);
    }

    /**
     * {@code sin6_addr}: the IPv6 address.
     *
     * @return its sixteen bytes in place, in network byte order; what is written there is in the address
     */
    public ByteBuffer sin6_addr() {
        return view(OFFSETOF_SOCKADDR_IN6_SIN6_ADDR, SIZEOF_IN6_ADDR);
    }

    /**
     * {@code sun_path}: all of it.
     *
     * @return its 108 bytes in place; what is written there is in the address
     */
    public ByteBuffer sun_path() {
        return view(OFFSETOF_SOCKADDR_UN_SUN_PATH, SUN_PATH);
    }

    /**
     * {@code sun_path}, and {@code AF_UNIX} with it; the rest of the field becomes zero.
     *
     * @param path the bytes; a first one that is 0 makes the name abstract
     * @return this
     * @throws IllegalArgumentException if there are more than 108: a path too long is an error, not cut
     */
    public Sockaddr sun_path(byte[] path) {
        if (path.length > SUN_PATH) {
            throw new IllegalArgumentException(
                    "a path in an AF_UNIX address has at most " + SUN_PATH + " bytes, not " + path.length);
        }
        sa_family(Constants.AF_UNIX);
        memory.put(OFFSETOF_SOCKADDR_UN_SUN_PATH, Arrays.copyOf(path, SUN_PATH));
        return this;
    }

    /**
     * {@code sll_addr}: the hardware address.
     *
     * @return its eight bytes in place, of which {@link #sll_halen()} count
     */
    public ByteBuffer sll_addr() {
        return view(OFFSETOF_SOCKADDR_LL_SLL_ADDR, SIZEOF_SOCKADDR_LL - OFFSETOF_SOCKADDR_LL_SLL_ADDR);
    }

    // ---- decoding ----

    /**
     * The address as the JDK has it.
     *
     * @return an address of the family {@code AF_INET} or {@code AF_INET6}, an IPv4-mapped one as IPv4 like everywhere in
     *     the JDK; null for any other family
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
            // getByAddress looks nothing up; it objects only to a wrong number of bytes.
            throw new AssertionError(e);
        }
    }

    /**
     * The path or abstract name of an {@code AF_UNIX} address that a call returned.
     *
     * @param addrlen the length that the call gave
     * @return the path's bytes up to its NUL; for an abstract name all its bytes, the NUL in front included; empty if
     *     unnamed
     * @throws IllegalArgumentException if the length is negative
     */
    public byte[] unixName(int addrlen) {
        if (addrlen < 0) {
            throw new IllegalArgumentException("the length of an address is not negative, and this is " + addrlen);
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

    /** The address as text, for people: {@link #toString(int)} with {@link #length()}. */
    @Override
    public String toString() {
        return toString(length());
    }

    /**
     * The address as text, for people: {@code 127.0.0.1:8080}, {@code [::1]:8080}, {@code unix:/run/x}, {@code
     * unix:@name}, {@code netlink:pid=0,groups=0x1}, {@code packet:ifindex=1,protocol=0x0800}, {@code vsock:2:1024}; any
     * other family as its constant and bytes, {@code AF_CAN:0102}.
     *
     * @param addrlen the length that a call gave; what lies behind it is not looked at
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
