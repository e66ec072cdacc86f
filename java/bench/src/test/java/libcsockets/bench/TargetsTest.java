package libcsockets.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetsTest {
    @TempDir
    private Path directory;

    private final List<Row> rows = Row.all();
    private final Row eagain = rows.get(0);
    private final Row.Variant ffm = eagain.variants.stream()
            .filter(variant -> variant.name().equals("ffm, JDK 25"))
            .findFirst()
            .orElseThrow();

    private Targets read(String text) throws IOException {
        Path table = directory.resolve("targets.tsv");
        Files.writeString(table, text);
        return Targets.read(table, rows);
    }

    @Test
    void aTargetIsMissedWhereTheFigureAsPrintedIsAboveIt() throws IOException {
        Targets targets = read("# a comment\n\neagain\tffm, JDK 25\ttime\t1.05\neagain\tffm, JDK 25\tbytes\t0\n");
        assertTrue(targets.has(eagain));
        assertEquals(List.of(), targets.missed(eagain, ffm, Map.of(Metric.TIME, 1.054, Metric.BYTES, 0.4)));
        assertEquals(
                "[eagain, ffm, JDK 25, time: 1.06, target 1.05, eagain, ffm, JDK 25, bytes: 1, target 0]",
                targets.missed(eagain, ffm, Map.of(Metric.TIME, 1.056, Metric.BYTES, 0.6))
                        .toString());
    }

    @Test
    void aTargetWithoutAFigureIsMissed() throws IOException {
        Targets targets = read("eagain\tffm, JDK 25\ttime\t1.05\n");
        assertEquals(
                "[eagain, ffm, JDK 25, time: no figure, target 1.05]",
                targets.missed(eagain, ffm, Map.of()).toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "eagain/ffm, JDK 25 | there must be a row, a contender, a metric and a target, with a tab between them",
                "again/ffm, JDK 25/time/1 | there is no row again",
                "eagain/ffm/time/1 | the row eagain has no contender ffm",
                "eagain/ffm, JDK 25/speed/1 | there is no metric speed",
                "eagain/ffm, JDK 25/heap/1 | the row eagain has no figure for heap",
                "eagain/ffm, JDK 25/time/fast | the target fast is not a number"
            })
    void aLineThatIsNotUnderstoodIsNamed(String line, String reason) {
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> read("\n" + line.replace('/', '\t') + "\n"));
        assertEquals(directory.resolve("targets.tsv") + ", line 2: " + reason, e.getMessage());
    }
}
