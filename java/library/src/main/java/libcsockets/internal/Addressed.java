package libcsockets.internal;

/**
 * The superclass of {@code Struct}, which shows a structure's address to the library's other packages and to nobody
 * else.
 */
public abstract class Addressed {
    final long address;

    protected Addressed(long address) {
        this.address = address;
    }
}
