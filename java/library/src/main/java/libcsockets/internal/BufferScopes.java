package libcsockets.internal;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.Buffer;
import java.nio.ByteBuffer;

/** The arena behind a buffer, on JDK 22 and later, accessed without a separate class for these releases. */
public final class BufferScopes {
    private static final boolean THERE = Runtime.version().feature() >= 22;

    private BufferScopes() {}

    /**
     * Whether this thread may pass the buffer's address to the kernel: the buffer is direct, and its memory exists
     * until the call ends. Any thread may close a shared arena at any time.
     */
    public static boolean outlivesCall(ByteBuffer buffer) {
        return buffer.isDirect() && (!THERE || Buffers.outlivesCall(buffer));
    }

    /** Rejects a zero-copy send of bytes that would be copied first. */
    public static void checkCopied(boolean zeroCopy) {
        if (zeroCopy) {
            throw new IllegalArgumentException(
                    "MSG_ZEROCOPY needs a direct buffer, for LibcSocket not one of a shared arena: other bytes are sent"
                            + " from memory that the next call reuses");
        }
    }

    // Separate classes, because a program's start waits for each class that it initializes.

    private static final class Buffers {
        private static final MethodHandle OF_BUFFER;
        private static final MethodHandle SCOPE;
        private static final Class<?> DIRECT;

        static {
            try {
                Class<?> segment = Class.forName("java.lang.foreign.MemorySegment");
                Class<?> scope = Class.forName("java.lang.foreign.MemorySegment$Scope");
                MethodHandles.Lookup lookup = MethodHandles.publicLookup();
                OF_BUFFER = lookup.findStatic(segment, "ofBuffer", MethodType.methodType(segment, Buffer.class))
                        .asType(MethodType.methodType(Object.class, ByteBuffer.class));
                SCOPE = lookup.findVirtual(segment, "scope", MethodType.methodType(scope))
                        .asType(MethodType.methodType(Object.class, Object.class));
            } catch (ReflectiveOperationException e) {
                throw new AssertionError("every JDK from 22 on has MemorySegment", e);
            }
            DIRECT = scope(ByteBuffer.allocateDirect(1));
        }

        /** The class of {@code MemorySegment.ofBuffer(direct).scope()}, which identifies the kind of arena. */
        private static Class<?> scope(ByteBuffer direct) {
            try {
                Object segment = (Object) OF_BUFFER.invokeExact(direct);
                Object scope = (Object) SCOPE.invokeExact(segment);
                return scope.getClass();
            } catch (Throwable e) {
                throw new AssertionError("the segment of a direct buffer has a scope", e);
            }
        }

        static boolean outlivesCall(ByteBuffer direct) {
            Class<?> scope = scope(direct);
            return scope == DIRECT || Scopes.outlivesCall(scope);
        }
    }

    private static final class Scopes {
        /** Memory that is freed when nothing refers to it, or never. */
        private static final Class<?> AUTO = of("ofAuto");

        private static final Class<?> GLOBAL = of("global");

        /** Memory that only the thread using it can close, and this thread is in the call. */
        private static final Class<?> CONFINED = of("ofConfined");

        private static Class<?> of(String arena) {
            try {
                Class<?> type = Class.forName("java.lang.foreign.Arena");
                Object made = type.getMethod(arena).invoke(null);
                return type.getMethod("scope").invoke(made).getClass();
            } catch (ReflectiveOperationException e) {
                throw new AssertionError("every JDK from 22 on has Arena." + arena, e);
            }
        }

        static boolean outlivesCall(Class<?> scope) {
            return scope == AUTO || scope == CONFINED || scope == GLOBAL;
        }
    }
}
