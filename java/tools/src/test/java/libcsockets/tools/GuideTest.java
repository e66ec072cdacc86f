package libcsockets.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import libcsockets.tools.story.Lab;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every command in the guide prints output of the shape in the guide: only numbers may differ. */
class GuideTest {
    private static final Path DOCS = Path.of(System.getProperty("libcsockets.root"), "java", "docs");
    private static final Pattern BLOCK = Pattern.compile("```console\n(.*?)\n```\n", Pattern.DOTALL);

    @TempDir
    private Path directory;

    /** The blocks of a guide: a command of one or more lines, and its output. */
    private static Map<String, String> blocks(String file) throws IOException {
        Map<String, String> blocks = new LinkedHashMap<>();
        Matcher matcher = BLOCK.matcher(Files.readString(DOCS.resolve(file)));
        while (matcher.find()) {
            StringBuilder command = new StringBuilder();
            StringBuilder output = new StringBuilder();
            boolean inCommand = true;
            for (String line : matcher.group(1).split("\n")) {
                if (command.length() == 0) {
                    assertTrue(line.startsWith("$ "), line);
                    command.append(line.substring(2));
                } else if (inCommand && line.startsWith("> ")) {
                    command.append('\n').append(line.substring(2));
                } else {
                    inCommand = false;
                    output.append(line).append('\n');
                }
            }
            blocks.put(command.toString(), output.toString());
        }
        return blocks;
    }

    static Stream<Arguments> commands() throws IOException {
        return blocks("guide.md").entrySet().stream().map(block -> Arguments.of(block.getKey(), block.getValue()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("commands")
    void theOutputIsAsShown(String command, String shown) throws IOException, InterruptedException {
        Lab.Outcome outcome = Lab.inNamespace(
                "cd '" + directory + "'\n" + "PATH='" + Lab.DIST.resolve("bin") + "':$PATH\n" + command);
        assertEquals(0, outcome.exitCode(), outcome.stderr());
        assertEquals("", outcome.stderr());
        assertEquals(shape(shown), shape(outcome.stdout()));
    }

    @Test
    void theChineseGuideShowsTheSame() throws IOException {
        Map<String, String> english = blocks("guide.md");
        assertTrue(english.size() > 20);
        assertEquals(english, blocks("guide.zh.md"));
    }

    @Test
    void aShapeKeepsWordsAndForgetsNumbers() {
        assertEquals(shape("a  12 b\nc 0x1f"), shape("a 3 b c 0xab"));
        assertEquals(shape("--- SYN seq=x ---->"), shape("-- SYN  seq=x -->"));
        assertTrue(!shape("recv = 5").equals(shape("recv = -1 EAGAIN")));
        assertTrue(!shape("1 ESTABLISHED").equals(shape("1 CLOSED")));
    }

    /** The lengths of numbers and lines may differ, and so may the line breaks. */
    private static String shape(String output) {
        return output.replaceAll("(?m)^Backend .*$", "Backend")
                .replaceAll("backend (ffm|jni)", "backend B")
                .replaceAll("0x[0-9a-f]+", "#")
                .replaceAll("[0-9]+([.,][0-9]+)*", "#")
                .replaceAll("-{2,}", "--")
                .replaceAll("\\s+", " ")
                .trim();
    }
}
