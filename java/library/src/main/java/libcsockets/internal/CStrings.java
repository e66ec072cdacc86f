package libcsockets.internal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Converts between Java's strings and C's: UTF-8, terminated by a NUL. */
public final class CStrings {
    private CStrings() {}

    /** A C string in new memory; null for null. */
    public static ByteBuffer allocate(String s) {
        if (s == null) {
            return null;
        }
        return allocate(s.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The bytes and a NUL, in new memory.
     *
     * @throws IllegalArgumentException if the bytes contain a NUL
     */
    public static ByteBuffer allocate(byte[] bytes) {
        checkNoNul(bytes);
        return ByteBuffer.allocateDirect(bytes.length + 1).put(0, bytes);
    }

    /** The address of a copy in the thread's scratch memory, for a call with a single string; 0 for null. */
    public static long scratch(String s) {
        if (s == null) {
            return 0;
        }
        byte[] bytes = bytes(s);
        ThreadState state = ThreadState.get();
        state.scratch(bytes.length + 1).put(0, bytes).put(bytes.length, (byte) 0);
        return state.scratchAddress();
    }

    /**
     * A {@code char[size]}, with the text padded with zeros.
     *
     * @throws IllegalArgumentException if the text and its NUL do not fit
     */
    public static byte[] fixed(String s, int size) {
        byte[] bytes = s.getBytes(StandardCharsets.UTF_8);
        if (bytes.length >= size) {
            throw new IllegalArgumentException(
                    "'" + s + "' is too long: a name must have at most " + (size - 1) + " bytes here");
        }
        return Arrays.copyOf(bytes, size);
    }

    /** The text in a {@code char[]}: up to the first NUL, or all of it. */
    public static String text(ByteBuffer chars) {
        byte[] bytes = new byte[chars.limit()];
        chars.get(0, bytes);
        int end = 0;
        while (end < bytes.length && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String s) {
        byte[] bytes = s.getBytes(StandardCharsets.UTF_8);
        checkNoNul(bytes);
        return bytes;
    }

    private static void checkNoNul(byte[] bytes) {
        for (byte b : bytes) {
            if (b == 0) {
                throw new IllegalArgumentException("a text passed to C must not contain a NUL character");
            }
        }
    }
}
