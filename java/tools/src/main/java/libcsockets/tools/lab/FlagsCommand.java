package libcsockets.tools.lab;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import libcsockets.Libc;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code libc-sockets flags}: what each MSG_ flag does, on the kinds of sockets where it means something. */
@Command(
        name = "flags",
        description = "Shows what the last argument of send and recv does, flag by flag, over loopback sockets.",
        footerHeading = "%n",
        footer = "FLAG is a name such as MSG_PEEK or peek. Without one, all are shown: the five of the classic lessons "
                + "(MSG_PEEK, MSG_DONTWAIT, MSG_WAITALL, MSG_OOB, MSG_DONTROUTE), then MSG_TRUNC, MSG_NOSIGNAL, "
                + "MSG_MORE and MSG_ERRQUEUE.")
public final class FlagsCommand implements Callable<Integer> {
    @Parameters(arity = "0..*", paramLabel = "FLAG", description = "The flags to show.")
    private List<String> flags = List.of();

    @Mixin
    private LabOptions options;

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<FlagDemo> demos = new ArrayList<>();
        for (String flag : flags) {
            demos.add(find(flag));
        }
        Libc libc = options.libc();
        Narrator narrator = options.narrator(libc);
        for (FlagDemo demo : demos.isEmpty() ? List.of(FlagDemo.values()) : demos) {
            try (Calls calls = new Calls(libc, narrator)) {
                demo.play(calls, narrator);
            }
        }
        narrator.end();
        return 0;
    }

    private FlagDemo find(String flag) {
        String name = flag.toUpperCase(Locale.ROOT);
        for (FlagDemo demo : FlagDemo.values()) {
            if (demo.name().equals(name) || demo.name().equals("MSG_" + name)) {
                return demo;
            }
        }
        List<String> names = new ArrayList<>();
        for (FlagDemo demo : FlagDemo.values()) {
            names.add(demo.name());
        }
        throw options.refused("'" + flag + "' is no flag shown here; there are " + String.join(", ", names) + ".");
    }
}
