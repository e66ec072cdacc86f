package libcsockets.tools.flags;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import libcsockets.Libc;
import libcsockets.tools.story.LabOptions;
import libcsockets.tools.story.NarratedCalls;
import libcsockets.tools.story.Narrator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code libc-sockets flags}: shows the effect of each MSG_ flag on the kinds of sockets that support it. */
@Command(
        name = "flags",
        description = "Show the effect of each flag of send and recv, over loopback sockets.",
        footerHeading = "%nNotes:%n",
        footer = "FLAG is a name such as MSG_PEEK or peek. By default all are shown: the five of the classic lessons "
                + "(MSG_PEEK, MSG_DONTWAIT, MSG_WAITALL, MSG_OOB, MSG_DONTROUTE), then MSG_TRUNC, MSG_NOSIGNAL, "
                + "MSG_MORE and MSG_ERRQUEUE. A combination such as 'MSG_PEEK|MSG_TRUNC' is shown on every kind of "
                + "socket.")
public final class FlagsCommand implements Callable<Integer> {
    @Parameters(arity = "0..*", paramLabel = "FLAG", description = "Show these flags.")
    private List<String> flags = List.of();

    @Mixin
    private LabOptions options;

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<List<FlagDemo>> wanted = new ArrayList<>();
        for (String flag : flags) {
            wanted.add(Arrays.stream(flag.split("\\|", -1)).map(this::find).toList());
        }
        if (wanted.isEmpty()) {
            Arrays.stream(FlagDemo.values()).map(List::of).forEach(wanted::add);
        }
        Libc libc = options.libc();
        Narrator narrator = options.narrator(libc);
        for (List<FlagDemo> together : wanted) {
            try (NarratedCalls calls = new NarratedCalls(libc, narrator)) {
                if (together.size() == 1) {
                    together.get(0).play(calls, narrator);
                }
                int value = together.stream().mapToInt(FlagDemo::value).reduce(0, (a, b) -> a | b);
                new EveryKind(calls, narrator).play(value);
            }
        }
        narrator.end();
        return 0;
    }

    private FlagDemo find(String flag) {
        String name = flag.trim().toUpperCase(Locale.ROOT);
        for (FlagDemo demo : FlagDemo.values()) {
            if (demo.name().equals(name) || demo.name().equals("MSG_" + name)) {
                return demo;
            }
        }
        String names = Arrays.stream(FlagDemo.values()).map(FlagDemo::name).collect(Collectors.joining(", "));
        throw options.refused("Unknown flag '" + flag + "': the flags are " + names + ".");
    }
}
