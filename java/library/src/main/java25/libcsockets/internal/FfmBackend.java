package libcsockets.internal;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The backend over the Foreign Function &amp; Memory API: {@link FfmCalls}, and the access to native memory. */
@SuppressWarnings("restricted")
public final class FfmBackend extends FfmCalls {
    /** {@code BackendLoader} calls it by name. */
    public FfmBackend() {
        if (Linker.nativeLinker().defaultLookup().find("gnu_get_libc_version").isEmpty()) {
            throw new UnsupportedOperationException("the C library of this system is not glibc");
        }
    }

    @Override
    public String name() {
        return "ffm";
    }

    @Override
    public String origin() {
        return "the C library of the process";
    }

    @Override
    public String string(long address) {
        return MemorySegment.ofAddress(address).reinterpret(Long.MAX_VALUE).getString(0);
    }

    @Override
    public ByteBuffer memory(long address, int size) {
        return MemorySegment.ofAddress(address).reinterpret(size).asByteBuffer().order(ByteOrder.nativeOrder());
    }

    @Override
    public long address(ByteBuffer direct) {
        return addressOf(direct);
    }

    // ---- arrays ----

    /** Separate handles, which are linked only when a call first uses an array without a copy. */
    private static final class Critical {
        static final MethodHandle SEND = link("send");
        static final MethodHandle RECV = link("recv");

        private static MethodHandle link(String name) {
            Linker linker = Linker.nativeLinker();
            FunctionDescriptor shape = FunctionDescriptor.of(
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_INT,
                    ValueLayout.ADDRESS,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_INT);
            return linker.downcallHandle(
                    linker.defaultLookup().findOrThrow(name),
                    shape,
                    Linker.Option.captureCallState("errno"),
                    Linker.Option.critical(true));
        }
    }

    @Override
    public int sendArray(ThreadState state, int fd, byte[] array, int offset, int length, int flags) {
        return critical(Critical.SEND, state, fd, MemorySegment.ofArray(array).asSlice(offset, length), flags);
    }

    @Override
    public int recvArray(ThreadState state, int fd, byte[] array, int offset, int length, int flags) {
        return critical(Critical.RECV, state, fd, MemorySegment.ofArray(array).asSlice(offset, length), flags);
    }

    private static int critical(MethodHandle call, ThreadState state, int fd, MemorySegment array, int flags) {
        MemorySegment errno = errnoMemory(state);
        long result;
        try {
            result = (long) call.invokeExact(errno, fd, array, array.byteSize(), flags);
        } catch (Throwable e) {
            throw new AssertionError("a downcall threw", e);
        }
        return result >= 0 ? (int) result : -errno(errno);
    }
}
