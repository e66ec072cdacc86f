package libcsockets.tools.options;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import libcsockets.Libc;
import libcsockets.option.Sockopt;
import libcsockets.option.Sockopts;
import libcsockets.tools.cli.Json;
import libcsockets.tools.cli.JsonOption;
import libcsockets.tools.cli.Suggestions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code libc-sockets options}: the socket options, with the defaults of libc and of the JDK. */
@Command(
        name = "options",
        description = {
            "Print each socket option: the type and unit of its value, libc's default on a fresh socket, the JDK's "
                    + "default on its sockets, and whether it can be set here.",
            "The command opens sockets of every kind, reads and sets their options and closes them; it does not bind, "
                    + "connect or send."
        },
        footerHeading = "%nNotes:%n",
        footer = {
            "The JDK's default is the value of its own option, marked with * and followed by the kernel's value if the "
                    + "two differ; without such an option it is the kernel's value. If the JDK's kinds of sockets "
                    + "differ, the table names each that differs from the first.",
            "Up to five matches are printed with their range, release, privilege and the JDK's equivalent; --json "
                    + "always includes these."
        })
public final class OptionsCommand implements Callable<Integer> {
    /** At most this many matches are described in full. */
    private static final int FEW = 5;

    private static final Pattern CAPABILITY = Pattern.compile("CAP_[A-Z_]+");

    @Mixin
    private JsonOption json;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "FILTER",
            description = "Part of an option's name, its level or the privilege it needs, in upper or lower case: "
                    + "keep, IPPROTO_TCP, CAP_NET_ADMIN.")
    private String filter;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        List<Sockopt<?>> options = selected();
        List<OptionReport<?>> reports = new ArrayList<>();
        Libc libc = Libc.get();
        try (JdkSockets jdk = new JdkSockets(libc)) {
            for (Sockopt<?> option : options) {
                reports.add(OptionReport.of(libc, jdk, option));
            }
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json.json()) {
            out.println(Json.of(reports.stream().map(OptionReport::json).toList()));
        } else {
            new OptionsTable(out).print(reports);
            if (options.size() <= FEW) {
                reports.forEach(report -> OptionsTable.describe(out, report));
            }
        }
        out.flush();
        return 0;
    }

    private List<Sockopt<?>> selected() {
        if (filter == null) {
            return Sockopts.all();
        }
        String part = filter.toUpperCase(Locale.ROOT);
        List<Sockopt<?>> matches = Sockopts.all().stream()
                .filter(option -> Stream.of(option.name(), option.levelName(), option.privilege())
                        .anyMatch(text -> text.contains(part)))
                .toList();
        if (matches.isEmpty() || part.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "No option, level or privilege contains '" + filter + "'; the nearest are "
                            + String.join(", ", nearest(part)) + ".");
        }
        return matches;
    }

    private static List<String> nearest(String wanted) {
        Set<String> names = new LinkedHashSet<>();
        for (Sockopt<?> option : Sockopts.all()) {
            names.add(option.name());
            names.add(option.levelName());
            Matcher capability = CAPABILITY.matcher(option.privilege());
            while (capability.find()) {
                names.add(capability.group());
            }
        }
        return Suggestions.nearestByPart(wanted, names);
    }
}
