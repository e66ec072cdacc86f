package libcsockets.tools.conform;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import libcsockets.Constants;

/** The same cases over libc from C: the program {@code conform}, which the build makes from {@code conform.c}. */
final class CDriver {
    private static final String PROPERTY = "libcsockets.conform.c";
    private static final Pattern CONSTANT = Pattern.compile("\\b[A-Z][A-Za-z0-9_]+\\b");

    private final Path program;

    private CDriver(Path program) {
        this.program = program;
    }

    /**
     * Finds the program.
     *
     * @throws IOException if there is none; the message says how to get it
     */
    static CDriver find() throws IOException {
        String given = System.getProperty(PROPERTY);
        return at(given != null ? Path.of(given) : besideThisJar());
    }

    static CDriver at(Path program) throws IOException {
        if (program == null || !Files.isExecutable(program) || Files.isDirectory(program)) {
            throw new IOException("the C program that runs the cases is not there"
                    + (program == null ? "" : ": " + program)
                    + "; \"make build\" makes it from native/src/conform/conform.c and puts it into the distribution as"
                    + " lib/conform; -D" + PROPERTY + "=PATH names another one");
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
    void run(List<Case> cases, Consumer<Result> results) throws IOException {
        Path file = Files.createTempFile("conform", ".tsv");
        Path constants = Files.createTempFile("conform", ".constants");
        try {
            runProgram(command(cases, file, constants), results);
        } finally {
            Files.delete(file);
            Files.delete(constants);
        }
    }

    /** The command that runs the cases, with the two files it reads written. */
    List<String> command(List<Case> cases, Path file, Path constants) throws IOException {
        Files.write(file, cases.stream().map(Case::source).toList());
        Files.write(constants, constants(cases));
        return List.of(program.toString(), "-q", "-k", constants.toString(), file.toString());
    }

    private static void runProgram(List<String> command, Consumer<Result> results) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            process.getOutputStream().close();
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    results.accept(Result.parse(line));
                }
            }
            int exitCode = process.waitFor();
            if (exitCode != 0 && exitCode != 1) {
                throw new IOException(command.get(0) + " ended with exit code " + exitCode);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while " + command.get(0) + " ran", e);
        } finally {
            process.destroy();
        }
    }

    /** The constants that the cases use: the program's own table is shorter than ours. */
    private static List<String> constants(List<Case> cases) {
        Map<String, Long> values = new TreeMap<>();
        for (Case test : cases) {
            Matcher matcher = CONSTANT.matcher(test.source());
            while (matcher.find()) {
                Long value = Constants.value(matcher.group());
                if (value != null) {
                    values.put(matcher.group(), value);
                }
            }
        }
        List<String> lines = new ArrayList<>();
        values.forEach((name, value) -> lines.add(name + " " + value));
        return lines;
    }
}
