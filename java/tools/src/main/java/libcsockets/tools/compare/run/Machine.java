package libcsockets.tools.compare.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The machine and the JDK that gave the results. */
public record Machine(Jdk jdk, String kernel, String architecture) {
    public static Machine with(Jdk jdk) {
        return new Machine(jdk, kernelRelease(), System.getProperty("os.arch"));
    }

    private static String kernelRelease() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/osrelease")).strip();
        } catch (IOException e) {
            return System.getProperty("os.version");
        }
    }

    public String sentence() {
        return "JDK " + jdk.version() + ", Linux " + kernel + " " + architecture;
    }
}
