package libcsockets.socket;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import libcsockets.Constants;
import libcsockets.ErrnoException;
import libcsockets.Libc;
import libcsockets.internal.Calls;
import libcsockets.internal.Friends;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sockets that systemd has opened for this process. There is one set of them, so that each number has one owner.
 */
final class ListenFds {
    /** {@code SD_LISTEN_FDS_START}. */
    private static final int FIRST = 3;

    private static ListenFds process;

    private record Named(String name, LibcSocket socket) {}

    private final List<Named> sockets = new ArrayList<>();

    static synchronized ListenFds get() throws IOException {
        if (process == null) {
            process = new ListenFds(Libc.get(), System.getenv(), FIRST);
        }
        return process;
    }

    ListenFds(Libc libc, Map<String, String> environment, int first) throws IOException {
        String count = environment.get("LISTEN_FDS");
        if (count == null || !String.valueOf(libc.getpid()).equals(environment.get("LISTEN_PID"))) {
            return;
        }
        if (!count.matches("\\d{1,5}")) {
            throw new IOException("LISTEN_FDS is '" + count + "', which is not a number of descriptors");
        }
        String[] names = environment.getOrDefault("LISTEN_FDNAMES", "").split(":", -1);
        Calls calls = Friends.calls(libc);
        for (int i = 0; i < Integer.parseInt(count); i++) {
            int fd = first + i;
            // As sd_listen_fds_with_names has it.
            String name = i < names.length && !names[i].isEmpty() ? names[i] : "unknown";
            int result = calls.fcntl(fd, Constants.F_SETFD, Constants.FD_CLOEXEC);
            try {
                if (result < 0) {
                    throw new ErrnoException("fcntl", -result, fd, "F_SETFD", "FD_CLOEXEC");
                }
                sockets.add(new Named(name, LibcSocket.adopt(libc, fd)));
            } catch (ErrnoException e) {
                log().warn("descriptor {} ({}) of LISTEN_FDS is not a socket, and is left alone", fd, name, e);
            }
        }
    }

    private static Logger log() {
        return LoggerFactory.getLogger(LibcSocket.class);
    }

    /**
     * The sockets in systemd's order.
     *
     * @param name of those with this name; null for all
     */
    List<LibcSocket> sockets(String name) {
        List<LibcSocket> found = new ArrayList<>();
        for (Named named : sockets) {
            if (name == null || name.equals(named.name())) {
                found.add(named.socket());
            }
        }
        return found;
    }
}
