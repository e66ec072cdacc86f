package libcsockets.option;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import libcsockets.Constants;
import libcsockets.Errno;
import libcsockets.ErrnoException;
import libcsockets.IntRef;
import libcsockets.Libc;
import libcsockets.Sockaddr;
import libcsockets.Ucred;
import libcsockets.option.Sockopt.Codec;
import libcsockets.testing.OnEachBackend;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The table of options, and values that the kernel has its own view of. */
class SockoptsTest {
    private final List<Integer> opened = new ArrayList<>();
    private Libc libc;

    @AfterEach
    void close() {
        opened.forEach(fd -> libc.close(fd));
    }

    private int tcp() {
        return socket(Constants.AF_INET, Constants.SOCK_STREAM, 0);
    }

    private int socket(int domain, int type, int protocol) {
        int fd = libc.socket(domain, type, protocol);
        assertTrue(fd >= 0, () -> Errno.name(libc.errno()));
        opened.add(fd);
        return fd;
    }

    // ---- the table ----

    @Test
    void everyConstantIsInTheTableUnderItsName() throws IllegalAccessException {
        List<Sockopt<?>> constants = new ArrayList<>();
        for (Field field : Sockopts.class.getFields()) {
            if (Modifier.isStatic(field.getModifiers())) {
                Sockopt<?> option = (Sockopt<?>) field.get(null);
                assertEquals(field.getName(), option.name());
                assertEquals(Constants.value(option.name()).intValue(), option.optname());
                assertEquals(Constants.value(option.levelName()).intValue(), option.level());
                constants.add(option);
            }
        }
        assertEquals(constants, Sockopts.all());
        assertTrue(constants.size() >= 80, "there are " + constants.size());
    }

    @Test
    void everyOptionIsDescribed() {
        Pattern release = Pattern.compile("\\d+(\\.\\d+)+([; ].*)?|");
        Set<String> numbers = new HashSet<>();
        for (Sockopt<?> option : Sockopts.all()) {
            String name = option.name();
            assertTrue(option.source().matches("[a-z0-9]+\\(7\\)|[a-z0-9-]+/[a-z0-9_]+\\.h"), name);
            assertTrue(release.matcher(option.since()).matches(), name);
            assertTrue(numbers.add(option.level() + "/" + option.optname()), name);
        }
    }

    // ---- states ----

    @OnEachBackend
    void readOnlyOptionsReportTheStateOfTheSocket(Libc backend) throws ErrnoException {
        libc = backend;
        int fd = tcp();
        assertEquals(Constants.AF_INET, Sockopts.get(libc, fd, Sockopts.SO_DOMAIN));
        assertEquals(Constants.SOCK_STREAM, Sockopts.get(libc, fd, Sockopts.SO_TYPE));
        assertEquals(Constants.IPPROTO_TCP, Sockopts.get(libc, fd, Sockopts.SO_PROTOCOL));
        assertEquals(false, Sockopts.get(libc, fd, Sockopts.SO_ACCEPTCONN));
        assertEquals(0, libc.listen(fd, 1));
        assertEquals(true, Sockopts.get(libc, fd, Sockopts.SO_ACCEPTCONN));
        int other = tcp();
        assertNotEquals(Sockopts.get(libc, fd, Sockopts.SO_COOKIE), Sockopts.get(libc, other, Sockopts.SO_COOKIE));
        assertEquals(
                Sockopts.get(libc, fd, Sockopts.SO_RCVBUF),
                Sockopts.get(libc, fd, Sockopts.SO_MEMINFO)[Constants.SK_MEMINFO_RCVBUF]);
    }

