package libcsockets.internal;

/**
 * The superclass of {@code Libc}, which shows the underlying calls to the library's other packages and to nobody else.
 */
public abstract class CallsHolder {
    final Calls calls;

    protected CallsHolder(Calls calls) {
        this.calls = calls;
    }
}
