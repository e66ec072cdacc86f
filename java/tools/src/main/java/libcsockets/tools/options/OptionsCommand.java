package libcsockets.tools.options;

import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
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
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code libc-sockets options}: the socket options, with the defaults of libc and of the JDK. */
@Command(
        name = "options",
        mixinStandardHelpOptions = true,
        description = {
            "Prints each socket option: its value's type and unit, libc's default on a fresh socket, the JDK's default on "
                    + "its sockets, and whether it can be set here.",
            "Opens sockets of every kind, reads and sets their options, and closes them; binds, connects and sends nothing."
        },
        footerHeading = "%n",
        footer = {
            "The JDK's default is what its own option says, marked * and followed by the kernel's value where that is "
                    + "another; without an option of its own, the kernel's. Where its kinds of sockets differ, the ones "
                    + "that differ from the first are named.",
            "Few matches are printed with their range, release, privilege and the JDK's equivalent; --json has all of it."
        })
public final class OptionsCommand implements Callable<Integer> {
    /** Up to so many options are described in full. */
    private static final int FEW = 5;

    private static final Pattern CAPABILITY = Pattern.compile("CAP_[A-Z_]+");

    @Option(names = "--json", description = "Prints JSON.")
    private boolean json;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "FILTER",
            description = "Part of an option's name, of its level or of the privilege it needs, in either case: "
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
        if (json) {
            out.println(new GsonBuilder()
                    .disableHtmlEscaping()
                    .setPrettyPrinting()
                    .serializeNulls()
                    .create()
                    .toJson(reports.stream().map(OptionReport::json).toList()));
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
                    "no option, level or privilege has '" + filter + "' in its name; the nearest are "
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
        return names.stream()
                .sorted(Comparator.<String>comparingInt(name -> distance(wanted, name))
                        .thenComparingInt(name -> Math.abs(name.length() - wanted.length())))
                .limit(3)
                .toList();
    }

    /** How many letters must be changed, added or taken away to find it in the name. */
    private static int distance(String wanted, String name) {
        // Only a part of the name is wanted: what comes before it costs nothing, and neither does what follows.
        int[] row = new int[name.length() + 1];
        for (int i = 1; i <= wanted.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= name.length(); j++) {
                int changed = diagonal + (wanted.charAt(i - 1) == name.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return Arrays.stream(row).min().getAsInt();
    }
}
