package libcsockets.internal;

/** Gives the library's other packages access to internals of {@code Libc} and the structures. */
public final class Friends {
    private Friends() {}

    /** The calls under a {@code Libc}. */
    public static Calls calls(CallsHolder libc) {
        return libc.calls;
    }

    /** The address of a structure; {@code NULL} for null. */
    public static long address(Addressed structure) {
        return structure == null ? 0 : structure.address;
    }
}
