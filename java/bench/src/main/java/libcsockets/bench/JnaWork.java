package libcsockets.bench;

import static libcsockets.Constants.*;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import libcsockets.Sockaddr;

/** The calls over JNA's direct mapping, errno read after each that failed. */
final class JnaWork {
    static {
        Native.register("c");
    }

    private JnaWork() {}

    private static native int socket(int domain, int type, int protocol);

    private static native int socketpair(int domain, int type, int protocol, int[] sv);

    private static native int connect(int fd, byte[] address, int addrlen);

    private static native long send(int fd, Pointer buf, long len, int flags);

    private static native long recv(int fd, Pointer buf, long len, int flags);

    private static native int getsockopt(int fd, int level, int name, Pointer value, Pointer length);

    static Work open(String role, int port) {
        switch (role) {
            case "eagain":
                return eagain(connected(port));
            case "unix":
                return unix();
            case "getsockopt":
                return getsockopt(connected(port));
            default:
                throw new IllegalArgumentException(role);
        }
    }

    private static long check(long result) {
        if (result < 0) {
            throw new IllegalStateException("errno " + Native.getLastError());
        }
        return result;
    }

    private static int connected(int port) {
        int fd = (int) check(socket(AF_INET, SOCK_STREAM, 0));
        byte[] address = addressOf(port);
        check(connect(fd, address, address.length));
        return fd;
    }

    /** A {@code sockaddr_in} of the loopback interface. */
    static byte[] addressOf(int port) {
        Sockaddr addr = Sockaddr.inet("127.0.0.1", port);
        byte[] bytes = new byte[addr.length()];
        addr.memory().get(0, bytes);
        return bytes;
    }

    private static Work eagain(int fd) {
        Memory buf = new Memory(Work.MESSAGE);
        return count -> {
            for (int i = 0; i < count; i++) {
                if (recv(fd, buf, Work.MESSAGE, MSG_DONTWAIT) >= 0 || Native.getLastError() != EAGAIN) {
                    throw new IllegalStateException("recv");
                }
            }
        };
    }

    private static Work unix() {
        int[] pair = new int[2];
        check(socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
        int near = pair[0];
        int far = pair[1];
        Memory buf = new Memory(1);
        return Work.repeat(() -> {
            check(send(near, buf, 1, 0));
            check(recv(far, buf, 1, 0));
        });
    }

    private static Work getsockopt(int fd) {
        Memory value = new Memory(Integer.BYTES);
        Memory length = new Memory(Integer.BYTES);
        length.setInt(0, Integer.BYTES);
        return Work.repeat(() -> check(getsockopt(fd, SOL_SOCKET, SO_RCVBUF, value, length)));
    }
}
