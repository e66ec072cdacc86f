package libcsockets;

import static libcsockets.internal.Layout.*;

import java.lang.ref.Reference;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import libcsockets.internal.Calls;
import libcsockets.internal.Memory;
import libcsockets.internal.ThreadState;

/**
 * One look-up in the databases of netdb.h with glibc's thread-safe functions, whose names end with {@code _r}. They
 * write a structure, the data that it points to, and a pointer to it that is {@code NULL} if there is no such entry.
 */
final class Netdb {
    /** Large enough for nearly every entry. */
    private static final int FIRST_SIZE = 1024;

    /** Only an attack has more names and addresses. */
    private static final int LARGEST_SIZE = 1 << 20;

    /** The function, with its own first arguments bound. */
    interface LookUp {
        /** Returns 0, or an error number. */
        int call(long structure, long buffer, long size, long result);
    }

    private final Calls calls;

    /** The pointer to the result, and after it {@code h_errno}, which only {@code gethostbyname_r} writes. */
    private final ByteBuffer result = Memory.allocate(2 * Long.BYTES);

    Netdb(Calls calls) {
        this.calls = calls;
    }

    /** The address for {@code h_errno}. */
    long hErrnoAddress() {
        return calls.address(result) + Long.BYTES;
    }

    Servent servent(LookUp lookUp) {
        ByteBuffer entry = find(SIZEOF_SERVENT, lookUp);
        return entry == null
                ? null
                : new Servent(
                        string(entry, OFFSETOF_SERVENT_S_NAME),
                        strings(entry, OFFSETOF_SERVENT_S_ALIASES),
                        entry.getInt(OFFSETOF_SERVENT_S_PORT),
                        string(entry, OFFSETOF_SERVENT_S_PROTO));
    }

    Protoent protoent(LookUp lookUp) {
        ByteBuffer entry = find(SIZEOF_PROTOENT, lookUp);
        return entry == null
                ? null
                : new Protoent(
                        string(entry, OFFSETOF_PROTOENT_P_NAME),
                        strings(entry, OFFSETOF_PROTOENT_P_ALIASES),
                        entry.getInt(OFFSETOF_PROTOENT_P_PROTO));
    }

    Hostent hostent(LookUp lookUp) {
        ByteBuffer entry = find(SIZEOF_HOSTENT, lookUp);
        if (entry == null) {
            ThreadState.get().hErrno = result.getInt(Long.BYTES);
            return null;
        }
        int length = entry.getInt(OFFSETOF_HOSTENT_H_LENGTH);
        return new Hostent(
                string(entry, OFFSETOF_HOSTENT_H_NAME),
                strings(entry, OFFSETOF_HOSTENT_H_ALIASES),
                entry.getInt(OFFSETOF_HOSTENT_H_ADDRTYPE),
                length,
                addresses(entry, length));
    }

    /** Returns the structure followed by the data that it points to; null and errno if there is none. */
    private ByteBuffer find(int size, LookUp lookUp) {
        int error;
        int room = FIRST_SIZE;
        do {
            ByteBuffer memory = Memory.allocate(size + room);
            long address = calls.address(memory);
            error = lookUp.call(address, address + size, room, calls.address(result));
            Reference.reachabilityFence(memory);
            Reference.reachabilityFence(result);
            if (error == 0 && result.getLong(0) != 0) {
                return memory;
            }
            room *= 4;
        } while (error == Constants.ERANGE && room <= LARGEST_SIZE);
        Errno.set(error);
        return null;
    }

    private String string(ByteBuffer entry, int offset) {
        return calls.string(entry.getLong(offset));
    }

    private List<String> strings(ByteBuffer entry, int offset) {
        List<String> strings = new ArrayList<>();
        for (long pointer : pointers(entry, offset)) {
            strings.add(calls.string(pointer));
        }
        Reference.reachabilityFence(entry);
        return List.copyOf(strings);
    }

    private List<InetAddress> addresses(ByteBuffer entry, int length) {
        List<InetAddress> addresses = new ArrayList<>();
        for (long pointer : pointers(entry, OFFSETOF_HOSTENT_H_ADDR_LIST)) {
            byte[] bytes = new byte[length];
            calls.memory(pointer, length).get(bytes);
            try {
                addresses.add(InetAddress.getByAddress(bytes));
            } catch (UnknownHostException e) {
                // getByAddress makes no lookup; it rejects only a wrong number of bytes.
                throw new AssertionError(e);
            }
        }
        Reference.reachabilityFence(entry);
        return List.copyOf(addresses);
    }

    /** The pointers of an array that ends with {@code NULL}. */
    private List<Long> pointers(ByteBuffer entry, int offset) {
        List<Long> pointers = new ArrayList<>();
        for (long at = entry.getLong(offset); ; at += Long.BYTES) {
            long pointer = calls.memory(at, Long.BYTES).getLong(0);
            if (pointer == 0) {
                return pointers;
            }
            pointers.add(pointer);
        }
    }
}
