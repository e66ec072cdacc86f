package libcsockets.tools.conform.language;

import java.util.List;
import java.util.function.ToLongFunction;

/**
 * What a result may be: alternatives, in the order of the case file. Whether a result matches depends on the number that
 * a value has while the case runs.
 */
public record Match(String text, List<Alternative> alternatives) {

    /** One of them; {@code minimum} is null except for {@code ok:>=N}. */
    record Alternative(String text, Value.Int minimum) {
        public boolean matches(String result, ToLongFunction<Value.Int> numbers) {
            if (minimum != null) {
                return result.startsWith("ok:")
                        && !result.equals("ok:fd")
                        && Long.parseLong(result.substring(3)) >= numbers.applyAsLong(minimum);
            }
            return switch (text) {
                case "ok" -> result.startsWith("ok:");
                case "fail" -> result.startsWith("errno:");
                default -> result.equals(text);
            };
        }
    }

    public boolean matches(String result, ToLongFunction<Value.Int> numbers) {
        for (Alternative alternative : alternatives) {
            if (alternative.matches(result, numbers)) {
                return true;
            }
        }
        return false;
    }

    public boolean matchesFirst(String result, ToLongFunction<Value.Int> numbers) {
        return alternatives.get(0).matches(result, numbers);
    }
}
