package libcsockets.socket;

/** Who has to know that a socket is being closed, while its number is still its own. */
interface CloseListener {
    void closing(LibcSocket socket);
}
