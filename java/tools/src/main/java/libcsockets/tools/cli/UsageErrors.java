package libcsockets.tools.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.MaxValuesExceededException;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Reports a wrong command line: a sentence, the command's help, exit code 2. */
public final class UsageErrors implements IParameterExceptionHandler {
    @Override
    public int handleParseException(ParameterException e, String[] args) {
        CommandSpec command = e.getCommandLine().getCommandSpec();
        PrintWriter err = e.getCommandLine().getErr();
        List<String> words = Arrays.stream(args).map(UsageErrors::withoutValue).toList();
        err.println("libc-sockets: " + sentence(e, command, words));
        err.println("Try '" + command.qualifiedName() + " --help'.");
        return CommandLine.ExitCode.USAGE;
    }

    private static String sentence(ParameterException e, CommandSpec command, List<String> args) {
        if (e instanceof UnmatchedArgumentException unmatched) {
            return unmatched(command, unmatched.getUnmatched().get(0));
        }
        List<String> excluded = mutuallyExclusive(command.argGroups(), args);
        if (excluded.size() > 1) {
            return String.join(" and ", excluded) + " are mutually exclusive.";
        }
        if (e instanceof MaxValuesExceededException) {
            return command.options().stream()
                    .flatMap(option -> given(option, args).stream())
                    .filter(name -> Collections.frequency(args, name) > 1)
                    .findFirst()
                    .map(name -> name + " must be given only once.")
                    .orElse(e.getMessage());
        }
        if (e instanceof MissingParameterException missing
                && missing.getMissing().get(0) instanceof OptionSpec option) {
            Optional<String> given = option.group() == null
                    ? Optional.empty()
                    : option.group().allOptionsNested().stream()
                            .flatMap(other -> given(other, args).stream())
                            .findFirst();
            return given.map(name -> name + " requires " + option.longestName() + ".")
                    .orElse(e.getMessage());
        }
        return e.getMessage();
    }

    private static String withoutValue(String option) {
        return option.startsWith("-") ? option.replaceFirst("=.*", "") : option;
    }

    private static String unmatched(CommandSpec command, String argument) {
        if (argument.startsWith("-")) {
            List<String> names = command.options().stream()
                    .flatMap(option -> Arrays.stream(option.names()))
                    .filter(option -> option.startsWith("--"))
                    .toList();
            return unknown("option", withoutValue(argument), names);
        }
        if (!command.subcommands().isEmpty()) {
            return unknown("command", argument, command.subcommands().keySet());
        }
        return "Unexpected argument '" + argument + "'.";
    }

    private static String unknown(String kind, String name, Collection<String> names) {
        return "Unknown " + kind + " '" + name + "'."
                + Suggestions.meant(name, names)
                        .map(meant -> " Did you mean '" + meant + "'?")
                        .orElse("");
    }

    /** The given options that exclude each other, one of each alternative of a group. */
    private static List<String> mutuallyExclusive(List<ArgGroupSpec> groups, List<String> args) {
        for (ArgGroupSpec group : groups) {
            List<String> given = new ArrayList<>();
            if (group.exclusive()) {
                group.options().forEach(option -> given(option, args).ifPresent(given::add));
                for (ArgGroupSpec alternative : group.subgroups()) {
                    alternative.allOptionsNested().stream()
                            .flatMap(option -> given(option, args).stream())
                            .findFirst()
                            .ifPresent(given::add);
                }
            }
            if (given.size() > 1) {
                given.sort(Comparator.comparingInt(args::indexOf));
                return given;
            }
        }
        return List.of();
    }

    /** The option as it stands on the command line. */
    private static Optional<String> given(OptionSpec option, List<String> args) {
        return Arrays.stream(option.names()).filter(args::contains).findFirst();
    }
}
