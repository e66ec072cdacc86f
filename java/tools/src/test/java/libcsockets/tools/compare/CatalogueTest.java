package libcsockets.tools.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import libcsockets.tools.compare.catalogue.Catalogue;
import libcsockets.tools.compare.output.CProgram;
import libcsockets.tools.compare.output.Snippets;
import libcsockets.tools.compare.run.Records;
import libcsockets.tools.compare.run.Surroundings;
import libcsockets.tools.compare.scenario.Need;
import libcsockets.tools.compare.scenario.Scenario;
import libcsockets.tools.compare.scenario.Subject;
import libcsockets.tools.compare.scenario.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The scenarios' texts and C programs, without running their subjects. */
class CatalogueTest {
    private static final int FEWEST = 120;
    private static final int FEWEST_THAT_AGREE = 12;
    private static final int LANES = 2;

    private static final Set<String> THEMES = Set.of(
            "defaults",
            "bind",
            "listen",
            "connect",
            "streams",
            "flags",
            "urgent",
            "shutdown",
            "close",
            "interrupt",
            "datagrams",
            "multicast",
            "unix",
            "options",
            "privileges",
            "timeouts",
            "time-wait",
            "virtual-threads");

    private final Catalogue catalogue = Catalogue.load();

    @Test
    void coversEveryTheme() {
        assertTrue(catalogue.all().size() >= FEWEST, "only " + catalogue.all().size());
        for (String theme : THEMES) {
            assertTrue(catalogue.tags().contains(theme), "no scenario has the tag " + theme);
        }
        long same = catalogue.all().stream()
                .filter(scenario -> scenario.verdict() == Verdict.SAME)
                .count();
        assertTrue(same >= FEWEST_THAT_AGREE, "only " + same + " agree");
    }

    @Test
    void everyScenarioShowsItsCode() {
        for (Scenario scenario : catalogue.all()) {
            for (Subject subject : List.of(Subject.NET, Subject.NIO)) {
                if (scenario.cannot(subject) == null) {
                    String code = Snippets.of(scenario, subject);
                    assertNotNull(code, scenario.name());
                    assertFalse(code.isBlank(), scenario.name());
                    assertFalse(code.startsWith(" "), scenario.name() + ": " + code);
                }
            }
        }
    }

    @Test
    void bothRecordsAreComplete() {
        for (int release : Records.BUNDLED) {
            Records records = Records.bundled(release);
            assertEquals(release, records.release());
            List<String> names =
                    catalogue.all().stream().map(Scenario::name).sorted().toList();
            assertEquals(names, List.copyOf(records.scenarios().keySet()));
        }
    }

    /** Every scenario's program compiles without a warning and prints the rows recorded for libc. */
    @Test
    @Timeout(300)
    void emittedCPrintsTheSameResults(@TempDir Path directory) throws Exception {
        assumeTrue(Integer.getInteger("libcsockets.test.release", Cli.release()) >= 25, "once is enough");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        Map<String, List<String>> recorded = new LinkedHashMap<>();
        Records.bundled(25).scenarios().forEach((name, one) -> {
            if (one.rows().containsKey("libc")) {
                recorded.put(name, one.rows().get("libc"));
            }
        });
        ConcurrentLinkedQueue<Scenario> queue = new ConcurrentLinkedQueue<>(catalogue.all());
        List<String> wrong = Collections.synchronizedList(new ArrayList<>());
        List<Thread> lanes = new ArrayList<>();
        for (int i = 0; i < LANES; i++) {
            Thread lane = new Thread(() -> {
                for (Scenario scenario = queue.poll(); scenario != null; scenario = queue.poll()) {
                    try {
                        String problem = problem(scenario, recorded.get(scenario.name()), directory);
                        if (problem != null) {
                            wrong.add(problem);
                        }
                    } catch (Exception e) {
                        wrong.add(scenario.name() + ": " + e);
                    }
                }
            });
            lane.start();
            lanes.add(lane);
        }
        for (Thread lane : lanes) {
            lane.join();
        }
        assertEquals(List.of(), wrong);
    }

    private static String problem(Scenario scenario, List<String> rows, Path directory) throws Exception {
        boolean skipped = scenario.needs().contains(Need.ROOT) && !Surroundings.isRoot();
        if (scenario.sequence() == null
                || rows == null
                || skipped
                || Surroundings.of(scenario).missing() != null) {
            return null;
        }
        Path source = directory.resolve(scenario.name() + ".c");
        Path program = directory.resolve(scenario.name());
        Files.writeString(source, CProgram.of(scenario));
        Cli.Outcome compiled = Cli.run(
                Map.of(),
                List.of(
                        "cc",
                        "-std=c11",
                        "-Wall",
                        "-Wextra",
                        "-Werror",
                        "-pthread",
                        "-o",
                        program.toString(),
                        source.toString()));
        if (compiled.exitCode() != 0) {
            return scenario.name() + " does not compile: " + compiled.err();
        }
        List<String> command = new ArrayList<>(Surroundings.of(scenario).prefix());
        command.add(program.toString());
        long start = System.nanoTime();
        Cli.Outcome ran = Cli.run(Map.of(), command);
        String printed = String.join("; ", ran.out().lines().toList());
        if (printed.startsWith("skipped:")) {
            return null;
        }
        String wanted = String.join(
                "; ",
                rows.stream()
                        .map(row -> row.replaceFirst(" (VALUE|ERRNO) ", ": "))
                        .toList());
        return printed.equals(wanted)
                ? null
                : scenario.name() + " printed " + printed + " and not " + wanted + ran.err() + " after "
                        + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start) + " ms";
    }
}
