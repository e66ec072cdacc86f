package libcsockets.internal;

import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The backend over the Foreign Function &amp; Memory API: {@link FfmCalls}, and the way to native memory. */
@SuppressWarnings("restricted")
public final class FfmBackend extends FfmCalls {
    /** Called by its name, from {@code BackendLoader}. */
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
}
