package libcsockets.tools.conform.language;

import com.code_intelligence.jazzer.junit.FuzzTest;

/**
 * The parser accepts any bytes or names the place where they are wrong: soon, and with no other exception.
 *
 * <p>The build searches for a few seconds, guided by coverage, from the inputs in {@code CaseFileFuzzTestInputs};
 * {@code make fuzz} searches longer.
 */
class CaseFileFuzzTest {
    @FuzzTest
    void parse(byte[] bytes) {
        try {
            CaseFile file = CaseFile.parse("input", bytes);
            if (file.cases().isEmpty()) {
                throw new AssertionError("a file without cases was taken");
            }
        } catch (CaseFileException e) {
            if (!e.getMessage().startsWith("input:") || (e.line() > 0) != (e.column() > 0)) {
                throw new AssertionError("a fault without a place", e);
            }
        }
    }
}
