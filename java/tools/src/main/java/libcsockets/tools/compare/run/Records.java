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
 * What scenarios gave when they were recorded, by the fields that are the same each time.
 *
 * @param release the JDK's
 * @param scenarios by name
 */
public record Records(int release, Map<String, Recorded> scenarios) {
    /** The releases of which this program has records. */
    public static final List<Integer> BUNDLED = List.of(17, 25);

    /**
     * A scenario as it was.
     *
     * @param rows by {@code libc}, {@code net} and {@code nio}, those that ran
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

    /** The record that this program comes with for a release; null when there is none. */
    public static Records bundled(int release) {
        try (InputStream in = Records.class.getResourceAsStream("record-" + release + ".json")) {
            return in == null ? null : parse(new String(in.readAllBytes(), StandardCharsets.UTF_8), "the record");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads a record.
     *
     * @throws IllegalArgumentException with a sentence if it is none
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
                throw new IllegalArgumentException(name + " is no record: it has no scenarios");
            }
            return records;
        } catch (JsonSyntaxException e) {
            throw new IllegalArgumentException(name + " is no record: it is not the JSON that --record writes");
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

    /** What is not as recorded, a line each; {@code whole} when all scenarios have been run. */
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
                    drift.add(name + ": it is in the record only");
                }
            }
        }
        return drift;
    }

    /** The release that the scenarios' own expectations are about. */
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
            // What was skipped or not asked for has not drifted.
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

    /** The rows that changed, those that went and those that came. */
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
