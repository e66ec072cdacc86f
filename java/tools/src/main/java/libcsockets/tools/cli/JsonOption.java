package libcsockets.tools.cli;

import picocli.CommandLine.Option;

/** The option {@code --json}, for commands to mix in. */
public final class JsonOption {
    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    public boolean json() {
        return json;
    }
}
