package libcsockets.tools.compare.output;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Escapes text that Markdown would read as markup. */
class MarkdownTest {
    @Test
    void escapesText() {
        assertEquals("a\\_b \\*c\\* \\<d\\> \\| \\[e\\] \\\\ \\`f\\`", Markdown.text("a_b *c* <d> | [e] \\ `f`"));
    }

    @Test
    void fencesCodeWithMoreBackticksThanItHas() {
        assertEquals("`a`", Markdown.cell("a"));
        assertEquals("``a`b``", Markdown.cell("a`b"));
        assertEquals("`` `a` ``", Markdown.cell("`a`"));
        assertEquals("```\na\n```", Markdown.block("a"));
        assertEquals("````\na```b\n````", Markdown.block("a```b"));
    }

    @Test
    void escapesBarsInCells() {
        assertEquals("`a\\|b`", Markdown.cell("a|b"));
    }
}
