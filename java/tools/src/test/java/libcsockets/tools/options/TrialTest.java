package libcsockets.tools.options;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import libcsockets.Constants;
import libcsockets.Errno;
import libcsockets.ErrnoException;
import libcsockets.Libc;
import libcsockets.option.Sockopt;
import libcsockets.option.Sockopt.Access;
import libcsockets.option.Sockopts;
import libcsockets.testing.BackendsUnderTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every option of the table against the kernel: it reads back as it was set, or fails with an expected errno. */
class TrialTest {
    /** The values that are not read back as they were set. */
    private static final Map<Sockopt<?>, Object> READ_BACK = Map.of(
            Sockopts.SO_SNDBUF, 2 * Trial.of(Sockopts.SO_SNDBUF).value(),
            Sockopts.SO_RCVBUF, 2 * Trial.of(Sockopts.SO_RCVBUF).value());

    /** The options that a fresh socket or this kernel's configuration may refuse. */
    private static final Map<Sockopt<?>, Set<Integer>> REFUSED = Map.of(
            Sockopts.SO_RESERVE_MEM, Set.of(Constants.EOPNOTSUPP),
            Sockopts.TCP_ULP, Set.of(Constants.ENOENT, Constants.ENOTCONN),
            Sockopts.PACKET_FANOUT, Set.of(Constants.EINVAL));

    /** The options that a fresh socket cannot report, and why. */
    private static final Map<Sockopt<?>, Integer> UNREADABLE = Map.of(
            Sockopts.IP_MTU, Constants.ENOTCONN,
            Sockopts.IPV6_MTU, Constants.ENOTCONN,
            Sockopts.SO_PEERGROUPS, Constants.ENODATA,
            Sockopts.SO_PEERPIDFD, Constants.ENODATA,
            Sockopts.SO_PEERSEC, Constants.ENOPROTOOPT,
            Sockopts.TCP_REPAIR_QUEUE, Constants.EINVAL,
            Sockopts.TCP_QUEUE_SEQ, Constants.EINVAL);

    private final List<Integer> opened = new ArrayList<>();
    private Libc libc;

    @AfterEach
    void close() {
        opened.forEach(fd -> libc.close(fd));
    }

    static Stream<Arguments> settable() {
        return onEveryBackend(Access.READ_ONLY);
    }

    static Stream<Arguments> readable() {
        return onEveryBackend(Access.WRITE_ONLY);
    }

    private static Stream<Arguments> onEveryBackend(Access not) {
        return BackendsUnderTest.all()
                .flatMap(libc -> Sockopts.all().stream()
                        .filter(option -> option.access() != not)
                        .map(option -> Arguments.of(libc, Named.of(option.name(), option))));
    }

    private int socket(Sockopt<?> option) {
        Trial<?> trial = Trial.of(option);
        int fd = trial.socket(libc);
        if (fd < 0) {
            Assumptions.abort("no " + trial.kind() + " socket here: " + Errno.name(libc.errno()));
        }
        opened.add(fd);
        return fd;
    }

    @Test
    void everyOptionHasATrial() {
        for (Sockopt<?> option : Sockopts.all()) {
            String name = option.name();
            Object value = Trial.of(option).value();
            assertEquals(option.access() == Access.READ_ONLY, value == null, name);
            assertTrue(value == null || option.type().isInstance(value), name);
        }
    }

    @ParameterizedTest
    @MethodSource("settable")
    void aSetOptionIsReadBack(Libc backend, Sockopt<?> option) throws ErrnoException {
        libc = backend;
        setAndRead(option);
    }

    private <T> void setAndRead(Sockopt<T> option) throws ErrnoException {
        int fd = socket(option);
        try {
            Trial.of(option).set(libc, fd);
        } catch (ErrnoException e) {
            assertTrue(foreseen(option, e.errno()), e.getMessage());
            return;
        }
        Integer unreadable = UNREADABLE.get(option);
        if (option.access() == Access.WRITE_ONLY) {
            return;
        }
        if (unreadable != null && unreadable == Constants.ENOTCONN) {
            ErrnoException e = assertThrows(ErrnoException.class, () -> Sockopts.get(libc, fd, option));
            assertEquals(unreadable, e.errno(), e.getMessage());
            return;
        }
        T read = Sockopts.get(libc, fd, option);
        if (option == Sockopts.IPV6_ADDR_PREFERENCES) {
            // The other two preferences, which were not given, are there by their defaults.
            int preference = Trial.of(Sockopts.IPV6_ADDR_PREFERENCES).value();
            assertEquals(preference, (Integer) read & preference);
            return;
        }
        Object expected = READ_BACK.getOrDefault(option, Trial.of(option).value());
        assertArrayEquals(new Object[] {expected}, new Object[] {read}, () -> Sockopt.text(read));
    }

    private boolean foreseen(Sockopt<?> option, int errno) {
        if (REFUSED.getOrDefault(option, Set.of()).contains(errno)) {
            return true;
        }
        for (Sockopt<?> o = option; o != null; o = Trial.of(o).after()) {
            boolean denied = errno == Constants.EPERM || errno == Constants.EACCES;
            if (denied && !o.privilege().isEmpty() || errno == Constants.ENOPROTOOPT && newerThanKernel(o)) {
                return true;
            }
        }
        return false;
    }

    private static boolean newerThanKernel(Sockopt<?> option) {
        Pattern release = Pattern.compile("(\\d+)\\.(\\d+).*");
        Matcher kernel = release.matcher(System.getProperty("os.version"));
        Matcher since = release.matcher(option.since());
        return since.matches() && kernel.matches() && Arrays.compare(numbers(since), numbers(kernel)) > 0;
    }

    private static int[] numbers(Matcher release) {
        return new int[] {Integer.parseInt(release.group(1)), Integer.parseInt(release.group(2))};
    }

    @ParameterizedTest
    @MethodSource("readable")
    void aFreshSocketReportsTheDefault(Libc backend, Sockopt<?> option) {
        libc = backend;
        int fd = socket(option);
        try {
            Object value = Sockopts.get(libc, fd, option);
            assertTrue(option.type().isInstance(value), () -> option + " is " + value);
        } catch (ErrnoException e) {
            Integer expected = UNREADABLE.get(option);
            assertTrue(expected != null && expected == e.errno() || foreseen(option, e.errno()), e.getMessage());
        }
    }
}
