package libcsockets.socket;

import java.io.IOException;
import libcsockets.Libc;

/**
 * Raw calls on the descriptor of a {@link LibcSocket}.
 *
 * @param <T> what they give
 */
@FunctionalInterface
public interface RawCall<T> {
    /**
     * Makes the calls. The descriptor stays open until this returns; it must not be closed here, and a call that blocks
     * is not woken when the socket is closed.
     *
     * @param libc the functions
     * @param fd the descriptor
     * @return any result
     * @throws IOException if a call fails
     */
    T call(Libc libc, int fd) throws IOException;
}
