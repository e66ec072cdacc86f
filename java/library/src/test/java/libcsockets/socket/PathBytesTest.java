package libcsockets.socket;

import static libcsockets.Constants.*;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import libcsockets.Sockaddr;
import libcsockets.testing.ChildJvm;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A path means the file that has its bytes, whatever they are called in the JVM's locale. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PathBytesTest {
    /** Runs in an empty directory. */
    static final class Program {
        private Program() {}

        private static final List<byte[]> NAMES = List.of(
                new byte[] {'s', (byte) 0xff},
                new byte[] {(byte) 0xff},
                new byte[] {(byte) 0xc3, (byte) 0xa4},
                new byte[] {(byte) 0xe4, '%', '4', '1', ' ', '?', '#'},
                "plain %41 ?#".getBytes(StandardCharsets.US_ASCII));

        public static void main(String[] args) throws Exception {
            Path here = Path.of("");
            for (byte[] name : NAMES) {
                // Names that C gives, in a directory of their own, which has nothing else.
                LibcSocketAddress raw = LibcSocketAddress.of(Sockaddr.unix(name));
                try (LibcSocket server = LibcSocket.unixStream().bind(raw).listen(5)) {
                    Path path = only(here);
                    reach(server, path);
                    reach(server, path.toAbsolutePath());
                    // The address that the kernel reports leads back.
                    SocketAddress local = server.localAddress();
                    try (LibcSocket client = LibcSocket.unixStream()) {
                        client.connect(local);
                        server.accept().close();
                    }
                    SocketChannel.open(UnixDomainSocketAddress.of(path)).close();
                    server.accept().close();
                    Files.delete(path);
                    bindsTheSameFile(path, name);
                    bindsTheSameFile(path.toAbsolutePath(), name);
                    sendsTheSameFile(path);
                }
            }
            System.out.println("done");
        }

        private static Path only(Path directory) throws IOException {
            try (Stream<Path> files = Files.list(directory)) {
                List<Path> all = files.toList();
                check("one file", all.size() == 1);
                return all.get(0);
            }
        }

        private static void reach(LibcSocket server, Path path) throws IOException {
            try (LibcSocket client = LibcSocket.unixStream()) {
                client.connect(UnixDomainSocketAddress.of(path));
                server.accept().close();
            }
        }

        private static void bindsTheSameFile(Path path, byte[] name) throws IOException {
            try (LibcSocket server = LibcSocket.unixStream()
                    .bind(UnixDomainSocketAddress.of(path))
                    .listen(5)) {
                check("the kernel's bytes", Arrays.equals(name, PathBytes.of(only(Path.of("")))));
                check("listening", server.isOpen());
                try (LibcSocket client = LibcSocket.unixStream()) {
                    client.connect(LibcSocketAddress.of(Sockaddr.unix(name)));
                    server.accept().close();
                }
            }
            Files.delete(path);
        }

        private static void sendsTheSameFile(Path path) throws IOException {
            Files.write(path, new byte[7]);
            LibcSocket[] pair = LibcSocket.pair(SOCK_STREAM);
            check("sendFile", pair[0].sendFile(path, 0, 100) == 7);
            pair[0].close();
            pair[1].close();
            Files.delete(path);
            // A directory's URI has a slash at its end.
            Files.createDirectory(path);
            byte[] bytes = PathBytes.of(path);
            check("no slash", bytes[bytes.length - 1] != '/');
            Files.delete(path);
        }

        private static void check(String what, boolean holds) {
            if (!holds) {
                throw new AssertionError(what);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"C", "C.UTF-8"})
    void pathsKeepTheirBytesInEveryLocale(String locale) throws Exception {
        // A short one: an absolute path has to fit into an address, too.
        List<String> command = new ArrayList<>(List.of(
                "bash",
                "-c",
                "set -e; d=$(mktemp -d /tmp/lcs.XXXXXX); trap 'rm -rf \"$d\"' EXIT; cd \"$d\"; LC_ALL=$0 \"$@\"",
                locale));
        command.addAll(ChildJvm.command(List.of(), Program.class));
        String output = ChildJvm.run(command);
        assertTrue(output.endsWith("done\n"), output);
    }
}
