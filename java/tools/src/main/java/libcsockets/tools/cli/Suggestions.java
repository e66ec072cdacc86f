package libcsockets.tools.cli;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The known words closest to an unknown one. */
public final class Suggestions {
    private static final int MOST = 3;
    /** A word that differs in more of its letters is another word, not a misspelt one. */
    private static final double MISSPELT = 0.4;

    private Suggestions() {}

    /** The word that was misspelt, if any of them is close enough. */
    public static Optional<String> meant(String misspelt, Collection<String> words) {
        return nearest(misspelt, words).stream()
                .findFirst()
                .filter(word -> changesPerLetter(misspelt, word) <= MISSPELT);
    }

    /**
     * The words with the fewest changes per letter. A word that contains the unknown one counts as close, whatever its
     * length.
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
     * The words that contain the closest match of a part.
     *
     * @return at most three, the nearest first; of two equally near words the one of the more similar length
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
        // Letters before and after the part cost nothing.
        return Arrays.stream(changes(part, name, new int[name.length() + 1]))
                .min()
                .getAsInt();
    }

    /**
     * The Levenshtein distance, by dynamic programming.
     *
     * @param row the cost of a match that starts after each letter of {@code b}; overwritten
     * @return the distance of {@code a} from the match that ends after each letter of {@code b}
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
