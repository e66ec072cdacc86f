package libcsockets.tools.conform.c;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import libcsockets.Constants;
import libcsockets.tools.conform.language.Match;
import libcsockets.tools.conform.language.Step;
import libcsockets.tools.conform.language.Value;
import libcsockets.tools.conform.language.Verb;
import libcsockets.tools.conform.run.Sequence;

/** Writes a sequence as a C program, which prints a line for each phase. */
public final class CSource {
    /** The constants of the oldest headers; any other constant is defined where it is missing. */
    private static final Pattern COMMON = Pattern.compile("AF_(UNIX|INET6?|UNSPEC|PACKET|NETLINK)|SOCK_[A-Z]+"
            + "|IPPROTO_(IP|TCP|UDP|IPV6|ICMP|RAW)|SOL_SOCKET|SHUT_[A-Z]+|TCP_NODELAY|TCP_INFO|[FO]_[A-Z_]+|FD_CLOEXEC"
            + "|SO_((RCV|SND)(BUF|TIMEO)|RCVLOWAT|REUSE(ADDR|PORT)|TYPE|ERROR|BROADCAST|KEEPALIVE|OOBINLINE|LINGER"
            + "|ACCEPTCONN|DOMAIN|PROTOCOL|PEERCRED)|INT_M(AX|IN)|E[A-Z]+"
            + "|MSG_(OOB|PEEK|DONTROUTE|CTRUNC|TRUNC|DONTWAIT|EOR|WAITALL|ERRQUEUE|NOSIGNAL|MORE)");

    /** A step that prints its results: its name, and the fields to print. */
    public record Phase(String name, List<String> fields) {}

    private final StringBuilder globals = new StringBuilder();
    private final StringBuilder functions = new StringBuilder();
    private final StringBuilder body = new StringBuilder();
    private final Set<String> descriptors = new LinkedHashSet<>();

    /** The results of the last step that was not an assertion, and the variable with its return value. */
    private CResults last = new CResults();

    private String result = "0";

    /** The results of the step in the background; null when there is none. */
    private CResults background;

    private CSource() {}

