package libcsockets;

/** Who has to know that a socket is being closed, while its number is still its own. */
interface Watcher {
    void closing(LibcSocket socket);
}
