package libcsockets.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The tools can be read from the bottom up: imports go downward, and only a few classes belong together. */
class ImportCirclesTest {
    private static final String ROOT = "libcsockets.tools";

    @Test
    void packagesAreFreeOfCircles() {
        ImportCircles packages = ImportCircles.ofPackages(ROOT);
        assertTrue(packages.size() > 10, "the packages were not found");
        assertEquals(List.of(), packages.largerThan(1));
    }

    @Test
    void noCircleOfClassesIsLargerThanThree() {
        ImportCircles classes = ImportCircles.ofClasses(ROOT);
        assertTrue(classes.size() > 100, "the classes were not found");
        assertEquals(List.of(), classes.largerThan(3));
    }
}
