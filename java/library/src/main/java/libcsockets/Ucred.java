package libcsockets;

import static libcsockets.internal.Layout.*;

import java.nio.ByteBuffer;

/**
 * {@code struct ucred}: the credentials of an {@code AF_UNIX} socket's peer, from {@code SO_PEERCRED} or
 * {@code SCM_CREDENTIALS}.
 *
 * @param pid process; 0 if it is not visible in this PID namespace
 * @param uid user, unsigned
 * @param gid group, unsigned
 * @see <a href="https://man7.org/linux/man-pages/man7/unix.7.html">unix(7)</a>
 */
public record Ucred(int pid, int uid, int gid) {
    /**
     * Reads the structure.
     *
     * @param ucred a buffer that begins with the structure, in native byte order
     * @return the three numbers
     * @throws IndexOutOfBoundsException if the buffer is shorter
     */
    public static Ucred decode(ByteBuffer ucred) {
        return new Ucred(
                ucred.getInt(OFFSETOF_UCRED_PID), ucred.getInt(OFFSETOF_UCRED_UID), ucred.getInt(OFFSETOF_UCRED_GID));
    }
}
