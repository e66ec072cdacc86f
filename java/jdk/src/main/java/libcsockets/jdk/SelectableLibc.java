package libcsockets.jdk;

import java.io.IOException;
import java.net.SocketOption;
import java.nio.channels.Channel;
import java.nio.channels.ClosedChannelException;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import libcsockets.socket.LibcSocket;

/**
 * A channel that {@link LibcSelector} can watch, and what all of them have in common: each extends a class of the
 * JDK's.
 */
interface SelectableLibc extends Channel {
    /** The socket beneath. */
    LibcSocket socketBeneath();

    /** The events of epoll that a set of operations waits for. */
    int eventsOf(int interestOps);

    /**
     * The operations that events make ready.
     *
     * @param events what epoll reported
     * @param interestOps the operations that are asked for
     */
    int readyOps(int events, int interestOps);

    /** A condition of a call. */
    interface Check {
        void check() throws IOException;
    }

    default void ensureOpen() throws ClosedChannelException {
        if (!isOpen()) {
            throw new ClosedChannelException();
        }
    }

    /** Moves data: one call at a time in a direction, which may wait. */
    default <T> T transfer(ReentrantLock direction, Check allowed, Failures.Call<T> call) throws IOException {
        direction.lock();
        try {
            allowed.check();
            return Failures.waiting(this, call);
        } finally {
            direction.unlock();
        }
    }

    default <T> void set(SocketOption<T> name, T value) throws IOException {
        Objects.requireNonNull(name, "name");
        ensureOpen();
        Failures.nio(() -> socketBeneath().setOption(name, value));
    }

    default <T> T get(SocketOption<T> name) throws IOException {
        Objects.requireNonNull(name, "name");
        ensureOpen();
        return Failures.nio(() -> socketBeneath().getOption(name));
    }
}
