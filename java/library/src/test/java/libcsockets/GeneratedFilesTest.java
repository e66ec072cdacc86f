package libcsockets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Generated files and their inputs are changed only together. */
class GeneratedFilesTest {
    private static final Path ROOT = Path.of(System.getProperty("libcsockets.root"));

    /** Everything in these directories is in the manifest. */
    private static final List<String> DIRECTORIES =
            List.of("generated/inputs", "generated/generators", "generated/output", "native/src/constants");

    @Test
    void filesAndTheirHashesAreThoseOfTheManifest() throws IOException, NoSuchAlgorithmException {
        Map<String, String> manifest = manifest();
        Map<String, String> present = present();
        Set<String> differing = new TreeSet<>(manifest.keySet());
        differing.addAll(present.keySet());
        differing.removeIf(path -> Objects.equals(manifest.get(path), present.get(path)));
        assertEquals(Set.of(), differing, "changed, missing, or not in generated/MANIFEST");
        assertFalse(manifest.isEmpty());
    }

    /** Versions come first, then an empty line, then "hash  path" as sha256sum prints it. */
    private static Map<String, String> manifest() throws IOException {
        List<String> lines = Files.readAllLines(ROOT.resolve("generated/MANIFEST"));
        Map<String, String> hashes = new TreeMap<>();
        for (String line : lines.subList(lines.indexOf("") + 1, lines.size())) {
            String[] hashAndPath = line.split("  ", 2);
            hashes.put(hashAndPath[1], hashAndPath[0]);
        }
        return hashes;
    }

    private static Map<String, String> present() throws IOException, NoSuchAlgorithmException {
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        Map<String, String> hashes = new TreeMap<>();
        for (String directory : DIRECTORIES) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(directory))) {
                for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                    String hash = HexFormat.of().formatHex(sha256.digest(Files.readAllBytes(file)));
                    hashes.put(ROOT.relativize(file).toString(), hash);
                }
            }
        }
        return hashes;
    }
}
