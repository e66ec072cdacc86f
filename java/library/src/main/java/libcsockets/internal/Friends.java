package libcsockets.internal;

/** What {@code Libc} and the structures show to the library's other packages, and to nobody outside it. */
public final class Friends {
    private Friends() {}

    /** The calls beneath a {@code Libc}. */
    public static Calls calls(CallsHolder libc) {
        return libc.calls;
    }

    /** Where a structure lies; {@code NULL} for none. */
    public static long address(Addressed structure) {
        return structure == null ? 0 : structure.address;
    }
}
