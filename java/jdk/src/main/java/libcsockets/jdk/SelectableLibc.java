package libcsockets.jdk;

import libcsockets.socket.LibcSocket;

/** A channel that {@link LibcSelector} can watch. */
interface SelectableLibc {
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
}
