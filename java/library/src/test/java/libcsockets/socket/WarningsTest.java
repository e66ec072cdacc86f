package libcsockets.socket;

import static libcsockets.Constants.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.WeakReference;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import libcsockets.Libc;
import libcsockets.testing.ChildJvm;
import libcsockets.testing.PrintedLog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The log has what nobody else would notice: descriptors that leak, and numbers that somebody else closed. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WarningsTest {
    /** Drops what it has opened, and waits until all of it has been collected. */
    static final class Leaking {
        private Leaking() {}

        public static void main(String[] args) throws Exception {
            List<WeakReference<?>> dropped = new ArrayList<>();
            closeAll();
            drop(dropped);
            for (WeakReference<?> one : dropped) {
                while (one.get() != null) {
                    System.gc();
                    Thread.onSpinWait();
                }
            }
            while (PrintedLog.printed() < Integer.parseInt(args[0])) {
                Thread.onSpinWait();
            }
            System.out.println("done");
        }

        private static void drop(List<WeakReference<?>> dropped) throws Exception {
            LibcSocket server = LibcSocket.tcp()
                    .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                    .listen(1);
            LibcSocket client = LibcSocket.tcp();
            client.connect(server.localAddress());
            LibcSocket accepted = server.accept();
            LibcSocket adopted = LibcSocket.adopt(Libc.get().socket(AF_UNIX, SOCK_DGRAM, 0));
            Epoll epoll = Epoll.open();
            epoll.add(accepted, EPOLLIN, null);
            Poll poll = Poll.open();
            poll.set(client, POLLIN, null);
            for (Object one : List.of(server, client, accepted, adopted, epoll, poll)) {
                dropped.add(new WeakReference<>(one));
            }
        }

        private static void closeAll() throws Exception {
            LibcSocket socket = LibcSocket.udp();
            socket.close();
            socket.close();
            Libc.get().close(LibcSocket.udp().detach());
            Epoll.open().close();
            Poll.open().close();
            for (LibcSocket end : LibcSocket.pair(SOCK_STREAM)) {
                end.close();
            }
        }
    }

    private static List<String> warnings(String output) {
        return output.lines().filter(line -> line.startsWith("WARN")).toList();
    }

    @Test
    void aLeakIsReportedWithItsOrigin() throws Exception {
        String output = ChildJvm.run(
                ChildJvm.command(List.of(PrintedLog.OPTION, "-Dlibcsockets.leak=warn"), Leaking.class, "6"));
        List<String> reported = warnings(output).stream()
                .map(line -> line.replaceAll("\\d+", "N"))
                .sorted()
                .toList();
        String end = " with descriptor N was never closed, and its descriptor stays open";
        String socket = "WARN libcsockets.leak LibcSocket" + end;
        assertEquals(
                List.of(
                        "WARN libcsockets.leak Epoll" + end,
                        socket,
                        socket,
                        socket,
                        socket,
                        "WARN libcsockets.leak Poll" + end),
                reported,
                output);
        assertEquals(6, output.split("WarningsTest\\$Leaking.drop\\(", -1).length - 1, output);
    }

    @Test
    void nothingIsReportedByDefault() throws Exception {
        String output = ChildJvm.run(ChildJvm.command(List.of(PrintedLog.OPTION), Leaking.class, "0"));
        assertEquals(List.of(), warnings(output));
        assertTrue(output.endsWith("done\n"), output);
    }

    /** Opens a socket, and prints the settings. */
    static final class Settled {
        private Settled() {}

        public static void main(String[] args) throws Exception {
            LibcSocket.udp().close();
            System.out.println(CopyLimit.BYTES + " " + LeakWatch.ON);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            libcsockets.leak=yes | warn or off: off | 131072 false
            libcsockets.copy.limit=1m | a number of bytes from 4096 to 67108864: 131072 | 131072 false
            libcsockets.copy.limit=100 | a number of bytes from 4096 to 67108864: 131072 | 131072 false
            libcsockets.copy.limit=67108865 | a number of bytes from 4096 to 67108864: 131072 | 131072 false
            """)
    void aWrongSettingIsReportedAndNotUsed(String setting, String allowed, String used) throws Exception {
        String output = ChildJvm.run(ChildJvm.command(List.of(PrintedLog.OPTION, "-D" + setting), Settled.class));
        assertEquals(
                List.of("WARN libcsockets -D" + setting + " is not " + allowed + " is used instead"),
                warnings(output),
                output);
        assertTrue(output.endsWith(used + "\n"), output);
    }

    /** Closes a number that is not its own. */
    static final class ClosedByOthers {
        private ClosedByOthers() {}

        public static void main(String[] args) throws Exception {
            LibcSocket socket = LibcSocket.udp();
            LibcSocket.adopt(socket.fd()).close();
            socket.close();
            LibcSocket[] pair = LibcSocket.pair(SOCK_STREAM);
            pair[0].apply((libc, fd) -> libc.close(fd));
            pair[0].close();
            pair[1].close();
        }
    }

    @Test
    void aDescriptorClosedElsewhereIsReported() throws Exception {
        String output = ChildJvm.run(ChildJvm.command(List.of(PrintedLog.OPTION), ClosedByOthers.class));
        List<String> warnings = warnings(output);
        assertEquals(2, warnings.size(), output);
        for (String warning : warnings) {
            assertTrue(warning.startsWith("WARN libcsockets.socket.LibcSocket LibcSocket["), warning);
            assertTrue(
                    warning.endsWith(" was closed elsewhere: close gave EBADF, and may have met the number of another"
                            + " file"),
                    warning);
        }
    }
}
