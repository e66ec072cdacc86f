package libcsockets.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import libcsockets.testing.Imports;
import org.junit.jupiter.api.Test;

/** The tools can be read from the bottom up: imports go downward, and only a few classes belong together. */
class ImportCirclesTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("libcsockets.tools");

    @Test
    void packagesAreFreeOfCircles() {
        Imports packages = Imports.ofPackages(CLASSES);
        assertTrue(packages.size() > 10, "the packages were not found");
        assertEquals(List.of(), packages.circlesLargerThan(1));
    }

    @Test
    void noCircleOfClassesIsLargerThanThree() {
        Imports classes = Imports.ofClasses(CLASSES);
        assertTrue(classes.size() > 100, "the classes were not found");
        assertEquals(List.of(), classes.circlesLargerThan(3));
    }
}
