package libcsockets;

/**
 * One {@code int} in native memory, which C passes as {@code socklen_t *} or {@code int *}.
 *
 * <p>{@code socklen_t addrlen = sizeof(addr); accept(fd, &addr, &addrlen);} becomes {@code IntRef addrlen = new
 * IntRef(SIZEOF_SOCKADDR_IN); libc.accept(fd, addr, addrlen);} and the call writes the new length back into it.
 */
public final class IntRef extends Struct {
    /** Creates a variable that holds 0. */
    public IntRef() {
        super(Integer.BYTES);
    }

    /**
     * Creates a variable with an initial value.
     *
     * @param value the value; any {@code int}
     */
    public IntRef(int value) {
        this();
        set(value);
    }

    /**
     * Reads the variable.
     *
     * @return the current value
     */
    public int get() {
        return memory.getInt(0);
    }

    /**
     * Writes the variable.
     *
     * @param value the value; any {@code int}
     */
    public void set(int value) {
        memory.putInt(0, value);
    }

    @Override
    public String toString() {
        return Integer.toString(get());
    }
}
