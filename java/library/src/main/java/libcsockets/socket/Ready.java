package libcsockets.socket;

import libcsockets.Names;

/**
 * A descriptor that {@link Epoll} or {@link Poll} found ready.
 *
 * @param fd its number
 * @param socket the socket; null if a plain number was added
 * @param events {@code EPOLL} or {@code POLL} constants or-ed together: what it is ready for
 * @param attachment what was given when it was added
 */
public record Ready(int fd, LibcSocket socket, int events, Object attachment) {
    /**
     * Whether one of these is among the events.
     *
     * @param mask {@code EPOLL} or {@code POLL} constants or-ed together
     * @return true if there is one
     */
    public boolean is(int mask) {
        return (events & mask) != 0;
    }

    /** For example {@code Ready[fd 5, POLLIN|POLLHUP]}; the {@code EPOLL} constants have the numbers of these. */
    @Override
    public String toString() {
        return "Ready[" + (socket != null ? socket : "fd " + fd) + ", " + Names.flags("POLL", events)
                + (attachment == null ? "]" : ", " + attachment + "]");
    }
}
