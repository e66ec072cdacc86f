package libcsockets.tools.conform.run;

import static libcsockets.Constants.*;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import libcsockets.Errno;
import libcsockets.IntRef;
import libcsockets.Libc;
import libcsockets.Sockaddr;
import libcsockets.tools.conform.language.Limits;
import libcsockets.tools.conform.language.Parser;
import libcsockets.tools.conform.language.SyntaxFault;
import libcsockets.tools.conform.language.Value;

/** Gives the values of a case their numbers, bytes and addresses. */
final class Evaluator {
    /** Buffers above this size are parts of a file with nothing in it, which take no memory until they are touched. */
    private static final int LARGEST_IN_MEMORY = 16 << 20;

    private static final int SIZEOF_SUN_PATH = SIZEOF_SOCKADDR_UN - Short.BYTES;

    private final Libc libc;
    private final Sandbox sandbox;

    Evaluator(Libc libc, Sandbox sandbox) {
        this.libc = libc;
        this.sandbox = sandbox;
    }

    // ---- numbers ----

    public long number(Value.Int value) {
        long number = 0;
        for (Value.Term term : value.terms()) {
            if (term instanceof Value.Literal literal) {
                number |= literal.number();
            } else {
                Value.Name name = (Value.Name) term;
                number |= Parser.swapped(sandbox.named(name.name()), name.swaps());
            }
        }
        return number;
    }

    int integer(Value.Int value) {
        return (int) number(value);
    }

    int descriptor(Value.Int value) {
        return sandbox.descriptor(number(value));
    }

    // ---- bytes ----

    /** Bytes in native memory, null for NULL, and the length to pass, which the memory has at least. */
    record Bytes(ByteBuffer memory, int length) {}

    /** The bytes themselves, cut or extended with zeros to their length. */
    byte[] array(Value.Blob blob) {
        byte[] content = content(blob);
        return blob.length() == null ? content : Arrays.copyOf(content, size(number(blob.length())));
    }

    /** A number of bytes that a case writes out. */
    static int size(long number) {
        if (number < 0 || number > Limits.MOST_BYTES) {
            throw new SyntaxFault("a number of bytes must be 0 to " + Limits.MOST_BYTES + ", not " + number);
        }
        return (int) number;
    }

