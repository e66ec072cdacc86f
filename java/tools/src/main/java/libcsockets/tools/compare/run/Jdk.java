package libcsockets.tools.compare.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A JDK to compare. */
public record Jdk(Path home, int release, String version) {
    private static final Pattern VERSION = Pattern.compile("(?m)^JAVA_VERSION=\"((?:1\\.)?([0-9]+)[^\"]*)\"");
    private static final int OLDEST = 17;

    /** The JDK that runs this program. */
    public static Jdk running() {
        return new Jdk(
                Path.of(System.getProperty("java.home")),
                Runtime.version().feature(),
                System.getProperty("java.version"));
    }

    /**
     * The JDK in a directory.
     *
     * @throws IllegalArgumentException with a sentence if there is none, or if it is too old
     */
    public static Jdk in(Path home) {
        if (!Files.isExecutable(home.resolve("bin/java"))) {
            throw new IllegalArgumentException(home + " is not a JDK: it has no bin/java");
        }
        try {
            Matcher version = VERSION.matcher(Files.readString(home.resolve("release")));
            if (!version.find()) {
                throw new IllegalArgumentException(home + " is not a JDK: its file \"release\" has no JAVA_VERSION");
            }
            int release = Integer.parseInt(version.group(2));
            if (release < OLDEST) {
                throw new IllegalArgumentException(
                        home + " is JDK " + release + "; scenarios run on JDK " + OLDEST + " and later");
            }
            return new Jdk(home.toAbsolutePath(), release, version.group(1));
        } catch (IOException e) {
            throw new IllegalArgumentException(home + " is not a JDK: it has no readable file \"release\"");
        }
    }

    Path java() {
        return home.resolve("bin/java");
    }
}
