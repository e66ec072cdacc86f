package libcsockets;

import libcsockets.internal.Calls;

/** A {@link Libc} over calls that a test has tampered with. */
public final class TestLibc {
    private TestLibc() {}

    @SuppressWarnings("exports")
    public static Libc over(Calls calls) {
        return new Libc(calls);
    }
}
