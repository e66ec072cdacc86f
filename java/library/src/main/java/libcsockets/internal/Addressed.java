package libcsockets.internal;

/** What {@code Struct} extends, so that the library's other packages find its address and nobody else does. */
public abstract class Addressed {
    final long address;

    protected Addressed(long address) {
        this.address = address;
    }
}
