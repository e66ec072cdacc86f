package libcsockets;

import static libcsockets.Constants.*;

import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.Objects;
import libcsockets.internal.CStrings;
import libcsockets.internal.Calls;
import libcsockets.internal.ThreadState;

/** {@code inet_pton} and {@code inet_ntop}, for {@link Libc} and for the structures that have addresses. */
final class AddressText {
    private AddressText() {}

    /**
     * The size of a family's address in bytes; 0 for another family, for which both functions fail before they access
     * memory.
     */
    static int size(int af) {
        return af == AF_INET ? SIZEOF_IN_ADDR : af == AF_INET6 ? SIZEOF_IN6_ADDR : 0;
    }

    /** The result of {@code inet_pton}, or {@code -errno}. */
    static int parse(Calls calls, int af, String src, ByteBuffer dst) {
        ByteBuffer text = CStrings.allocate(src);
        ThreadState state = ThreadState.get();
        ByteBuffer scratch = state.scratch(SIZEOF_IN6_ADDR);
        int result = calls.inet_pton(af, calls.address(text), state.scratchAddress());
        Reference.reachabilityFence(text);
        if (result == 1) {
            dst.put(0, scratch, 0, size(af));
        }
        return result;
    }

    /** The address of the text in the thread's scratch memory, or {@code -errno}. */
    static long format(Calls calls, int af, ByteBuffer src, int size) {
        ThreadState state = ThreadState.get();
        ByteBuffer scratch = state.scratch(SIZEOF_IN6_ADDR + INET6_ADDRSTRLEN);
        int read = size(af);
        if (read > 0) {
            scratch.put(0, Objects.requireNonNull(src, "src"), 0, read);
        }
        long address = state.scratchAddress();
        long text = address + SIZEOF_IN6_ADDR;
        return calls.inet_ntop(af, address, text, size);
    }
}
