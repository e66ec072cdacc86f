package libcsockets.tools.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The page in a browser. */
class ReportTest {
    private static final int NARROW = 360;
    private static final String SHOWN =
            "[...document.querySelectorAll('details.scenario')].filter(d => !d.hidden).length";

    @Test
    @Timeout(120)
    void thePageWorks(@TempDir(cleanup = CleanupMode.NEVER) Path directory) throws Exception {
        assumeTrue(Integer.getInteger("libcsockets.test.release", Cli.release()) >= 25, "once is enough");
        Cli.program("chromium");
        Path page = directory.resolve("report.html");
        Cli.Outcome outcome = Cli.compare(
                "--html",
                page.toString(),
                "flag-peek",
                "close-while-reading",
                "connect-refused-retry",
                "route-unreachable");
        assertEquals(0, outcome.exitCode(), outcome.err());
        String html = Files.readString(page);
        assertFalse(html.contains("http://") || html.contains("https://"), "the page is self-contained");

        try (Browser browser = new Browser(directory.resolve("profile"))) {
            browser.open(page);
            showsItsContent(browser);
            filterWorks(browser);
            keyboardWorks(browser);
            narrowScreensHaveNoSidewaysScrolling(browser);
            darkIsDark(browser);
            assertEquals(List.of(), browser.complaints());
            withoutJavaScriptItCanBeRead(browser, page);
        }
    }

    private static void showsItsContent(Browser browser) throws Exception {
        assertEquals("4", browser.evaluate(SHOWN));
        String text = browser.evaluate("document.body.textContent");
        for (String part : List.of(
                "close-while-reading",
                "\"late\"",
                "AsynchronousCloseException",
                "≠",
                "only libc can",
                "reading: running(",
                "j.phase(\"close\", () -> ")) {
            assertTrue(text.contains(part), part);
        }
    }

    private static void filterWorks(Browser browser) throws Exception {
        browser.evaluate("(search.value = 'late', form.dispatchEvent(new Event('input')))");
        assertEquals("1", browser.evaluate(SHOWN));
        assertEquals("1 of 4", browser.evaluate("document.querySelector('output').textContent"));
        browser.evaluate("(search.value = '', form.dispatchEvent(new Event('input')))");
        browser.evaluate("document.querySelector('[value=differs]').click()");
        assertEquals("2", browser.evaluate(SHOWN));
        browser.evaluate("document.querySelector('[value=differs]').click()");
        browser.evaluate("(tag.value = 'routes', form.dispatchEvent(new Event('input')))");
        assertEquals("1", browser.evaluate(SHOWN));
        browser.evaluate("(tag.value = '', form.dispatchEvent(new Event('input')))");
        assertEquals("4", browser.evaluate(SHOWN));
    }

    private static void keyboardWorks(Browser browser) throws Exception {
        browser.press("/", "/");
        assertEquals("true", browser.evaluate("document.activeElement === search"));
        browser.press("p", "p");
        browser.press("e", "e");
        browser.press("e", "e");
        browser.press("k", "k");
        assertEquals("peek", browser.evaluate("search.value"));
        browser.press("Escape", "");
        assertEquals("4", browser.evaluate(SHOWN));
        browser.evaluate("search.blur()");
        browser.press("j", "j");
        browser.press("j", "j");
        assertEquals("1", browser.evaluate("scenarios.indexOf(document.activeElement.parentElement)"));
        browser.press("Enter", "\r");
        assertEquals("true", browser.evaluate("scenarios[1].open"));
    }

    private static void narrowScreensHaveNoSidewaysScrolling(Browser browser) throws Exception {
        browser.evaluate("scenarios.forEach(one => one.open = true)");
        browser.width(NARROW);
        assertEquals(Integer.toString(NARROW), browser.evaluate("document.documentElement.scrollWidth"));
        browser.send("Emulation.clearDeviceMetricsOverride", Map.of());
    }

    private static void darkIsDark(Browser browser) throws Exception {
        String background = "getComputedStyle(document.body).backgroundColor";
        String light = browser.evaluate(background);
        browser.prefer("dark");
        assertNotEquals(light, browser.evaluate(background));
        browser.send("Emulation.setEmulatedMedia", Map.of("features", List.of()));
    }

    private static void withoutJavaScriptItCanBeRead(Browser browser, Path page) throws Exception {
        browser.send("Emulation.setScriptExecutionDisabled", Map.of("value", true));
        browser.open(page);
        assertEquals("true", browser.evaluate("document.querySelector('form').hidden"));
        assertEquals("4", browser.evaluate("document.querySelectorAll('details.scenario > summary').length"));
    }
}
