package libcsockets.tools.conform.language;

import java.util.List;

/**
 * One step.
 *
 * @param number its place among the steps of its column, from 1
 * @param text as it stands in the file
 * @param prerequisite whether the case is skipped when it fails
 * @param names what its descriptors are bound to; null when nothing is to be bound
 * @param expected null when it only has to succeed
 */
public record Step(
        int number,
        String text,
        boolean prerequisite,
        List<String> names,
        Verb verb,
        List<Value> arguments,
        Match expected) {}
