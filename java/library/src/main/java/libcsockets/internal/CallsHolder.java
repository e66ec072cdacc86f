package libcsockets.internal;

/** What {@code Libc} extends, so that the library's other packages find the calls beneath it and nobody else does. */
public abstract class CallsHolder {
    final Calls calls;

    protected CallsHolder(Calls calls) {
        this.calls = calls;
    }
}
