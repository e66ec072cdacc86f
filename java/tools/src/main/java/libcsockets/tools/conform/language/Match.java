package libcsockets.tools.conform.language;

import java.util.List;
import libcsockets.tools.conform.run.Evaluator;

/** What a result may be: alternatives, in the order of the case file. */
public record Match(String text, List<Alternative> alternatives) {

    /** One of them; {@code minimum} is null except for {@code ok:>=N}. */
    record Alternative(String text, Value.Int minimum) {
        public boolean matches(String result, Evaluator evaluator) {
            if (minimum != null) {
                return result.startsWith("ok:")
                        && !result.equals("ok:fd")
                        && Long.parseLong(result.substring(3)) >= evaluator.number(minimum);
            }
            return switch (text) {
                case "ok" -> result.startsWith("ok:");
                case "fail" -> result.startsWith("errno:");
                default -> result.equals(text);
            };
        }
    }

    public boolean matches(String result, Evaluator evaluator) {
        for (Alternative alternative : alternatives) {
            if (alternative.matches(result, evaluator)) {
                return true;
            }
        }
        return false;
    }

    public boolean matchesFirst(String result, Evaluator evaluator) {
        return alternatives.get(0).matches(result, evaluator);
    }
}
