package libcsockets.tools.conform.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import libcsockets.Constants;
import libcsockets.Libc;
import libcsockets.tools.conform.CasesTest;
import libcsockets.tools.conform.language.Case;
import libcsockets.tools.conform.language.CaseFileTest;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A case leaves nothing behind, and takes nothing of the JVM's. */
class CaseRunnerTest {
    private static final String BACKENDS = "libcsockets.tools.conform.CasesTest#backends";
    private static final int SHORT_LIMIT = 300;

    private static int userAtFirst;

    @BeforeAll
    static void rememberTheUser() {
        userAtFirst = Libc.open(CasesTest.backends().get(0)).geteuid();
    }

    private static Result run(String backend, int limit, String line) {
        Case test = CaseFileTest.parse(line.replace('~', '\t')).cases().get(0);
        return new CaseRunner(Libc.open(backend), limit).run(test);
    }

    private static Result run(String backend, String line) {
        return run(backend, 8000, line);
    }

    /** Makes the JDK open what it opens once, such as a socket of its own for channels. */
    private static void warmUp(String backend) {
        run(
                backend,
                "warm-up~safe~dropuser(); a,b=socketpair(AF_UNIX,SOCK_STREAM,0)~recv~a,0x2000000,MSG_DONTWAIT~fail");
    }

