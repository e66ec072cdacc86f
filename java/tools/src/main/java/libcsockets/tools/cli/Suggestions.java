package libcsockets.tools.cli;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** The words that may have been meant by one that is unknown. */
public final class Suggestions {
    private static final int MOST = 3;

    private Suggestions() {}

    /**
     * The words that look most like a word: those with the fewest changes of a letter, per letter. A word that contains it
     * is near whatever its length.
     *
     * @return at most three, the nearest first
     */
    public static List<String> nearest(String word, Collection<String> words) {
        return words.stream()
                .sorted(Comparator.<String>comparingDouble(other -> changesPerLetter(word, other))
                        .thenComparing(Comparator.naturalOrder()))
                .limit(MOST)
                .toList();
    }

    /**
     * The words in which a part looks most like another.
     *
     * @return at most three, the nearest first; of those with as many changes, the ones of nearly the same length
     */
    public static List<String> nearestByPart(String part, Collection<String> words) {
        return words.stream()
                .sorted(Comparator.<String>comparingInt(other -> changesToFind(part, other))
                        .thenComparingInt(other -> Math.abs(other.length() - part.length())))
                .limit(MOST)
                .toList();
    }

    private static double changesPerLetter(String a, String b) {
        int[] row = new int[b.length() + 1];
        Arrays.setAll(row, j -> j);
        double perLetter = (double) changes(a, b, row)[b.length()] / Math.max(1, Math.max(a.length(), b.length()));
        return !a.isEmpty() && b.contains(a) ? perLetter / 2 : perLetter;
    }

    private static int changesToFind(String part, String name) {
        // What comes before the part costs nothing, and neither does what follows.
        return Arrays.stream(changes(part, name, new int[name.length() + 1]))
                .min()
                .getAsInt();
    }

    /**
     * Levenshtein's distance, by dynamic programming.
     *
     * @param row the cost of beginning behind each letter of {@code b}
     * @return how many letters must be changed, added or taken away to make {@code a} what ends behind each letter of
     *     {@code b}
     */
    private static int[] changes(String a, String b, int[] row) {
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int changed = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, Math.min(diagonal, row[j - 1]) + 1);
            }
        }
        return row;
    }
}