    @OnEachBackend
    void aConnectionReportsItsPeer(Libc backend) throws ErrnoException {
        libc = backend;
        int listener = tcp();
        Sockopts.set(libc, listener, Sockopts.TCP_SAVE_SYN, 1);
        Sockaddr addr = Sockaddr.inet("127.0.0.1", 0);
        assertEquals(0, libc.bind(listener, addr, addr.length()));
        assertEquals(0, libc.listen(listener, 1));
        assertEquals(0, libc.getsockname(listener, addr, new IntRef(addr.length())));
        int client = tcp();
        assertEquals(0, libc.connect(client, addr, addr.length()));
        int server = libc.accept(listener, null, null);
        opened.add(server);

        byte[] syn = Sockopts.get(libc, server, Sockopts.TCP_SAVED_SYN);
        assertTrue(syn.length >= 40, "IP and TCP header have " + syn.length + " bytes");
        assertEquals(0x45, syn[0], "version and length of the IP header");
        assertEquals(0, Sockopts.get(libc, server, Sockopts.TCP_SAVED_SYN).length, "it is read once");
        assertEquals(Constants.TCP_ESTABLISHED, Sockopts.get(libc, client, Sockopts.TCP_INFO)[0]);
        assertTrue(Sockopts.get(libc, client, Sockopts.IP_MTU) >= 576);
        assertTrue(Sockopts.get(libc, client, Sockopts.TCP_MAXSEG) > 536);
    }

    @OnEachBackend
    void aPairReportsItsCreator(Libc backend) throws ErrnoException {
        libc = backend;
        int[] pair = new int[2];
        assertEquals(0, libc.socketpair(Constants.AF_UNIX, Constants.SOCK_STREAM, 0, pair));
        opened.addAll(List.of(pair[0], pair[1]));
        Ucred maker = Sockopts.get(libc, pair[0], Sockopts.SO_PEERCRED);
        assertEquals(libc.getpid(), maker.pid());
        assertEquals(libc.geteuid(), maker.uid());
        assertNotNull(Sockopts.get(libc, pair[0], Sockopts.SO_PEERGROUPS));
        try {
            int pidfd = Sockopts.get(libc, pair[0], Sockopts.SO_PEERPIDFD);
            opened.add(pidfd);
            // The kernel hands out the lowest free number, which may be one below the pair's.
            assertEquals(Constants.FD_CLOEXEC, libc.fcntl(pidfd, Constants.F_GETFD));
        } catch (ErrnoException e) {
            // Linux 6.5 has it.
            assertEquals(Constants.ENOPROTOOPT, e.errno());
        }
    }

    // ---- values ----

    @OnEachBackend
    void aLongerAnswerGetsALargerBuffer(Libc backend) throws ErrnoException {
        libc = backend;
        int fd = socket(Constants.AF_NETLINK, Constants.SOCK_RAW, Constants.NETLINK_ROUTE);
        int group = 33;
        Sockopts.set(libc, fd, Sockopts.NETLINK_ADD_MEMBERSHIP, group);
        Codec<int[]> oneWord = new Codec<>("int[]", int[].class, Integer.BYTES, null, value -> {
            int[] words = new int[value.limit() / Integer.BYTES];
            value.asIntBuffer().get(words);
            return words;
        });
        Sockopt<int[]> narrow =
                new Sockopt.Builder<>("SOL_NETLINK", "NETLINK_LIST_MEMBERSHIPS", "netlink(7)", oneWord).readOnly();
        int[] groups = Sockopts.get(libc, fd, narrow);
        assertArrayEquals(Sockopts.get(libc, fd, Sockopts.NETLINK_LIST_MEMBERSHIPS), groups);
        assertEquals(1, groups[(group - 1) / Integer.SIZE] >>> group - 1 & 1);
    }

