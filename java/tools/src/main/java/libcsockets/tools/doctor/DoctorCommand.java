package libcsockets.tools.doctor;

import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import libcsockets.tools.cli.Json;
import libcsockets.tools.cli.JsonOption;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code libc-sockets doctor}: reports what this machine, this JVM and this library can do. */
@Command(
        name = "doctor",
        description = "Report what this machine offers: backends, socket families, types and protocols, privileges, "
                + "limits, sysctls.")
public final class DoctorCommand implements Callable<Integer> {
    @Mixin
    private JsonOption json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        Map<String, Object> report = Doctor.examine();
        PrintWriter out = spec.commandLine().getOut();
        if (json.json()) {
            out.println(Json.of(report));
        } else {
            report.forEach((section, content) -> print(out, section, content));
        }
        out.flush();
        return 0;
    }

    private static void print(PrintWriter out, String section, Object content) {
        out.println(section);
        if (content instanceof Map<?, ?> map) {
            map.forEach((name, value) -> printEntry(out, String.valueOf(name), value));
        } else {
            for (Object row : (List<?>) content) {
                Map<?, ?> map = (Map<?, ?>) row;
                String call = "socket(" + map.get("domain") + ", " + map.get("type") + ", " + map.get("protocol") + ")";
                Object errno = map.get("errno");
                Object hint = map.get("hint");
                printEntry(out, call, errno == null ? "ok" : hint == null ? errno : errno + "; " + hint);
            }
        }
        out.println();
    }

    private static void printEntry(PrintWriter out, String name, Object value) {
        out.printf("  %-50s  %s%n", name, value == null ? "-" : value);
    }
}
