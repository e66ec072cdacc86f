package libcsockets.jdk;

import java.io.IOException;
import libcsockets.socket.LibcSocket;

/** Prepares a new socket before it binds or connects. */
@FunctionalInterface
public interface Configurer {
    /**
     * Sets options, or whatever else the socket needs.
     *
     * @param socket the new socket
     * @throws IOException if that fails: the socket is closed, and whoever asked for it gets the exception
     */
    void configure(LibcSocket socket) throws IOException;
}