    @OnEachBackend
    void aShortTimeoutIsNotRoundedToNone(Libc backend) throws ErrnoException {
        libc = backend;
        int fd = tcp();
        Sockopts.set(libc, fd, Sockopts.SO_RCVTIMEO, Duration.ofNanos(1));
        assertTrue(Sockopts.get(libc, fd, Sockopts.SO_RCVTIMEO).compareTo(Duration.ZERO) > 0);
        Sockopts.set(libc, fd, Sockopts.SO_RCVTIMEO, Duration.ofSeconds(3, 999_999_999));
        assertEquals(Duration.ofSeconds(4), Sockopts.get(libc, fd, Sockopts.SO_RCVTIMEO));
        Sockopts.set(libc, fd, Sockopts.SO_RCVTIMEO, Duration.ZERO);
        assertEquals(Duration.ZERO, Sockopts.get(libc, fd, Sockopts.SO_RCVTIMEO));
    }

    @OnEachBackend
    void negativeLingerMeansOff(Libc backend) throws ErrnoException {
        libc = backend;
        int fd = tcp();
        for (int seconds : new int[] {0, 7, -1}) {
            Sockopts.set(libc, fd, Sockopts.SO_LINGER, seconds);
            assertEquals(seconds, Sockopts.get(libc, fd, Sockopts.SO_LINGER));
        }
    }

    @OnEachBackend
    void unsignedNumbersArePositive(Libc backend) throws ErrnoException {
        libc = backend;
        int fd = tcp();
        long most = 0xffff_ffffL;
        Sockopts.set(libc, fd, Sockopts.TCP_NOTSENT_LOWAT, most);
        assertEquals(most, Sockopts.get(libc, fd, Sockopts.TCP_NOTSENT_LOWAT));
        for (long wrong : new long[] {-1, most + 1}) {
            assertThrows(
                    IllegalArgumentException.class, () -> Sockopts.set(libc, fd, Sockopts.TCP_NOTSENT_LOWAT, wrong));
        }
    }

    // ---- errors ----

    @OnEachBackend
    void aRefusalNamesErrnoAndCall(Libc backend) {
        libc = backend;
        ErrnoException e =
                assertThrows(ErrnoException.class, () -> Sockopts.set(libc, -1, Sockopts.SO_KEEPALIVE, true));
        assertEquals(Constants.EBADF, e.errno());
        assertEquals("setsockopt", e.call());
        assertEquals("-1, SOL_SOCKET, SO_KEEPALIVE, true", e.arguments());
        e = assertThrows(ErrnoException.class, () -> Sockopts.get(libc, -1, Sockopts.SO_KEEPALIVE));
        assertEquals("getsockopt", e.call());
        assertEquals("-1, SOL_SOCKET, SO_KEEPALIVE", e.arguments());
    }

    @OnEachBackend
    void theKernelChecksTheRange(Libc backend) {
        libc = backend;
        int fd = tcp();
        for (int wrong : new int[] {0, 128}) {
            ErrnoException e =
                    assertThrows(ErrnoException.class, () -> Sockopts.set(libc, fd, Sockopts.TCP_KEEPCNT, wrong));
            assertEquals(Constants.EINVAL, e.errno());
        }
    }

    @Test
    void unsupportedAccessIsRefused() {
        Libc any = Libc.get();
        assertEquals(
                "SO_TYPE can only be read",
                assertThrows(
                                UnsupportedOperationException.class,
                                () -> Sockopts.set(any, -1, Sockopts.SO_TYPE, Constants.SOCK_STREAM))
                        .getMessage());
        assertEquals(
                "SO_DETACH_FILTER can only be set",
                assertThrows(
                                UnsupportedOperationException.class,
                                () -> Sockopts.get(any, -1, Sockopts.SO_DETACH_FILTER))
                        .getMessage());
    }

    @Test
    void valuesArePrinted() {
        assertEquals("[1, 2]", Sockopt.text(new int[] {1, 2}));
        assertEquals("0aff", Sockopt.text(new byte[] {10, (byte) 255}));
        assertEquals("127.0.0.1", Sockopt.text(InetAddress.getLoopbackAddress()));
        assertEquals("SOL_SOCKET/SO_TYPE", Sockopts.SO_TYPE.toString());
    }
}
