package libcsockets.tools.conform.language;

import java.util.List;
import java.util.function.ToLongFunction;

/**
 * The results that a step may have: alternatives, in the order of the case file. Whether a result matches can depend on
 * the number that a value has while the case runs.
 */
public record Match(String text, List<Alternative> alternatives) {

    /** The kinds of alternatives. */
    public enum Kind {
        SUCCESS,
        FAILURE,
        DESCRIPTOR,
        NUMBER,
        AT_LEAST,
        ERRNO
    }

    /**
     * One of them.
     *
     * @param detail the digits of {@code NUMBER}, the name of {@code ERRNO}; else null
     * @param minimum null except for {@code AT_LEAST}
     */
    public record Alternative(Kind kind, String detail, Value.Int minimum) {
        boolean matches(String result, ToLongFunction<Value.Int> numbers) {
            return switch (kind) {
                case SUCCESS -> result.startsWith("ok:");
                case FAILURE -> result.startsWith("errno:");
                case DESCRIPTOR -> result.equals("ok:fd");
                case NUMBER -> result.equals("ok:" + detail);
                case AT_LEAST ->
                    result.startsWith("ok:")
                            && !result.equals("ok:fd")
                            && Long.parseLong(result.substring("ok:".length())) >= numbers.applyAsLong(minimum);
                case ERRNO -> result.equals("errno:" + detail);
            };
        }
    }

    public boolean matches(String result, ToLongFunction<Value.Int> numbers) {
        return alternatives.stream().anyMatch(alternative -> alternative.matches(result, numbers));
    }

    public boolean matchesFirst(String result, ToLongFunction<Value.Int> numbers) {
        return alternatives.get(0).matches(result, numbers);
    }
}