    private byte[] content(Value.Blob blob) {
        byte[] bytes;
        if (blob.content() instanceof Value.Literally literally) {
            bytes = literally.bytes();
        } else if (blob.content() instanceof Value.Fill fill) {
            bytes = new byte[size(number(fill.size()))];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) ('a' + i % 26);
            }
        } else {
            bytes = new byte[size(number(((Value.Zeros) blob.content()).size()))];
        }
        return blob.pad() == null ? bytes : Arrays.copyOf(bytes, Math.max(bytes.length, size(number(blob.pad()))));
    }

    /** The length that is given for a blob, else its own. */
    long length(Value.Blob blob) {
        if (blob.length() != null) {
            return number(blob.length());
        }
        return blob.isPointer() ? 0 : content(blob).length;
    }

    /**
     * Bytes to move. A length above what Linux moves in one call, or a negative one, which in C is such a length, is
     * that much.
     */
    Bytes transfer(Value.Blob blob) {
        long length = length(blob);
        return bytes(blob, length < 0 || length > Limits.MOST_MOVED ? Limits.MOST_MOVED : (int) length);
    }

    /** Bytes whose length is a socklen_t. */
    Bytes option(Value.Blob blob) {
        return bytes(blob, (int) length(blob));
    }

    private Bytes bytes(Value.Blob blob, int length) {
        return new Bytes(blob.isPointer() ? null : memory(content(blob), length), length);
    }

    /** A buffer to receive into, with what must not be taken for data received. */
    Bytes receiveBuffer(Value.Buffer buffer) {
        if (buffer.size() == null) {
            return transfer(buffer.blob());
        }
        long size = number(buffer.size());
        int length = size < 0 || size > Limits.MOST_MOVED ? Limits.MOST_MOVED : (int) size;
        ByteBuffer memory = memory(new byte[0], length);
        if (length <= LARGEST_IN_MEMORY) {
            for (int i = 0; i < length; i++) {
                memory.put(i, (byte) 0xEE);
            }
        }
        return new Bytes(memory, length);
    }

    /** Native memory of at least {@code size} bytes that begins with {@code content} and goes on with zeros. */
    ByteBuffer memory(byte[] content, int size) {
        int capacity = Math.max(content.length, size);
        if (capacity <= LARGEST_IN_MEMORY) {
            return ByteBuffer.allocateDirect(capacity)
                    .order(ByteOrder.nativeOrder())
                    .put(0, content);
        }
        Path file = sandbox.directory().resolve("memory");
        try (FileChannel channel = FileChannel.open(
                file,
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                StandardOpenOption.DELETE_ON_CLOSE)) {
            ByteBuffer memory = channel.map(FileChannel.MapMode.READ_WRITE, 0, capacity);
            return memory.order(ByteOrder.nativeOrder()).put(0, content);
        } catch (IOException e) {
            throw new IllegalStateException("there is no memory for a buffer of " + capacity + " bytes", e);
        }
    }

    // ---- addresses ----

    /** An address, null for NULL, and the length to pass. */
    record SocketAddress(Sockaddr memory, int length) {
        int family() {
            return memory == null ? AF_UNSPEC : memory.sa_family();
        }
    }

    SocketAddress address(Value.Address address) {
        int pad = address.pad() == null ? 0 : pad(number(address.pad()));
        SocketAddress written = form(address.form(), pad);
        if (address.family() != null && written.memory() != null) {
            written.memory().sa_family(integer(address.family()));
        }
        return address.length() == null ? written : new SocketAddress(written.memory(), integer(address.length()));
    }

    private static int pad(long number) {
        if (number >= Limits.LONGEST_PATH) {
            throw new SyntaxFault("pad too large");
        }
        return (int) number;
    }

    private SocketAddress form(Value.Form form, int pad) {
        if (form instanceof Value.NoAddress) {
            return new SocketAddress(null, 0);
        }
        if (form instanceof Value.Unspecified) {
            return new SocketAddress(new Sockaddr(), SIZEOF_SOCKADDR);
        }
        if (form instanceof Value.Local local) {
            return local(descriptor(local.descriptor()));
        }
        if (form instanceof Value.Packet packet) {
            Sockaddr address = Sockaddr.packet(
                    Math.max(0, libc.if_nametoindex(packet.name())), Libc.htons(integer(packet.protocol())));
            return new SocketAddress(address, address.length());
        }
        if (form instanceof Value.Inet inet) {
            return inet(inet);
        }
        if (form instanceof Value.TemporaryPath path) {
            return path(path.name().isEmpty() ? "" : sandbox.directory() + "/" + path.name(), pad);
        }
        if (form instanceof Value.RawPath path) {
            return path(path.path(), pad);
        }
        return abstractName(((Value.Abstract) form).name(), pad);
    }

    /** The local address of a socket, where "any address" is the loopback address. */
    SocketAddress local(int fd) {
        Sockaddr address = new Sockaddr();
        IntRef length = new IntRef(SIZEOF_SOCKADDR_STORAGE);
        if (libc.getsockname(fd, address, length) < 0) {
            throw new SyntaxFault("&fd: getsockname: " + Errno.name(libc.errno()));
        }
        if (address.sa_family() == AF_INET && address.s_addr() == Libc.htonl(INADDR_ANY)) {
            address.s_addr(Libc.htonl(INADDR_LOOPBACK));
        } else if (address.sa_family() == AF_INET6 && ByteBuffer.allocate(16).equals(address.sin6_addr())) {
            address.sin6_addr().put(15, (byte) 1);
        }
        return new SocketAddress(address, length.get());
    }

    private SocketAddress inet(Value.Inet inet) {
        int port = Libc.htons(port(inet.port()));
        if (inet.address().length == 4) {
            Sockaddr address = new Sockaddr().sin_family(AF_INET).sin_port(port);
            address.sin_addr().put(inet.address());
            return new SocketAddress(address, SIZEOF_SOCKADDR_IN);
        }
        Sockaddr address = new Sockaddr().sin6_family(AF_INET6).sin6_port(port);
        address.sin6_addr().put(inet.address());
        return new SocketAddress(address, SIZEOF_SOCKADDR_IN6);
    }

    private int port(Value.Port port) {
        if (port instanceof Value.PortNumber number) {
            return integer(number.number());
        }
        if (port instanceof Value.PortOf of) {
            return Outcome.port(local(descriptor(of.descriptor())).memory());
        }
        return unusedPort(((Value.UnusedPort) port).udp() ? SOCK_DGRAM : SOCK_STREAM);
    }

    private int unusedPort(int type) {
        Sockaddr address = Sockaddr.inet("127.0.0.1", 0);
        int fd = libc.socket(AF_INET, type | SOCK_CLOEXEC, 0);
        if (fd < 0
                || libc.bind(fd, address, address.length()) < 0
                || libc.getsockname(fd, address, new IntRef(SIZEOF_SOCKADDR_IN)) < 0) {
            String error = Errno.name(libc.errno());
            libc.close(fd);
            throw new SyntaxFault("unused port: " + error);
        }
        libc.close(fd);
        return Libc.ntohs(address.sin_port());
    }

    private static SocketAddress path(String path, int pad) {
        byte[] name = name(path, pad);
        // A path that fills sun_path has no terminator; none at all is the family alone.
        int terminator = name.length > 0 && name.length < SIZEOF_SUN_PATH ? 1 : 0;
        return unix(name, 0, Short.BYTES + name.length + terminator);
    }

    private SocketAddress abstractName(String text, int pad) {
        byte[] name = name(Value.Abstract.PREFIX + libc.getpid() + "." + text, pad);
        return unix(name, 1, Short.BYTES + 1 + name.length);
    }

    private static byte[] name(String text, int pad) {
        byte[] name = text.getBytes(StandardCharsets.UTF_8);
        if (name.length > Limits.LONGEST_PATH) {
            throw new SyntaxFault("name too long");
        }
        byte[] padded = Arrays.copyOf(name, Math.max(name.length, pad));
        Arrays.fill(padded, name.length, padded.length, (byte) 'h');
        return padded;
    }

    /** Writes past sun_path's end too, which {@code Sockaddr} itself refuses. */
    private static SocketAddress unix(byte[] name, int offset, int length) {
        Sockaddr address = new Sockaddr().sa_family(AF_UNIX);
        address.memory().put(Short.BYTES + offset, name);
        return new SocketAddress(address, length);
    }
}
