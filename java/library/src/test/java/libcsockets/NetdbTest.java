package libcsockets;

import static libcsockets.Constants.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import libcsockets.testing.ChildJvm;
import libcsockets.testing.OnEachBackend;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;

/** The databases of netdb.h, and the host's own name. */
class NetdbTest {
    /** The words of each line of a database file, without comments. */
    private static List<String[]> entries(String file) throws IOException {
        Path path = Path.of(file);
        Assumptions.assumeTrue(Files.exists(path), file + " is missing");
        List<String[]> entries = new ArrayList<>();
        for (String line : Files.readAllLines(path)) {
            String entry = line.replaceFirst("#.*", "").strip();
            if (!entry.isEmpty()) {
                entries.add(entry.split("\\s+"));
            }
        }
        return entries;
    }

    private static List<String> aliases(String[] entry) {
        return List.of(entry).subList(2, entry.length);
    }

    @OnEachBackend
    void servicesAgreeWithTheFile(Libc libc) throws IOException {
        String[] first = entries("/etc/services").get(0);
        String[] portAndProtocol = first[1].split("/");
        int port = Libc.htons(Integer.parseInt(portAndProtocol[0]));
        Servent expected = new Servent(first[0], aliases(first), port, portAndProtocol[1]);
        assertEquals(expected, libc.getservbyname(first[0], portAndProtocol[1]));
        assertEquals(expected, libc.getservbyname(first[0], null));
        assertEquals(expected, libc.getservbyport(port, portAndProtocol[1]));
        assertEquals(expected, libc.getservbyport(port, null));
        for (String[] entry : entries("/etc/services")) {
            String protocol = entry[1].split("/")[1];
            for (String alias : aliases(entry)) {
                assertNotNull(libc.getservbyname(alias, protocol), alias);
            }
        }
    }

    @OnEachBackend
    void protocolsAgreeWithTheFile(Libc libc) throws IOException {
        for (String[] entry : entries("/etc/protocols")) {
            int number = Integer.parseInt(entry[1]);
            assertEquals(new Protoent(entry[0], aliases(entry), number), libc.getprotobyname(entry[0]));
            assertEquals(number, libc.getprotobynumber(number).p_proto());
        }
        assertEquals(IPPROTO_TCP, libc.getprotobyname("TCP").p_proto());
    }

    @OnEachBackend
    void missingEntriesAreNull(Libc libc) {
        libc.errno(EBADF);
        assertNull(libc.getservbyname("no-such-service", "tcp"));
        assertEquals(0, libc.errno());
        assertNull(libc.getservbyname("no-such-service", null));
        assertNull(libc.getservbyport(Libc.htons(64999), "no-such-protocol"));
        assertNull(libc.getprotobyname("no-such-protocol"));
        assertNull(libc.getprotobynumber(-1));
        assertEquals(0, libc.errno());
        assertNull(libc.gethostbyname("no such host"));
        assertEquals(HOST_NOT_FOUND, libc.h_errno());
        assertThrows(NullPointerException.class, () -> libc.gethostbyname(null));
        assertThrows(NullPointerException.class, () -> libc.getservbyname(null, "tcp"));
        assertThrows(NullPointerException.class, () -> libc.getprotobyname(null));
        assertThrows(IllegalArgumentException.class, () -> libc.gethostbyname("local\0host"));
    }

    @OnEachBackend
    void aHostHasAddresses(Libc libc) throws IOException {
        Hostent numeric = libc.gethostbyname("192.0.2.7");
        assertEquals(
                new Hostent("192.0.2.7", List.of(), AF_INET, 4, List.of(InetAddress.getByName("192.0.2.7"))), numeric);
        Hostent localhost = libc.gethostbyname("localhost");
        assertTrue(localhost.h_addr_list().contains(InetAddress.getByName("127.0.0.1")), localhost::toString);
    }

    @OnEachBackend
    void threadsLookUpConcurrently(Libc libc) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<?>> done = new ArrayList<>();
            for (int thread = 0; thread < 8; thread++) {
                String address = "192.0.2." + thread;
                done.add(threads.submit(() -> {
                    for (int i = 0; i < 1000; i++) {
                        assertEquals(address, libc.gethostbyname(address).h_name());
                    }
                }));
            }
            for (Future<?> one : done) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @OnEachBackend
    void aHostIsRenamedInItsOwnNamespace(Libc libc, @TempDir Path directory) throws Exception {
        List<String> namespace = List.of("unshare", "--uts", "--mount");
        Assumptions.assumeTrue(
                exitCode(List.of("unshare", "--uts", "--mount", "true")) == 0,
                "unshare --uts --mount needs CAP_SYS_ADMIN");
        StringBuilder many = new StringBuilder("192.0.2.9 many");
        for (int i = 0; i < 200; i++) {
            many.append(" another-name-of-this-host-").append(i);
        }
        Path hosts = directory.resolve("hosts");
        Files.writeString(hosts, "192.0.2.8 official.example alias other-alias\n" + many + "\n");
        List<String> command = new ArrayList<>(namespace);
        command.addAll(List.of("sh", "-c", "mount --bind \"$0\" /etc/hosts && exec \"$@\"", hosts.toString()));
        command.addAll(ChildJvm.command(List.of(), NetdbProgram.class, libc.backend(), "alias", "many"));
        assertEquals("""
                sethostname 0
                renamed.exampl
                -1 EINVAL
                Hostent[h_name=official.example, h_aliases=[alias, other-alias], h_addrtype=2, h_length=4, \
                h_addr_list=[/192.0.2.8]]
                200
                """, ChildJvm.run(command));
    }

    @OnEachBackend
    void theHostNameNeedsRoom(Libc libc) {
        byte[] name = new byte[3];
        assertThrows(IndexOutOfBoundsException.class, () -> libc.sethostname(name, 4));
        assertThrows(IndexOutOfBoundsException.class, () -> libc.sethostname(name, -1));
        assertThrows(NullPointerException.class, () -> libc.sethostname(null, 0));
    }

    private static int exitCode(List<String> command) throws InterruptedException {
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            return -1;
        }
    }
}
