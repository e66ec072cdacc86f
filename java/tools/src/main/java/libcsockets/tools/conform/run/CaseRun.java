package libcsockets.tools.conform.run;

import static libcsockets.Constants.*;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import libcsockets.Libc;
import libcsockets.Sockaddr;
import libcsockets.tools.conform.language.Case;
import libcsockets.tools.conform.language.Limits;
import libcsockets.tools.conform.language.Step;
import libcsockets.tools.conform.language.SyntaxFault;
import libcsockets.tools.conform.language.Value;
import libcsockets.tools.conform.language.Verb;

/** One run of one case: its steps, its call, its checks. The calls themselves are the executor's. */
final class CaseRun {
    private static final int SHOWN_BYTES = 40;

    private final Case test;
    private final Libc libc;
    private final Sandbox sandbox;
    private final Evaluator evaluator;
    private final RawExecutor executor;
    private final StepListener listener;

    /** Of the last step that was not an assertion. */
    private Outcome outcome = new Outcome();

    CaseRun(Case test, Libc libc, Sandbox sandbox, StepListener listener) {
        this.test = test;
        this.listener = listener;
        this.libc = libc;
        this.sandbox = sandbox;
        this.evaluator = new Evaluator(libc, sandbox);
        this.executor = new RawExecutor(libc, sandbox, evaluator);
    }

    Result run() {
        try {
            return steps();
        } catch (SyntaxFault e) {
            return result("syntax:" + e.getMessage(), "SYNTAX");
        }
    }

    private Result steps() {
        if (test.tags().contains("needs-root") && libc.geteuid() != 0) {
            return result("skip:needs-root", null);
        }
        Failure failure = run(test.setup(), "setup");
        if (failure != null) {
            return failure.skips() ? result(failure.text(), null) : result("setup-failed", "SETUP " + failure.text());
        }
        outcome = executor.execute(test.call(), test.arguments());
        String got = outcome.result();
        for (int i = 0; i < outcome.descriptors.size(); i++) {
            sandbox.bind("r" + i, outcome.descriptors.get(i));
        }
        if (!test.expected().matches(got, evaluator::number)) {
            return result(got, "MISMATCH expected=" + test.expected().text());
        }
        // The checks describe the expected success; of alternatives, only the first is checked.
        if (test.expected().matchesFirst(got, evaluator::number)) {
            failure = run(test.check(), "CHECK");
            if (failure != null) {
                return result(got, failure.text());
            }
        }
        return result(got, null);
    }

    private Result result(String text, String mark) {
        return new Result(test.id(), test.call().toString(), text, mark);
    }

    /** Why a column of steps was not run to its end. */
    private record Failure(boolean skips, String text) {}

    /** Runs the steps of a column; returns null when all went well. */
    private Failure run(List<Step> steps, String column) {
        for (Step step : steps) {
            String place = column + " step " + step.number() + " " + step.text() + ": ";
            if (step.verb() == Verb.ASSERT) {
                String wrong = check((Value.Comparison) step.arguments().get(0), (Value.Expected)
                        step.arguments().get(1));
                if (wrong != null) {
                    return new Failure(false, place + wrong);
                }
                continue;
            }
            listener.before(step.number());
            outcome = executor.execute(step.verb(), step.arguments());
            String got = outcome.result();
            listener.after(step, outcome);
            boolean good = step.expected() == null
                    ? !outcome.failed()
                    : step.expected().matches(got, evaluator::number);
            if (!good && step.prerequisite()) {
                return new Failure(true, "skip:" + step.verb() + ":" + (outcome.failed() ? outcome.errorName() : got));
            }
            if (!good) {
                return new Failure(false, place + "got " + got);
            }
            bind(step);
        }
        return null;
    }

    private void bind(Step step) {
        if (step.names() == null) {
            return;
        }
        List<Integer> made = outcome.descriptors;
        int count = step.names().size();
        if (!outcome.failed() && count != made.size()) {
            throw new SyntaxFault(
                    "step " + step.number() + " binds " + count + " names, call made " + made.size() + " descriptors");
        }
        for (int i = 0; i < count; i++) {
            sandbox.bind(step.names().get(i), outcome.failed() ? Limits.BADFD : made.get(i));
        }
    }

    // ---- assertions ----

    /** Compares; returns null, or what there is instead. */
    private String check(Value.Comparison comparison, Value.Expected expected) {
        boolean equal = comparison.operator() == Value.Operator.EQ;
        switch (comparison.field()) {
            case DATA:
                return Arrays.equals(evaluator.array(expected.blob()), outcome.data) == equal ? null : shownData();
            case ADDR:
                return sameAddress(expected.address()) == equal
                        ? null
                        : "addr family " + outcome.family() + " port " + Outcome.port(outcome.address) + " alen "
                                + outcome.addressLength;
            default:
                long actual = outcome.field(comparison.field());
                if (compare(actual, comparison.operator(), evaluator.number(expected.number()))) {
                    return null;
                }
                return comparison.field().name().toLowerCase(Locale.ROOT) + " is " + actual + " (0x"
                        + Long.toHexString(actual) + ")";
        }
    }

    private static boolean compare(long actual, Value.Operator operator, long expected) {
        switch (operator) {
            case EQ:
                return actual == expected;
            case NE:
                return actual != expected;
            case GE:
                return actual >= expected;
            case LE:
                return actual <= expected;
            case HAS:
                return (actual & expected) == expected;
            default:
                return (actual & expected) == 0;
        }
    }

    private String shownData() {
        int shown = Math.min(outcome.data.length, SHOWN_BYTES);
        byte[] text = Arrays.copyOf(outcome.data, shown);
        for (int i = 0; i < shown; i++) {
            if (text[i] < ' ' || text[i] > '~') {
                text[i] = '.';
            }
        }
        return "data is " + outcome.data.length + " bytes '" + new String(text, StandardCharsets.US_ASCII) + "'";
    }

    /** By family: address and port; a path; an abstract name and its length. Others are never the same. */
    private boolean sameAddress(Value.Address written) {
        Evaluator.SocketAddress expected = evaluator.address(written);
        Sockaddr actual = outcome.address;
        if (actual == null || actual.sa_family() != expected.family()) {
            return false;
        }
        Sockaddr wanted = expected.memory();
        if (expected.family() == AF_INET) {
            return actual.sin_port() == wanted.sin_port() && actual.s_addr() == wanted.s_addr();
        }
        if (expected.family() == AF_INET6) {
            return actual.sin6_port() == wanted.sin6_port()
                    && actual.sin6_addr().equals(wanted.sin6_addr());
        }
        if (expected.family() != AF_UNIX) {
            return false;
        }
        byte[] path = wanted.unixName(SIZEOF_SOCKADDR_UN);
        if (path[0] != 0) {
            return Arrays.equals(path, actual.unixName(SIZEOF_SOCKADDR_UN));
        }
        if (outcome.addressLength != expected.length()) {
            return false;
        }
        int length = Math.max(0, Math.min(expected.length(), SIZEOF_SOCKADDR_STORAGE));
        ByteBuffer wantedBytes = wanted.memory().limit(length);
        return wantedBytes.equals(actual.memory().limit(length));
    }
}
