package libcsockets.internal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** The backend over JNI: {@link JniCalls}, and the access to native memory. The rest is in {@code native/src/jni}. */
public class JniBackend extends JniCalls {
    private final String origin;

    /** Creates the backend over a library that is loaded already. */
    public JniBackend(String origin) {
        this.origin = origin;
    }

    @Override
    public String name() {
        return "jni";
    }

    @Override
    public String origin() {
        return origin;
    }

    @Override
    public String string(long address) {
        return new String(bytes(address), StandardCharsets.UTF_8);
    }

    /** The bytes of a C string. */
    private native byte[] bytes(long address);

    @Override
    public ByteBuffer memory(long address, int size) {
        return buffer(address, size).order(ByteOrder.nativeOrder());
    }

    private native ByteBuffer buffer(long address, int size);

    @Override
    public native long address(ByteBuffer direct);

    @Override
    public int sendArray(ThreadState state, int fd, byte[] array, int offset, int length, int flags) {
        return sendArray(fd, array, offset, length, flags);
    }

    private static native int sendArray(int fd, byte[] array, int offset, int length, int flags);

    @Override
    public int recvArray(ThreadState state, int fd, byte[] array, int offset, int length, int flags) {
        return recvArray(fd, array, offset, length, flags);
    }

    private static native int recvArray(int fd, byte[] array, int offset, int length, int flags);
}