    /**
     * Writes a program.
     *
     * @param comment the lines above it
     * @param phases by step, from 0; null where a step is not a phase
     */
    public static String of(Sequence sequence, List<String> comment, List<Phase> phases) {
        CSource source = new CSource();
        List<Step> steps = sequence.steps();
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            if (step.verb() == Verb.ASSERT) {
                source.assertion(step);
            } else {
                source.step(step, phases.get(step.number() - 1), isAskedFor(steps.subList(i + 1, steps.size())));
            }
        }
        return source.program(comment, sequence.asCase().constants());
    }

    /** Whether the assertions that these steps begin with look at the return value. */
    private static boolean isAskedFor(List<Step> steps) {
        for (Step step : steps) {
            if (step.verb() != Verb.ASSERT) {
                return false;
            }
            if (((Value.Comparison) step.arguments().get(0)).field() == Value.Field.RET) {
                return true;
            }
        }
        return false;
    }

    private String program(List<String> comment, Map<String, Long> constants) {
        StringBuilder own = new StringBuilder();
        if (!descriptors.isEmpty()) {
            own.append("static int ").append(String.join(", ", descriptors)).append(";\n");
        }
        own.append(globals).append(functions).append("\nint main(void)\n{\n    signal(SIGPIPE, SIG_IGN);\n");
        own.append("    setvbuf(stdout, 0, _IOLBF, 0);\n    umask(0);\n");
        if (Helpers.ALL.usedBy(own + body.toString()).contains(" directory[")) {
            own.append("    if (make_directory())\n        fail(\"make_directory\");\n    atexit(remove_directory);\n");
        }
        own.append(body).append("    return 0;\n}\n");

        StringBuilder text = new StringBuilder("/*\n");
        comment.forEach(line -> text.append((" * " + line).stripTrailing()).append('\n'));
        text.append(" */\n").append(Helpers.ALL.includes());
        text.append(definitions(constants))
                .append(Helpers.ALL.usedBy(own.toString()))
                .append(own);
        return text.toString();
    }

    /** Definitions of the constants that older headers may lack. */
    private static String definitions(Map<String, Long> constants) {
        StringBuilder definitions = new StringBuilder();
        constants.forEach((name, value) -> {
            if (!COMMON.matcher(name).matches()) {
                definitions.append("#ifndef ").append(name).append("\n#define ");
                definitions.append(name).append(' ').append(value).append("\n#endif\n");
            }
        });
        return definitions + (definitions.isEmpty() ? "" : "\n");
    }

    private void line(String text) {
        body.append("    ").append(text).append('\n');
    }

    // ---- steps ----

    private void step(Step step, Phase phase, boolean kept) {
        CCall call = new CCall(step.number(), step.verb(), step.arguments(), globals, functions, background);
        if (call.started != null) {
            background = call.started;
        }
        last = call.results;
        body.append('\n');
        call.lines().forEach(this::line);
        String text = CText.string(step.text());
        Match expected = step.expected();
        if (phase != null) {
            keep(step, call.expression);
            print(phase);
            bind(step.names(), true);
        } else if (expected != null) {
            keep(step, call.expression);
            String check = step.prerequisite() ? "expect_or_skip" : "expect";
            line(check + "(" + condition(expected) + ", " + result + ", " + text + ");");
            bind(step.names(), true);
        } else {
            String needed = (step.prerequisite() ? "may(" : "must(") + call.expression + ", " + text + ")";
            if (kept) {
                keep(step, needed);
                bind(step.names(), false);
            } else if (step.names() != null && last.made.isEmpty()) {
                line(declared(step.names().get(0)) + " = (int)" + needed + ";");
            } else {
                line(needed + ";");
                bind(step.names(), false);
            }
        }
    }

    private void keep(Step step, String expression) {
        result = "r" + step.number();
        line("long " + result + " = " + expression + ";");
    }

    /** Gives the names their descriptors; those of a call that failed stand for one that is not open. */
    private void bind(List<String> names, boolean mayHaveFailed) {
        for (int i = 0; names != null && i < names.size(); i++) {
            String made = last.made.isEmpty() ? "(int)" + result : last.made.get(i);
            line(declared(names.get(i)) + " = " + (mayHaveFailed ? result + " < 0 ? BADFD : " : "") + made + ";");
        }
    }

    private String declared(String name) {
        String own = CText.name(name);
        descriptors.add(own);
        return own;
    }

    // ---- expected results ----

    private String condition(Match match) {
        List<String> alternatives = new ArrayList<>();
        match.alternatives().forEach(alternative -> alternatives.add(condition(alternative)));
        return String.join(" || ", alternatives);
    }

    private String condition(Match.Alternative alternative) {
        return switch (alternative.kind()) {
            case SUCCESS -> result + " >= 0";
            case FAILURE -> result + " < 0";
            case DESCRIPTOR -> last.descriptor ? result + " >= 0" : "0";
            case NUMBER -> last.descriptor ? "0" : result + " == " + Long.parseLong(alternative.detail());
            case AT_LEAST ->
                last.descriptor
                        ? "0"
                        : "(" + result + " >= 0 && " + result + " >= " + CText.operand(alternative.minimum()) + ")";
            case ERRNO -> "(" + result + " < 0 && errno == " + errno(alternative.detail()) + ")";
        };
    }

    /** A name that no error has is like a number that none has. */
    private static String errno(String name) {
        return Constants.value(name) == null ? "-1" : name;
    }

    // ---- results ----

    private void print(Phase phase) {
        line("if (phase(" + CText.string(phase.name()) + ", " + result + ")) {");
        List<String> fields = phase.fields().isEmpty() ? List.of("ret") : phase.fields();
        for (int i = 0; i < fields.size(); i++) {
            line("    " + printing(fields.get(i)) + ";");
            line(i + 1 < fields.size() ? "    putchar(' ');" : "    putchar('\\n');");
        }
        line("}");
    }

    private String printing(String field) {
        switch (field) {
            case "ret":
                return last.descriptor ? "fputs(\"fd\", stdout)" : "printf(\"%ld\", " + result + ")";
            case "data":
                return "quoted(" + (last.data == null ? "\"\", 0" : last.data.start() + ", " + last.data.count()) + ")";
            case "addr":
                return last.address == null
                        ? "putchar('-')"
                        : "print_address(" + last.address.start() + ", " + last.address.count() + ")";
            case "error":
                return "fputs(errno_name((int)" + field("val") + "), stdout)";
            default:
                return "printf(\"%ld\", (long)" + field(field) + ")";
        }
    }

    private String field(String field) {
        return last.field(field, result);
    }

    private void assertion(Step step) {
        Value.Comparison comparison = (Value.Comparison) step.arguments().get(0);
        Value.Expected expected = (Value.Expected) step.arguments().get(1);
        CValues values = new CValues(step.number(), globals);
        String condition = switch (comparison.field()) {
            case DATA -> sameData(values.bytes(expected.blob()));
            case ADDR -> sameAddress(values.place(expected.address()));
            default -> comparison(comparison, CText.operand(expected.number()));
        };
        boolean not = comparison.operator() == Value.Operator.NE && expected.number() == null;
        values.lines.forEach(this::line);
        line("check(" + (not ? "!(" + condition + ")" : condition) + ", " + CText.string(step.text()) + ");");
    }

    private String sameData(CValues.Bytes bytes) {
        if (last.data == null) {
            return bytes.length() + " == 0";
        }
        return last.data.count() + " == " + bytes.length() + " && !memcmp(" + last.data.start() + ", " + bytes.start()
                + ", " + bytes.length() + ")";
    }

    private String sameAddress(String place) {
        return last.address == null
                ? "0 && " + place + ".n"
                : "same_address(&" + place + ", " + last.address.start() + ", " + last.address.count() + ")";
    }

    private String comparison(Value.Comparison comparison, String right) {
        String left = "(long)" + field(comparison.field().name().toLowerCase(Locale.ROOT));
        return switch (comparison.operator()) {
            case EQ -> left + " == " + right;
            case NE -> left + " != " + right;
            case GE -> left + " >= " + right;
            case LE -> left + " <= " + right;
            case HAS -> "(" + left + " & " + right + ") == " + right;
            case LACKS -> "(" + left + " & " + right + ") == 0";
        };
    }
}
