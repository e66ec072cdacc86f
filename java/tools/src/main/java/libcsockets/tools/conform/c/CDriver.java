package libcsockets.tools.conform.c;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import libcsockets.tools.conform.language.Case;
import libcsockets.tools.conform.run.Leftovers;
import libcsockets.tools.conform.run.Result;
import libcsockets.tools.conform.run.Sequence;

/** The same cases over libc from C: the program {@code conform}, which the build makes from {@code conform.c}. */
public final class CDriver {
    private static final String PROPERTY = "libcsockets.conform.c";

    /** The exit code of a program that a signal ends is 128 and the signal's number. */
    private static final int FIRST_SIGNAL = 129;

    /** More than it takes this program to notice a signal. */
    private static final int ENDING_MILLIS = 300;

    private final Path program;

    private CDriver(Path program) {
        this.program = program;
    }

    /**
     * Finds the program.
     *
     * @throws IOException if it is missing; the message names the way to get it
     */
    public static CDriver find() throws IOException {
        String given = System.getProperty(PROPERTY);
        return at(given != null ? Path.of(given) : besideThisJar());
    }

    public static CDriver at(Path program) throws IOException {
        if (program == null || !Files.isExecutable(program) || Files.isDirectory(program)) {
            throw new IOException("the C program that runs the cases is not there"
                    + (program == null ? "" : ": " + program)
                    + "; \"make build\" makes it from native/src/conform/conform.c and puts it into the distribution as"
                    + " lib/conform; java -D" + PROPERTY
                    + "=PATH -jar lib/libc-sockets-tools.jar conform ... takes another one");
        }
        return new CDriver(program);
    }

    private static Path besideThisJar() {
        try {
            File code = new File(CDriver.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return code.isFile() ? code.toPath().resolveSibling("conform") : null;
        } catch (URISyntaxException e) {
            return null;
        }
    }

    /** Runs the cases and hands each result over as it comes. */
    public void run(List<Case> cases, Consumer<Result> results) throws IOException {
        Run run = Leftovers.make(() -> new Run(cases), Run::end);
        try {
            run.read(cases, results);
        } finally {
            Leftovers.remove(run);
        }
    }

    /**
     * Writes the files that the program needs to run a sequence.
     *
     * @return the command without {@code -s} or {@code -S}, which come right after its first word
     * @throws IOException if the files cannot be written
     */
    public List<String> command(Sequence sequence, Path directory) throws IOException {
        return command(List.of(sequence.asCase()), directory.resolve("cases"), directory.resolve("constants"));
    }

    /** The command that runs the cases, with the two files it reads written. */
    private List<String> command(List<Case> cases, Path file, Path constants) throws IOException {
        Files.write(file, cases.stream().map(Case::source).toList());
        Files.write(constants, constants(cases));
        return List.of(program.toString(), "-q", "-k", constants.toString(), file.toString());
    }

    /** One run of the program, with the files that it needs. */
    private final class Run {
        private final Path file = Files.createTempFile("conform", ".tsv");
        private final Path constants = Files.createTempFile("conform", ".constants");
        private final Process process;

        Run(List<Case> cases) throws IOException {
            try {
                process = new ProcessBuilder(command(cases, file, constants))
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
            } catch (IOException e) {
                deleteFiles();
                throw e;
            }
        }

        void read(List<Case> cases, Consumer<Result> results) throws IOException {
            process.getOutputStream().close();
            Iterator<Case> expected = cases.iterator();
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    Result result = Result.parse(line);
                    if (!expected.hasNext()
                            || !result.id().equals(expected.next().id())) {
                        throw new IOException(program + " printed a result out of turn: " + line);
                    }
                    results.accept(result);
                }
                int exitCode = process.waitFor();
                if (exitCode >= FIRST_SIGNAL) {
                    // After Ctrl-C the driver ends first; this program then prints nothing.
                    Thread.sleep(ENDING_MILLIS);
                }
                if (exitCode != 0 && exitCode != 1) {
                    throw new IOException(program + " ended with exit code " + exitCode);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while " + program + " ran", e);
            }
        }

        /** On SIGTERM the program removes what its case has left. */
        void end() {
            process.destroy();
            deleteFiles();
        }

        private void deleteFiles() {
            try {
                Files.deleteIfExists(file);
                Files.deleteIfExists(constants);
            } catch (IOException e) {
                System.err.println("libc-sockets: a temporary file cannot be deleted: " + e.getMessage());
            }
        }
    }

    /** The constants that the cases use: the program's own table is shorter than ours. */
    private static List<String> constants(List<Case> cases) {
        Map<String, Long> values = new TreeMap<>();
        for (Case test : cases) {
            values.putAll(test.constants());
        }
        List<String> lines = new ArrayList<>();
        values.forEach((name, value) -> lines.add(name + " " + value));
        return lines;
    }
}