    /** The JVM's open descriptors, without that of the directory which this method reads. */
    private static Set<String> openDescriptors() {
        Set<String> open = new TreeSet<>();
        for (String number : new File("/proc/self/fd").list()) {
            try {
                open.add(number + " " + Files.readSymbolicLink(Path.of("/proc/self/fd", number)));
            } catch (IOException e) {
                // The directory itself, closed again.
            }
        }
        return open.stream()
                .filter(entry -> entry.contains("socket:") || entry.contains("pipe:") || entry.contains("anon_inode:"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Whether the directory of some case still has a file of that name. */
    private static boolean isLeft(String file) throws IOException {
        try (Stream<Path> directories = Files.list(Path.of("/tmp"))) {
            return directories
                    .filter(directory -> directory.toString().startsWith("/tmp/lc."))
                    .anyMatch(directory -> Files.exists(directory.resolve(file)));
        }
    }

    @ParameterizedTest
    @MethodSource(BACKENDS)
    void descriptorsAndFilesAreGoneAfterACase(String backend) throws IOException {
        warmUp(backend);
        Set<String> before = openDescriptors();
        String file = "left" + System.nanoTime();
        Result result = run(
                backend,
                "a~safe~a,b=socketpair(AF_UNIX,SOCK_STREAM,0); r,w=pipe(); e=epoll_create1(0); l=listener(unix:l);"
                        + " touch(" + file
                        + "); mkdir(d); touch(d/f); chmod(d,0000); sendmsg(a,NULL,[\"x\"],rights(e,w),0)"
                        + "~recvmsg~b,NULL,[1],64,0~ok:1~d=dup(r0); close(d); udp(127.0.0.1:1) -> fail|ok:fd");
        assertEquals("ok:1", result.ending());
        assertEquals(before, openDescriptors());
        assertFalse(isLeft(file));
    }

    @ParameterizedTest
    @MethodSource(BACKENDS)
    void aCaseThatHangsIsLeft(String backend) throws Exception {
        warmUp(backend);
        Set<String> before = openDescriptors();
        for (String line : new String[] {
            "hang.recv~safe~a,b=socketpair(AF_UNIX,SOCK_STREAM,0)~recv~a,4,0~ok:0",
            "hang.recv-udp~safe~u=udp(127.0.0.1:0)~recv~u,4,0~ok:0",
            "hang.accept~safe~l=listener(127.0.0.1:0)~accept~l,NULL,NULL~ok:fd",
            "hang.read~safe~r,w=pipe()~read~r,4~ok:0",
            "hang.sleep~safe~-~sleep~100000~ok:0",
        }) {
            Result result = run(backend, SHORT_LIMIT, line);
            assertEquals("timeout", result.result(), line);
            assertTrue(result.mark().startsWith("MISMATCH expected=ok:"), result.mark());
        }
        assertEquals(
                "ok:fd",
                run(backend, "next~safe~-~socket~AF_INET,SOCK_STREAM,0~ok:fd").ending());
        assertEquals(before, openDescriptors());
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith("case hang.")) {
                thread.join(5000);
                assertFalse(thread.isAlive(), () -> thread.getName() + " was not woken");
            }
        }
    }

    @ParameterizedTest
    @MethodSource(BACKENDS)
    void theEffectiveUserIsRestored(String backend) {
        Libc libc = Libc.open(backend);
        assertEquals("ok:0", run(backend, "a~safe~dropuser()~dropuser~-~ok:0").ending());
        assertEquals(userAtFirst, libc.geteuid());
        assertEquals(
                "timeout",
                run(backend, SHORT_LIMIT, "a~safe~dropuser()~sleep~100000~ok:0").result());
        assertEquals(userAtFirst, libc.geteuid());
    }

    /** Nothing that a case does after its time reaches the cases that follow. */
    @ParameterizedTest
    @MethodSource(BACKENDS)
    void aCaseThatIsLateDropsNothing(String backend) throws InterruptedException {
        String line = "late.dropuser~safe~r,w=pipe(); poll([r:POLLIN],900) -> ok; dropuser()~sleep~1~ok:0";
        assertEquals("timeout", run(backend, SHORT_LIMIT, line).result());
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith("case late.")) {
                thread.join(20_000);
                assertFalse(thread.isAlive(), () -> thread.getName() + " does not end");
            }
        }
        assertEquals(userAtFirst, Libc.open(backend).geteuid());
    }

    /** Its directory is removed and the next case runs, at whatever point its time is over. */
    @ParameterizedTest
    @MethodSource(BACKENDS)
    void aCaseThatMakesFilesIsLeft(String backend) throws IOException {
        String file = "made" + System.nanoTime() + "-";
        StringBuilder steps = new StringBuilder();
        for (int i = 0; i < 1000; i++) {
            steps.append("touch(").append(file).append(i).append("); ");
        }
        for (int limit = 1; limit <= 25; limit++) {
            run(backend, limit, "a~safe~" + steps + "~sleep~100000~ok:0");
            for (int i = 0; i < 1000; i++) {
                assertFalse(isLeft(file + i));
            }
        }
    }

    /** In a process of its own, as under the C driver, these numbers would not be open. */
    @ParameterizedTest
    @MethodSource(BACKENDS)
    void theDescriptorsOfTheJvmAreOutOfReach(String backend) throws IOException {
        try (ServerSocket server = new ServerSocket(0);
                Socket client = new Socket("127.0.0.1", server.getLocalPort());
                Socket accepted = server.accept()) {
            StringBuilder steps = new StringBuilder();
            for (int fd = 3; fd < 100; fd++) {
                steps.append("close(").append(fd).append(") -> errno:EBADF; ");
                steps.append("shutdown(").append(fd).append(",SHUT_RDWR) -> errno:EBADF; ");
            }
            assertEquals(
                    "ok:0", run(backend, "a~safe~" + steps + "~pipe~-~ok:0").ending());
            client.getOutputStream().write(7);
            assertEquals(7, accepted.getInputStream().read());
        }
    }

    @ParameterizedTest
    @MethodSource(BACKENDS)
    void theStandardStreamsStay(String backend) {
        Libc libc = Libc.open(backend);
        String line = "a~safe~close(0); close(1); close(2)~close~1~errno:EBADF";
        assertEquals("errno:EBADF", run(backend, line).ending());
        for (int fd = 0; fd < 3; fd++) {
            assertTrue(libc.fcntl(fd, Constants.F_GETFD) >= 0);
        }
    }

    @ParameterizedTest
    @MethodSource(BACKENDS)
    void aWildPointerIsUnsupported(String backend) {
        Result result = run(backend, "a~safe~touch(f)~send~1,BAD/len=4,0~errno:EFAULT");
        assertEquals("a\tsend\tunsupported", result.line());
    }
}
