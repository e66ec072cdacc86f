package libcsockets.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import libcsockets.Libc;
import libcsockets.testing.BlockedThreads;
import libcsockets.testing.ChildJvm;
import libcsockets.testing.OnEachBackend;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** On a platform thread without a timeout a call is one system call, and strace sees no others. */
@Timeout(value = 100, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OneSystemCallTest {
    /** The traced calls: each waits for the other side or is served at once. */
    static final class Program {
        private Program() {}

        public static void main(String[] args) throws IOException, InterruptedException {
            LibcSocket server = LibcSocket.tcp()
                    .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                    .listen(5);
            LibcSocket client = LibcSocket.tcp();
            client.connect(server.localAddress());
            LibcSocket accepted = server.accept();
            ByteBuffer direct = ByteBuffer.allocateDirect(100);
            client.send(direct, 0);
            accepted.receive(direct.clear(), 0);
            accepted.send(new byte[10], 0);
            client.receive(new byte[10], 0);
            client.write(ByteBuffer.allocate(5));
            accepted.read(new ByteBuffer[] {ByteBuffer.allocate(5)});
            client.outputStream().write(1);
            accepted.inputStream().read();
            Thread closer = new Thread(() -> {
                try {
                    // Only now is the other thread in a call that waits.
                    BlockedThreads.awaitBlocked(MAIN);
                    client.send(new byte[1], 0);
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            closer.start();
            accepted.receive(new byte[10], 0);
            closer.join();
            client.close();
            accepted.receive(new byte[1], 0);
            accepted.close();
            server.close();
        }

        private static final Thread MAIN = Thread.currentThread();

        static {
            MAIN.setName("main-program");
        }
    }

    @TempDir
    Path directory;

    @OnEachBackend
    void aCallIsOneSystemCall(Libc libc) throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/strace")), "there is no strace here");
        Path trace = directory.resolve("trace");
        List<String> command = new ArrayList<>(List.of(
                "/usr/bin/strace",
                "-f",
                "-qq",
                "-o",
                trace.toString(),
                "-e",
                "trace=network,fcntl,poll,ppoll,epoll_ctl,epoll_wait,eventfd2,readv,writev,ioctl,close"));
        command.addAll(ChildJvm.command(List.of("-Dlibcsockets.backend=" + libc.backend()), Program.class));
        ChildJvm.run(command);
        // By thread: in which order the kernel served two of them is nobody's promise.
        Map<String, List<String>> calls = new LinkedHashMap<>();
        Pattern ours = Pattern.compile("^(\\d+) +(?!<)(\\w+)\\((\\d+|AF_INET)[,) ].*");
        Set<String> sockets = new HashSet<>();
        // A number is a socket's from the line on that has it as the result.
        Map<Integer, String> results = new HashMap<>();
        List<String> lines = Files.readAllLines(trace);
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            var matcher = ours.matcher(line);
            if (matcher.matches()) {
                String call = matcher.group(2);
                // The JVM creates its own sockets without SOCK_CLOEXEC.
                boolean opens =
                        call.equals("socket") && line.contains("AF_INET, SOCK_STREAM|SOCK_CLOEXEC, IPPROTO_TCP");
                if (opens || sockets.contains(matcher.group(3))) {
                    calls.computeIfAbsent(matcher.group(1), first -> new ArrayList<>())
                            .add(call);
                    if (opens || call.equals("accept4")) {
                        int at = resultLine(lines, i);
                        results.put(at, lines.get(at).substring(lines.get(at).lastIndexOf(' ') + 1));
                    } else if (call.equals("close")) {
                        // The JVM may get the number for a file next.
                        sockets.remove(matcher.group(3));
                    }
                }
            }
            if (results.containsKey(i)) {
                sockets.add(results.get(i));
            }
        }
        List<String> main = List.of(
                "socket",
                "bind",
                "listen",
                "socket",
                "getsockname",
                "connect",
                "accept4",
                "sendto",
                "recvfrom",
                "sendto",
                "recvfrom",
                "sendto",
                "recvmsg",
                "sendto",
                "recvfrom",
                "recvfrom",
                "close",
                "recvfrom",
                "close",
                "close");
        assertEquals(List.of(main, List.of("sendto")), List.copyOf(calls.values()));
    }

    /** If another thread of the JVM comes in between, the result is on a later line. */
    private static int resultLine(List<String> lines, int call) {
        String line = lines.get(call);
        if (!line.endsWith("<unfinished ...>")) {
            return call;
        }
        String thread = line.substring(0, line.indexOf(' ') + 1);
        int later = call + 1;
        while (!lines.get(later).startsWith(thread) || !lines.get(later).contains("<... ")) {
            later++;
        }
        return later;
    }
}
