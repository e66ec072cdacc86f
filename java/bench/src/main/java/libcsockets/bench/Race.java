package libcsockets.bench;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Measures a row: all variants are processes that live at the same time, and one after the other does a slice of the
 * work while the others wait. A change of the machine meanwhile affects the slices of a round alike.
 */
final class Race {
    /** The connections that are open before those that are counted: classes are loaded then, and compiled. */
    private static final int WARM_UP_PART = 2;

    private static final int MEMORY_RUNS = 3;

    private final Effort effort;
    private final Processes processes;
    private final Random random;

    Race(Effort effort, Processes processes, long seed) {
        this.effort = effort;
        this.processes = processes;
        random = new Random(seed);
    }

    List<Entrant> measure(Row row) throws IOException {
        boolean memory = row.kind == Row.Kind.MEMORY;
        int rounds = memory ? effort == Effort.NORMAL ? MEMORY_RUNS : 1 : row.rounds(effort);
        List<Entrant> entrants = new ArrayList<>();
        for (Row.Variant variant : row.variants) {
            Entrant entrant = new Entrant(variant, rounds);
            entrant.absence = processes.absence(variant);
            entrants.add(entrant);
        }
        if (memory) {
            weigh(row, entrants, rounds);
        } else {
            int generations = effort == Effort.SMOKE ? 1 : row.generations;
            for (int generation = 0; generation < generations; generation++) {
                play(row, entrants, rounds * generation / generations, rounds * (generation + 1) / generations);
            }
        }
        return entrants;
    }

    /** Starts the processes for some of the rounds, and ends them. */
    private void play(Row row, List<Entrant> entrants, int firstRound, int endRound) throws IOException {
        List<Closeable> opened = new ArrayList<>();
        try {
            int peerPort = 0;
            if (row.kind == Row.Kind.ONE_SHOT) {
                peerPort = processes.echoServer(opened);
            } else if (row.peer != null) {
                peerPort = processes.c(opened).open(row.peer, 0, row.size(effort));
            }
            for (Entrant entrant : entrants) {
                if (!entrant.takesPart()) {
                    continue;
                }
                try {
                    enter(row, entrant, peerPort, opened);
                    if (effort == Effort.SMOKE) {
                        // The process may be another variant's next.
                        slice(row, entrant, row.kind == Row.Kind.ONE_SHOT ? 1 : row.unit(effort), 0);
                    }
                } catch (IOException e) {
                    entrant.failure = e.getMessage();
                }
            }
            if (effort != Effort.SMOKE) {
                race(row, entrants, firstRound, endRound);
            }
        } finally {
            for (Closeable process : opened) {
                process.close();
            }
        }
    }

    private void enter(Row row, Entrant entrant, int peerPort, List<Closeable> opened) throws IOException {
        int size = row.size(effort);
        if (row.kind == Row.Kind.ONE_SHOT) {
            entrant.player = processes.client(entrant.variant, peerPort, opened);
            entrant.timed = entrant.player;
            entrant.timed.open("spawn", 0, size);
            return;
        }
        entrant.player = processes.player(row, entrant.variant, opened);
        int port = entrant.player.open(entrant.variant.role(), peerPort, size);
        if (row.load == null) {
            entrant.timed = entrant.player;
        } else {
            entrant.timed = processes.c(opened);
            entrant.timed.open(row.load, port, size);
        }
    }

    private void race(Row row, List<Entrant> entrants, int firstRound, int endRound) {
        int count = 1;
        for (Entrant entrant : entrants) {
            double perOperation = warmUp(row, entrant);
            // Everybody's slice has the size that takes the first one the time of a slice.
            if (entrant == entrants.get(0) && row.kind != Row.Kind.ONE_SHOT) {
                int unit = row.unit(effort);
                count = Math.max(1, (int) (effort.sliceNanos / perOperation / unit)) * unit;
            }
        }
        List<Entrant> order = new ArrayList<>(entrants);
        // One round more than is counted: after the waiting everything is cold again.
        for (int round = firstRound - 1; round < endRound; round++) {
            Collections.shuffle(order, random);
            for (Entrant entrant : order) {
                if (!entrant.takesPart()) {
                    continue;
                }
                try {
                    slice(row, entrant, count, round < firstRound ? -1 : round);
                } catch (IOException e) {
                    entrant.failure = e.getMessage();
                }
            }
        }
    }

    /** One slice of a round that counts, or of none with a negative number; gives the nanoseconds of an operation. */
    private static double slice(Row row, Entrant entrant, int count, int round) throws IOException {
        boolean server = row.load != null;
        boolean counts = round >= 0;
        long allocated = server && counts && entrant.isJava() ? entrant.player.allocated() : 0;
        long cpu = server && counts ? entrant.player.cpu() : 0;
        Player.Slice slice = entrant.timed.run(count);
        if (counts) {
            entrant.nanos[round] = (double) slice.nanos() / count;
            entrant.cpu[round] = server ? (double) (entrant.player.cpu() - cpu) / count : 0;
            long bytes = server && entrant.isJava() ? entrant.player.allocated() - allocated : slice.bytes();
            entrant.bytes[round] = (double) bytes / count;
        }
        return (double) slice.nanos() / count;
    }

    /** Runs more and more at a time, until the compilers have had their time. C needs the caches only. */
    private double warmUp(Row row, Entrant entrant) {
        double nanos = 0;
        if (!entrant.takesPart()) {
            return 1;
        }
        try {
            if (row.kind == Row.Kind.ONE_SHOT) {
                return slice(row, entrant, 1, -1);
            }
            long wanted = effort.warmUpNanos / row.generations;
            if (!entrant.isJava()) {
                wanted /= 8;
            }
            int count = row.unit(effort);
            for (long spent = 0; spent < wanted; ) {
                nanos = slice(row, entrant, count, -1);
                spent += (long) (nanos * count);
                if (nanos * count < effort.sliceNanos) {
                    count *= 2;
                }
            }
        } catch (IOException e) {
            entrant.failure = e.getMessage();
        }
        return nanos;
    }

    /** Each in a process of its own, with a peer of its own: one port has no room for so many connections. */
    private void weigh(Row row, List<Entrant> entrants, int runs) throws IOException {
        int count = row.size(effort);
        for (int run = 0; run < runs; run++) {
            for (Entrant entrant : entrants) {
                List<Closeable> opened = new ArrayList<>();
                try {
                    int port = processes.c(opened).open(row.peer, 0, count);
                    Player player = processes.player(row, entrant.variant, opened);
                    player.open(entrant.variant.role(), port, count + count / WARM_UP_PART);
                    player.run(count / WARM_UP_PART);
                    long heap = player.heap();
                    long rss = player.rss();
                    player.run(count);
                    double heapGrowth = player.heap() - heap;
                    // The heap was there in full before.
                    double restGrowth = player.rss() - rss;
                    entrant.heap[run] = heapGrowth / count;
                    entrant.rss[run] = (heapGrowth + restGrowth) / count;
                } catch (IOException e) {
                    entrant.failure = e.getMessage();
                } finally {
                    for (Closeable process : opened) {
                        process.close();
                    }
                }
            }
        }
    }
}
