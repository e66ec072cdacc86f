package libcsockets.socket;

/** Notified before a socket's number is freed. */
interface CloseListener {
    void closing(OpenDescriptor socket);
}
