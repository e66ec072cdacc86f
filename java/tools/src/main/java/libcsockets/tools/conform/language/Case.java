package libcsockets.tools.conform.language;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One case: a line of a case file.
 *
 * @param constants the constants that it uses, with their values
 * @param source the line as it stands in the file
 * @param wild whether it needs a wild pointer, which safe memory cannot be
 */
public record Case(
        String id,
        Set<String> tags,
        List<Step> setup,
        Verb call,
        List<Value> arguments,
        Match expected,
        List<Step> check,
        boolean wild,
        Map<String, Long> constants,
        String source) {}
