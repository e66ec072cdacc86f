package libcsockets.internal;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.Buffer;
import java.nio.ByteBuffer;

/** What JDK 22 and later know of the arena behind a buffer, reached without a class of its own for them. */
public final class BufferScopes {
    private static final boolean THERE = Runtime.version().feature() >= 22;

    private BufferScopes() {}

    /**
     * Whether the kernel may have the buffer's address for a call of this thread: it is direct, and its memory is there until
     * the call ends. A shared arena is closed by any thread at any time.
     */
    public static boolean outlivesCall(ByteBuffer buffer) {
        return buffer.isDirect() && (!THERE || Buffers.outlivesCall(buffer));
    }

    /** Refuses a zero-copy send of what is not sent from where it lies. */
    public static void checkCopied(boolean zeroCopy) {
        if (zeroCopy) {
            throw new IllegalArgumentException(
                    "MSG_ZEROCOPY needs a direct buffer (and LibcSocket none of a shared arena): anything else is sent"
                            + " from memory that the next call uses again");
        }
    }

    // Classes of their own, since the start of a program waits for what it needs of this.

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

        /** The class of {@code MemorySegment.ofBuffer(direct).scope()}, which tells the kind of arena. */
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
        /** Freed when nothing refers to it, or never. */
        private static final Class<?> AUTO = of("ofAuto");

        private static final Class<?> GLOBAL = of("global");

        /** Closed by the only thread that can use it, which is in the call. */
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
