package libcsockets.tools.compare.run;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonSyntaxException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import libcsockets.tools.cli.OutputFile;
import libcsockets.tools.compare.scenario.Subject;
import libcsockets.tools.compare.scenario.Trace;

/**
 * Recorded results of scenarios, without the fields that change from run to run.
 *
 * @param release the JDK's
 * @param scenarios by name
 */
public record Records(int release, Map<String, Recorded> scenarios) {
    /** The releases with a record in this program. */
    public static final List<Integer> BUNDLED = List.of(17, 25);

    /**
     * The recorded results of a scenario.
     *
     * @param rows the rows of those of {@code libc}, {@code net} and {@code nio} that ran
     */
    public record Recorded(String verdict, Map<String, List<String>> rows) {}

    private static final String LIBC = "libc";

    public static Records of(int release, List<Comparison> comparisons) {
        Map<String, Recorded> scenarios = new TreeMap<>();
        for (Comparison comparison : comparisons) {
            scenarios.put(comparison.scenario().name(), recorded(comparison));
        }
        return new Records(release, scenarios);
    }

    private static Recorded recorded(Comparison comparison) {
        Map<String, List<String>> rows = new LinkedHashMap<>();
        if (comparison.libc() != null) {
            rows.put(LIBC, comparison.libc().stable());
        }
        for (Subject subject : List.of(Subject.NET, Subject.NIO)) {
            Trace trace = comparison.traces().get(subject);
            if (trace != null && trace.hasRun()) {
                rows.put(subject.id(), trace.stable());
            }
        }
        return new Recorded(comparison.verdict().name().toLowerCase(Locale.ROOT), rows);
    }

    /** Reads the record that comes with this program for a release; null if there is none. */
    public static Records bundled(int release) {
        try (InputStream in = Records.class.getResourceAsStream("record-" + release + ".json")) {
            return in == null ? null : parse(new String(in.readAllBytes(), StandardCharsets.UTF_8), "the record");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads a record from a file.
     *
     * @throws IllegalArgumentException with a sentence if it is not a record
     */
    public static Records read(Path file) {
        try {
            return parse(Files.readString(file), file.toString());
        } catch (IOException e) {
            throw new IllegalArgumentException(file + " cannot be read: " + OutputFile.reason(e));
        }
    }

    private static Records parse(String text, String name) {
        try {
            Records records = new Gson().fromJson(text, Records.class);
            if (records == null || records.scenarios == null || records.scenarios.containsValue(null)) {
                throw new IllegalArgumentException(name + " is not a record: it has no scenarios");
            }
            return records;
        } catch (JsonSyntaxException e) {
            throw new IllegalArgumentException(name + " is not a record: it is not JSON as --record writes it");
        }
    }

    public String json() {
        return new GsonBuilder()
                        .disableHtmlEscaping()
                        .setPrettyPrinting()
                        .create()
                        .toJson(this) + "\n";
    }

    // ---- comparing ----

    /** Lists the differences from the record, one per line; {@code whole} if all scenarios have run. */
    public List<String> drift(List<Comparison> comparisons, boolean whole) {
        List<String> drift = new ArrayList<>();
        for (Comparison comparison : comparisons) {
            String name = comparison.scenario().name();
            Recorded before = scenarios.get(name);
            comparison.traces().forEach((subject, trace) -> {
                if (trace.status() == Trace.Status.FAILED) {
                    drift.add(name + ": " + subject.title() + " failed: " + trace.why());
                }
            });
            if (!comparison.libcAgrees()) {
                drift.add(name + ": the C program, ffm and jni do not agree");
            }
            if (before == null) {
                drift.add(name + ": it is not in the record");
                continue;
            }
            drift.addAll(drift(comparison, before));
            if (release == newest()
                    && isComplete(comparison)
                    && comparison.verdict() != comparison.scenario().verdict()) {
                drift.add(name + ": the verdict is expected to be "
                        + comparison.scenario().verdict().text() + " and is "
                        + comparison.verdict().text());
            }
        }
        if (whole) {
            for (String name : scenarios.keySet()) {
                if (comparisons.stream().noneMatch(c -> c.scenario().name().equals(name))) {
                    drift.add(name + ": it is only in the record");
                }
            }
        }
        return drift;
    }

    /** The release for which the scenarios state their verdicts. */
    private static int newest() {
        return BUNDLED.get(BUNDLED.size() - 1);
    }

    private static boolean isComplete(Comparison comparison) {
        return comparison.traces().size() == Subject.values().length
                && comparison.traces().values().stream()
                        .allMatch(trace -> trace.hasRun() || trace.status() == Trace.Status.CANNOT);
    }

    private static List<String> drift(Comparison comparison, Recorded before) {
        String name = comparison.scenario().name();
        List<String> drift = new ArrayList<>();
        Map<String, List<String>> now = recorded(comparison).rows();
        before.rows().forEach((subject, rows) -> {
            // A subject that was skipped or left out has not drifted.
            if (now.containsKey(subject)) {
                drift.addAll(changes(name + ": " + subject, rows, now.get(subject)));
            }
        });
        boolean complete = now.keySet().equals(before.rows().keySet());
        String verdict = comparison.verdict().name().toLowerCase(Locale.ROOT);
        if (complete && !Objects.equals(verdict, before.verdict())) {
            drift.add(name + ": the verdict was " + before.verdict() + " and is " + verdict);
        }
        return drift;
    }

    /** Lists the rows that changed, disappeared and appeared. */
    public static List<String> changes(String what, List<String> before, List<String> now) {
        List<String> changes = new ArrayList<>();
        for (int i = 0; i < Math.max(before.size(), now.size()); i++) {
            String was = i < before.size() ? before.get(i) : "nothing";
            String is = i < now.size() ? now.get(i) : "nothing";
            if (!was.equals(is)) {
                changes.add(what + ": was " + was + ", is " + is);
            }
        }
        return changes;
    }
}
