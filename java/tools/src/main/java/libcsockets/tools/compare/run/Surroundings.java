package libcsockets.tools.compare.run;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import libcsockets.Libc;
import libcsockets.tools.compare.scenario.Need;
import libcsockets.tools.compare.scenario.Scenario;

/** The user and the network namespace that a process needs for a scenario. */
public record Surroundings(List<String> namespace, boolean unprivileged) {
    private static final int NOBODY = 65534;
    private static final long PROBE_SECONDS = 10;

    /** A shell script that names the first of its arguments that is not readable. */
    private static final String READABLE =
            "for file; do test -r \"$file\" || { echo \"it could not read $file\"; exit 1; }; done";

    /** Returns this program's class path, as absolute paths. */
    static List<String> classPath() {
        List<String> classPath = new ArrayList<>();
        for (String element : System.getProperty("java.class.path").split(File.pathSeparator)) {
            classPath.add(Path.of(element).toAbsolutePath().toString());
        }
        return classPath;
    }

    public static Surroundings of(Scenario scenario) {
        return new Surroundings(scenario.namespace(), scenario.needs().contains(Need.UNPRIVILEGED) && isRoot());
    }

    public static boolean isRoot() {
        return Libc.get().geteuid() == 0;
    }

    /** Returns the words before a command to run it in these surroundings. */
    public List<String> prefix() {
        List<String> prefix = new ArrayList<>();
        if (namespace != null) {
            prefix.addAll(List.of("unshare", isRoot() ? "-n" : "-rn", "sh", "-c"));
            List<String> commands = new ArrayList<>(List.of("ip link set lo up"));
            commands.addAll(namespace);
            prefix.add(String.join(" && ", commands) + " && exec \"$@\"");
            prefix.add("sh");
        }
        if (unprivileged) {
            String id = Integer.toString(NOBODY);
            prefix.addAll(List.of("setpriv", "--reuid", id, "--regid", id, "--clear-groups"));
        }
        return prefix;
    }

    /** Returns why these surroundings are not available here; null if they are. */
    public String missing() {
        if (prefix().isEmpty()) {
            return null;
        }
        List<String> command = new ArrayList<>(prefix());
        command.addAll(List.of("sh", "-c", READABLE, "sh"));
        command.addAll(classPath());
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes()).strip();
            if (!process.waitFor(PROBE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return "\"" + String.join(" ", command) + "\" does not end";
            }
            return process.exitValue() == 0
                    ? null
                    : (namespace == null ? "no ordinary user" : "no network namespace") + " is available: "
                            + said.replace('\n', ' ');
        } catch (IOException e) {
            return command.get(0) + " is missing: install "
                    + (namespace == null ? "util-linux" : "iproute2 and util-linux");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }
}
