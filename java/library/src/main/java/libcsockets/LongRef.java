package libcsockets;

/**
 * One {@code long} in native memory, which C passes as {@code off_t *}.
 *
 * <p>{@link Libc#sendfile} and {@link Libc#splice} read the offset from it and write the next one back.
 */
public final class LongRef extends Struct {
    /** Creates a variable that holds 0. */
    public LongRef() {
        super(Long.BYTES);
    }

    /**
     * Creates a variable with an initial value.
     *
     * @param value the value; any {@code long}
     */
    public LongRef(long value) {
        this();
        set(value);
    }

    /**
     * Reads the variable.
     *
     * @return the current value
     */
    public long get() {
        return memory.getLong(0);
    }

    /**
     * Writes the variable.
     *
     * @param value the value; any {@code long}
     */
    public void set(long value) {
        memory.putLong(0, value);
    }

    @Override
    public String toString() {
        return Long.toString(get());
    }
}
