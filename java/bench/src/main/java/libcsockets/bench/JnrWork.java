package libcsockets.bench;

import static libcsockets.Constants.*;

import java.io.IOException;
import java.nio.ByteBuffer;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Memory;
import jnr.ffi.Pointer;
import jnr.ffi.Runtime;
import jnr.ffi.annotations.SaveError;
import jnr.unixsocket.UnixSocketChannel;
import jnr.unixsocket.UnixSocketOptions;

/** The calls over JNR, and its channels of AF_UNIX. */
final class JnrWork {
    /** The functions of libc that are called. */
    public interface C {
        int socket(int domain, int type, int protocol);

        int socketpair(int domain, int type, int protocol, int[] sv);

        int connect(int fd, byte[] address, int addrlen);

        long send(int fd, Pointer buf, long len, int flags);

        @SaveError
        long recv(int fd, Pointer buf, long len, int flags);

        int getsockopt(int fd, int level, int name, Pointer value, Pointer length);
    }

    private static final C LIBC = LibraryLoader.create(C.class).load("c");
    private static final Runtime RUNTIME = Runtime.getRuntime(LIBC);

    private JnrWork() {}

    static Work open(String role, int port) throws IOException {
        switch (role) {
            case "eagain":
                return eagain(connected(port));
            case "eagain-channel":
                UnixSocketChannel near = UnixSocketChannel.pair()[0];
                near.configureBlocking(false);
                return ChannelWork.nothing(near, ByteBuffer.allocateDirect(Work.MESSAGE));
            case "unix":
                return unix();
            case "unix-channel":
                UnixSocketChannel[] pair = UnixSocketChannel.pair();
                return ChannelWork.across(pair[0], pair[1]);
            case "getsockopt":
                return getsockopt(connected(port));
            case "getsockopt-channel":
                UnixSocketChannel channel = UnixSocketChannel.pair()[0];
                return Work.repeat(() -> channel.getOption(UnixSocketOptions.SO_RCVBUF));
            default:
                throw new IllegalArgumentException(role);
        }
    }

    private static long check(long result) {
        if (result < 0) {
            throw new IllegalStateException("errno " + RUNTIME.getLastError());
        }
        return result;
    }

    private static int connected(int port) {
        int fd = (int) check(LIBC.socket(AF_INET, SOCK_STREAM, 0));
        byte[] address = JnaWork.addressOf(port);
        check(LIBC.connect(fd, address, address.length));
        return fd;
    }

    private static Work eagain(int fd) {
        Pointer buf = Memory.allocateDirect(RUNTIME, Work.MESSAGE);
        return count -> {
            for (int i = 0; i < count; i++) {
                if (LIBC.recv(fd, buf, Work.MESSAGE, MSG_DONTWAIT) >= 0 || RUNTIME.getLastError() != EAGAIN) {
                    throw new IllegalStateException("recv");
                }
            }
        };
    }

    private static Work unix() {
        int[] pair = new int[2];
        check(LIBC.socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
        int near = pair[0];
        int far = pair[1];
        Pointer buf = Memory.allocateDirect(RUNTIME, 1);
        return Work.repeat(() -> {
            check(LIBC.send(near, buf, 1, 0));
            check(LIBC.recv(far, buf, 1, 0));
        });
    }

    private static Work getsockopt(int fd) {
        Pointer value = Memory.allocateDirect(RUNTIME, Integer.BYTES);
        Pointer length = Memory.allocateDirect(RUNTIME, Integer.BYTES);
        length.putInt(0, Integer.BYTES);
        return Work.repeat(() -> check(LIBC.getsockopt(fd, SOL_SOCKET, SO_RCVBUF, value, length)));
    }
}
