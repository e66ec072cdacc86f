package libcsockets.tools.conform.language;

import java.util.List;
import java.util.Set;

/**
 * One case: a line of a case file.
 *
 * @param source the line as it stands in the file
 * @param wild whether a wild pointer is needed, which safe memory cannot be
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
        String source) {}
