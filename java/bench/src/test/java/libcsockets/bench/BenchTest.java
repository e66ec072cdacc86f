package libcsockets.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script, without a look at the time. */
class BenchTest {
    @TempDir
    private Path directory;

    private record Ended(int status, String output) {}

    private static Ended run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(System.getProperty("libcsockets.root") + "/java/bench/run");
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), output);
    }

    private String table(String... lines) throws IOException {
        Path table = directory.resolve("targets.tsv");
        Files.write(table, List.of(lines));
        return table.toString();
    }

    @Test
    void everyContenderOfEveryRowGivesAFigure() throws Exception {
        assertEquals(new Ended(0, ""), run("--smoke"));
    }

    @Test
    void theGateOpensWhereTheTargetsAreMet() throws Exception {
        String table =
                table("unix\tC\ttime\t1.00", "unix\tLibcSocket, JDK 25\tbytes\t1e9", "eagain\tffm, JDK 25\ttime\t0");
        assertEquals(new Ended(0, "\nAll targets are met.\n"), run("--smoke", "--gate", "--targets", table, "unix"));
    }

    @Test
    void theGateNamesWhatIsMissed() throws Exception {
        String table = table("unix\tC\ttime\t0.50", "unix\tLibcSocket, JDK 25\tbytes\t1e9");
        assertEquals(
                new Ended(1, "\nmissed: unix, C, time: 1.00, target 0.50\n1 target is missed.\n"),
                run("--smoke", "--gate", "--targets", table));
    }

    @Test
    void theGateNeedsATarget() throws Exception {
        String table = table("unix\tC\ttime\t1.00");
        assertEquals(
                new Ended(2, "none of these rows has a target in " + table + "\n"),
                run("--smoke", "--gate", "--targets", table, "udp"));
    }

    @Test
    void wrongArgumentsAreNamed() throws Exception {
        Ended ended = run("--smoke", "tcp");
        assertEquals(2, ended.status());
        assertTrue(ended.output().startsWith("there is no row tcp\nusage: run "), ended.output());
        assertEquals(2, run("--seed", "x").status());
        assertEquals(2, run("--fast").status());
        assertEquals(2, run("--targets", "nowhere").status());
    }
}
