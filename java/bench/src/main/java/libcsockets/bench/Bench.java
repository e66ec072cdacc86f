package libcsockets.bench;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The command line: measures rows, prints them, and compares them with the targets. */
final class Bench {
    private static final String USAGE =
            "usage: run [--quick|--smoke] [--gate] [--targets FILE] [--seed NUMBER] [ROW...]";

    private final List<Row> rows = Row.all();
    private final List<Row> wanted = new ArrayList<>();
    private Effort effort = Effort.NORMAL;
    private boolean gate;
    private Path table = Path.of(System.getProperty("bench.root"), "java/bench/targets.tsv");
    private long seed = System.nanoTime() % 1_000_000;

    private Targets targets;
    private Race race;
    private boolean failed;

    private Bench() {}

    public static void main(String[] args) throws IOException {
        Bench bench = new Bench();
        try {
            bench.parse(args);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
        }
        bench.run();
        System.exit(bench.failed ? 1 : 0);
    }

    private void parse(String[] args) throws IOException {
        for (int i = 0; i < args.length; i++) {
            switch (args[i]) {
                case "--quick":
                    effort = Effort.QUICK;
                    break;
                case "--smoke":
                    effort = Effort.SMOKE;
                    break;
                case "--gate":
                    gate = true;
                    break;
                case "--targets":
                    table = Path.of(value(args, ++i));
                    break;
                case "--seed":
                    seed = number(value(args, ++i));
                    break;
                default:
                    wanted.add(row(args[i]));
            }
        }
        try {
            targets = Targets.read(table, rows);
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("there is no table of targets " + table, e);
        }
        if (wanted.isEmpty()) {
            wanted.addAll(rows);
        }
        if (gate) {
            wanted.removeIf(row -> !targets.has(row));
            if (wanted.isEmpty()) {
                throw new IllegalArgumentException("none of these rows has a target in " + table);
            }
        }
    }

    private static String value(String[] args, int index) {
        if (index == args.length) {
            throw new IllegalArgumentException(args[index - 1] + " needs a value\n" + USAGE);
        }
        return args[index];
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("the seed must be a whole number, not " + text, e);
        }
    }

    private Row row(String id) {
        List<String> known = new ArrayList<>();
        for (Row row : rows) {
            if (row.id.equals(id)) {
                return row;
            }
            known.add(row.id);
        }
        throw new IllegalArgumentException("there is no " + (id.startsWith("-") ? "option " : "row ") + id + "\n"
                + USAGE + "\nrows: " + String.join(" ", known));
    }

    private void run() throws IOException {
        try (Processes processes = new Processes(effort)) {
            race = new Race(effort, processes, seed);
            if (effort != Effort.SMOKE) {
                System.out.print(Report.heading(effort, seed, processes.homes().values()));
            }
            List<Targets.Miss> missed = new ArrayList<>();
            for (Row row : wanted) {
                missed.addAll(measure(row));
            }
            if (gate) {
                conclude(missed);
            }
        }
    }

    /** Gives the targets that are missed, in a gate twice: a machine that others use misses one now and then. */
    private List<Targets.Miss> measure(Row row) throws IOException {
        List<Targets.Miss> missed = measureOnce(row);
        if (gate && !missed.isEmpty() && effort != Effort.SMOKE) {
            System.out.printf("%n%s has missed a target and is measured once more.%n", row.id);
            List<Targets.Miss> again = measureOnce(row);
            missed.removeIf(miss -> again.stream().noneMatch(miss::isOf));
        }
        return missed;
    }

    private List<Targets.Miss> measureOnce(Row row) throws IOException {
        List<Entrant> entrants = race.measure(row);
        if (effort == Effort.SMOKE) {
            reportMissing(row, entrants);
        } else {
            new Report(targets).print(row, entrants);
        }
        List<Targets.Miss> missed = new ArrayList<>();
        for (Entrant entrant : entrants) {
            failed |= entrant.failure != null;
            Map<Metric, Double> figures = entrant.figures(row, entrants.get(row.baseOf(entrant.variant)));
            missed.addAll(targets.missed(row, entrant.variant, figures));
        }
        return missed;
    }

    /** The numbers of a smoke test mean nothing: only those that are missing are worth a line. */
    private static void reportMissing(Row row, List<Entrant> entrants) {
        for (Entrant entrant : entrants) {
            if (entrant.takesPart() && row.metrics().contains(Metric.TIME) && !(entrant.nanos[0] > 0)) {
                entrant.failure = "it took no time";
            }
            if (entrant.failure != null) {
                System.out.printf("%s, %s: no figure: %s%n", row.id, entrant.variant.name(), entrant.failure);
            }
        }
    }

    private void conclude(List<Targets.Miss> missed) {
        System.out.println();
        for (Targets.Miss miss : missed) {
            System.out.println("missed: " + miss);
        }
        System.out.println(
                missed.isEmpty()
                        ? "All targets are met."
                        : missed.size() == 1 ? "1 target is missed." : missed.size() + " targets are missed.");
        failed |= !missed.isEmpty();
    }
}
