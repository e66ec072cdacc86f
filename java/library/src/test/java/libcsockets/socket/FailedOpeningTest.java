package libcsockets.socket;

import static libcsockets.Constants.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Set;
import java.util.TreeSet;
import libcsockets.ErrnoException;
import libcsockets.Libc;
import libcsockets.TestLibc;
import libcsockets.internal.JniBackend;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Where a later call of an opening fails, nothing is left open, and nothing of the caller's is closed. */
class FailedOpeningTest {
    /** A backend whose calls of one name fail from the given one on. */
    private static final class Refusing extends JniBackend {
        private final String name;
        private int good;
        private final Set<Integer> open = new TreeSet<>();

        Refusing(String name, int good) {
            super(Libc.open("jni").origin());
            this.name = name;
            this.good = good;
        }

        private boolean refuses(String call) {
            return call.equals(name) && good-- <= 0;
        }

        private int opened(int result) {
            if (result >= 0) {
                open.add(result);
            }
            return result;
        }

        @Override
        public int socket(int domain, int type, int protocol) {
            return opened(super.socket(domain, type, protocol));
        }

        @Override
        public int accept4(int sockfd, long addr, long addrlen, int flags) {
            return opened(super.accept4(sockfd, addr, addrlen, flags));
        }

        @Override
        public int epoll_create1(int flags) {
            return opened(super.epoll_create1(flags));
        }

        @Override
        public int eventfd(int count, int flags) {
            return refuses("eventfd") ? -EMFILE : opened(super.eventfd(count, flags));
        }

        @Override
        public int epoll_ctl(int epfd, int op, int fd, long event) {
            return refuses("epoll_ctl") ? -ENOSPC : super.epoll_ctl(epfd, op, fd, event);
        }

        @Override
        public int fcntl(int fd, int cmd, long arg) {
            return refuses("fcntl") ? -EPERM : super.fcntl(fd, cmd, arg);
        }

        @Override
        public int getsockopt(int fd, int level, int optname, long optval, long optlen) {
            return refuses("getsockopt") ? -ENOTSOCK : super.getsockopt(fd, level, optname, optval, optlen);
        }

        @Override
        public int close(int fd) {
            open.remove(fd);
            return super.close(fd);
        }
    }

    private interface Opening {
        Object with(Libc libc) throws Exception;
    }

    private static void leavesNothing(int errno, Refusing calls, Opening opening) {
        Libc libc = TestLibc.over(calls);
        Executable failing = () -> opening.with(libc);
        assertEquals(errno, assertThrows(ErrnoException.class, failing).errno());
        assertEquals(Set.of(), calls.open);
    }

    @Test
    void aFailedSocketIsClosed() {
        leavesNothing(
                EPERM, new Refusing("fcntl", 0), libc -> LibcSocket.open(libc, AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0));
    }

    @Test
    void aFailedPairIsClosed() throws Exception {
        int next = Libc.get().eventfd(0, EFD_CLOEXEC);
        Libc.get().close(next);
        for (int good = 0; good < 2; good++) {
            leavesNothing(
                    EPERM, new Refusing("fcntl", good), libc -> LibcSocket.pair(libc, SOCK_STREAM | SOCK_NONBLOCK));
        }
        int free = Libc.get().eventfd(0, EFD_CLOEXEC);
        Libc.get().close(free);
        assertEquals(next, free, "a descriptor is left open");
    }

    @Test
    void aFailedSetIsClosed() {
        leavesNothing(EMFILE, new Refusing("eventfd", 0), Epoll::open);
        leavesNothing(ENOSPC, new Refusing("epoll_ctl", 0), Epoll::open);
        leavesNothing(EMFILE, new Refusing("eventfd", 0), Poll::open);
    }

    @Test
    void aFailedAdoptLeavesTheDescriptorOpen() {
        for (int good = 0; good < 3; good++) {
            Refusing calls = new Refusing("getsockopt", good);
            Libc libc = TestLibc.over(calls);
            int fd = libc.socket(AF_UNIX, SOCK_DGRAM, 0);
            assertThrows(ErrnoException.class, () -> LibcSocket.adopt(libc, fd));
            assertEquals(Set.of(fd), calls.open);
            assertEquals(0, libc.close(fd));
        }
    }
}
