package libcsockets.tools.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import libcsockets.tools.compare.Browser;
import libcsockets.tools.story.Lab;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The pictures of the command tcp in a browser: alone, and in the report's page. */
@Timeout(180)
class TcpPictureTest {
    private static final List<String> SCENES =
            List.of("client-first", "server-first", "both-at-once", "half-close", "reset", "refused", "backlog");
    private static final int WIDE = 1200;
    private static final int NARROW = 400;

    /** Lists the faults of a picture: overlapping texts, lines through texts, low contrast. */
    private static final String FAULTS = """
            (svg => {
                const faults = [];
                const paper = {x: 0, y: 0, width: svg.viewBox.baseVal.width, height: svg.viewBox.baseVal.height};
                const texts = [...svg.querySelectorAll("text")].map(e => ({e, words: e.textContent, box: e.getBBox()}));
                const within = (a, b) => a.x >= b.x && a.y >= b.y
                    && a.x + a.width <= b.x + b.width && a.y + a.height <= b.y + b.height;
                const meet = (a, b) => a.x < b.x + b.width && b.x < a.x + a.width
                    && a.y < b.y + b.height && b.y < a.y + a.height;
                // The contrast of two colours, as defined by WCAG.
                const light = color => color.match(/\\d+/g).map(v => v / 255)
                    .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
                    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
                const contrast = (a, b) =>
                    (Math.max(light(a), light(b)) + 0.05) / (Math.min(light(a), light(b)) + 0.05);
                const fill = e => getComputedStyle(e).fill;
                const ground = svg.querySelector(".paper");
                texts.forEach(({e, words, box}, i) => {
                    if (box.width < 7 * words.length) {
                        faults.push(words + " is not drawn");
                    }
                    const back = e.matches(".state") ? e.previousElementSibling : ground;
                    if (!within(box, e.matches(".state") ? back.getBBox() : paper)) {
                        faults.push(words + " sticks out");
                    }
                    if (!within(back.getBBox(), paper)) {
                        faults.push("the box of " + words + " sticks out");
                    }
                    if (contrast(fill(e), fill(back)) < 4.5) {
                        faults.push(words + " can hardly be read");
                    }
                    texts.slice(i + 1).filter(other => meet(box, other.box))
                        .forEach(other => faults.push(words + " overlaps " + other.words));
                });
                for (const line of svg.querySelectorAll("line")) {
                    if (contrast(getComputedStyle(line).stroke, fill(ground)) < 3) {
                        faults.push("a line can hardly be seen");
                    }
                    for (let at = 0; at <= line.getTotalLength(); at++) {
                        const point = line.getPointAtLength(at);
                        const crossed = texts.find(({box}) => meet(box, {x: point.x, y: point.y, width: 0, height: 0}));
                        if (crossed) {
                            faults.push("a line crosses " + crossed.words);
                            break;
                        }
                    }
                }
                if (svg.getBoundingClientRect().width < paper.width) {
                    faults.push("it is made smaller than it can be read");
                }
                return faults.join("\\n");
            })""";

    @TempDir(cleanup = CleanupMode.NEVER)
    private Path directory;

    @BeforeEach
    void onceIsEnough() {
        assumeTrue(
                Integer.getInteger("libcsockets.test.release", Runtime.version().feature()) >= 25, "once is enough");
        Lab.need("chromium");
    }

    @Test
    void eachSceneCanBeReadInLightAndInDark() throws Exception {
        StringBuilder script = new StringBuilder();
        for (String scene : SCENES) {
            script.append(Lab.launcher())
                    .append(" tcp ")
                    .append(scene)
                    .append(" --svg '")
                    .append(svg(scene))
                    .append("'\n");
        }
        Lab.Outcome outcome = Lab.inNamespace(script.toString());
        assertEquals(0, outcome.exitCode(), outcome.stderr());
        try (Browser browser = new Browser(directory.resolve("profile"))) {
            for (String scene : SCENES) {
                browser.open(svg(scene));
                assertLooksRight(browser, scene, "document.documentElement");
                assertEquals("tcp-" + scene + "-title", browser.evaluate("document.querySelector('title').id"));
            }
            assertEquals(List.of(), browser.complaints());
        }
    }

    @Test
    void thePageHasEachSceneWithItsTrace() throws Exception {
        Path page = page("");
        String html = Files.readString(page).replace("xmlns=\"http://www.w3.org/2000/svg\"", "");
        assertFalse(html.contains("http://") || html.contains("https://"), "it needs nothing beside itself");
        try (Browser browser = new Browser(directory.resolve("profile"))) {
            browser.open(page);
            browser.width(WIDE);
            idsAreThereOnce(browser);
            filterAndKeysReachTheScenes(browser);
            anAddressOpensAScene(browser);
            browser.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)");
            for (String scene : SCENES) {
                String details = "document.getElementById('tcp-" + scene + "')";
                assertLooksRight(browser, scene, details + ".querySelector('svg')");
                String segments = browser.evaluate(details + ".querySelectorAll('.arrow, .lost').length");
                assertNotEquals("0", segments, scene);
                assertEquals(
                        segments, browser.evaluate(details + ".querySelectorAll('table')[0].tBodies[0].rows.length"));
                assertNotEquals(
                        "0", browser.evaluate(details + ".querySelectorAll('table')[1].tBodies[0].rows.length"));
                assertTrue(browser.evaluate(details + ".querySelector('.steps').textContent")
                        .contains("listener = socket(AF_INET, SOCK_STREAM, 0) = "));
                assertTrue(browser.evaluate(details + ".querySelector('desc').textContent")
                        .contains("Client to server: SYN seq=x"));
            }
            browser.width(NARROW);
            assertEquals(Integer.toString(NARROW), browser.evaluate("document.documentElement.scrollWidth"));
            assertEquals(
                    Integer.toString(SCENES.size()),
                    browser.evaluate("[...document.querySelectorAll('.wide:has(> svg)')]"
                            + ".filter(box => box.scrollWidth > box.clientWidth && box.tabIndex === 0).length"));
            assertEquals(List.of(), browser.complaints());
        }
    }

    @Test
    void withoutTheCapabilityThePageExplainsThatAndShowsStates() throws Exception {
        boolean root = Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
        String user = root
                ? "setpriv --reuid 65534 --regid 65534 --clear-groups "
                : "setpriv --bounding-set -all --inh-caps -all --ambient-caps -all ";
        String html = Files.readString(page(user));
        assertEquals(2, html.split("lacks the capability CAP_NET_RAW", -1).length, "it is said once");
        try (Browser browser = new Browser(directory.resolve("profile"))) {
            browser.open(directory.resolve("report.html"));
            browser.width(WIDE);
            browser.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)");
            for (String scene : SCENES) {
                assertLooksRight(browser, scene, "document.getElementById('tcp-" + scene + "').querySelector('svg')");
            }
            assertEquals("0", browser.evaluate("document.querySelectorAll('.arrow, .lost').length"));
            String states = "[...document.querySelectorAll('#tcp-server-first .state')].map(e => e.textContent).join()";
            assertTrue(browser.evaluate(states).startsWith("CLOSED,LISTEN,ESTABLISHED,ESTABLISHED,"), states);
            assertTrue(browser.evaluate(states).contains("CLOSE-WAIT"), states);
        }
    }

    @Test
    void aFailedSceneDoesNotBreakThePage() throws Exception {
        Path page = directory.resolve("report.html");
        // In a nested network namespace no interface is up, not even the loopback interface.
        Lab.Outcome outcome = Lab.inNamespace("unshare -n " + compare(page, "default-blocking") + " || echo $?");
        assertEquals("1\n", outcome.stdout(), outcome.stderr());
        String sentence = "The scene did not finish: connect(client) = -1 ENETUNREACH, not 0.";
        assertTrue(outcome.stderr().contains("tcp reset: " + sentence), outcome.stderr());
        assertTrue(Files.readString(page).contains("<p>" + sentence + "</p>"));
    }

    private Path svg(String scene) {
        return directory.resolve(scene + ".svg");
    }

    private Path page(String user) throws Exception {
        Path page = directory.resolve("report.html");
        Lab.Outcome outcome = Lab.inNamespace(user + compare(page, "flag-peek default-blocking"));
        assertEquals(0, outcome.exitCode(), outcome.stderr());
        return page;
    }

    private static String compare(Path page, String scenarios) {
        return Lab.launcher() + " compare --tcp --html '" + page + "' --subjects ffm,net " + scenarios;
    }

    private static void assertLooksRight(Browser browser, String scene, String svg) throws Exception {
        List<String> papers = new ArrayList<>();
        for (String scheme : List.of("light", "dark")) {
            browser.prefer(scheme);
            assertEquals("", browser.evaluate(FAULTS + "(" + svg + ")"), scene + ", " + scheme);
            assertEquals("img", browser.evaluate(svg + ".getAttribute('role')"));
            papers.add(browser.evaluate("getComputedStyle(" + svg + ".querySelector('.paper')).fill"));
        }
        assertNotEquals(papers.get(0), papers.get(1), "light and dark");
    }

    private static void idsAreThereOnce(Browser browser) throws Exception {
        assertEquals(
                "",
                browser.evaluate("[...document.querySelectorAll('[id]')]"
                        + ".filter(e => document.querySelectorAll('#' + e.id).length > 1).map(e => e.id).join()"));
        assertEquals(
                "",
                browser.evaluate("[...document.querySelectorAll('[aria-labelledby], [aria-describedby]')]"
                        + ".flatMap(e => [e.getAttribute('aria-labelledby'), e.getAttribute('aria-describedby')])"
                        + ".filter(id => id && !document.getElementById(id)).join()"));
    }

    private static void filterAndKeysReachTheScenes(Browser browser) throws Exception {
        String shown = "scenarios.filter(one => !one.hidden).map(one => one.id).join()";
        browser.evaluate("(search.value = 'so_linger', form.dispatchEvent(new Event('input')))");
        assertEquals("tcp-reset", browser.evaluate(shown));
        assertEquals("1", browser.evaluate("[...squares.values()].filter(square => !square.hidden).length"));
        browser.evaluate("search.blur()");
        browser.press("j", "j");
        browser.press("Enter", "\r");
        assertEquals("true", browser.evaluate("document.getElementById('tcp-reset').open"));
        browser.evaluate("(search.value = 'flag-peek', form.dispatchEvent(new Event('input')))");
        assertEquals("flag-peek", browser.evaluate(shown));
        assertEquals("none", browser.evaluate("getComputedStyle(document.querySelector('.lab')).display"));
        browser.evaluate("(search.value = '', form.dispatchEvent(new Event('input')))");
        assertEquals(
                Integer.toString(2 + SCENES.size()), browser.evaluate("scenarios.filter(one => !one.hidden).length"));
    }

    private static void anAddressOpensAScene(Browser browser) throws Exception {
        browser.evaluate("document.querySelector('a[href=\"#tcp-backlog\"]').click()");
        // The event follows the click: wait for one round of the browser's event loop.
        browser.send(
                "Runtime.evaluate",
                Map.of("expression", "new Promise(done => setTimeout(done))", "awaitPromise", true));
        assertEquals("true", browser.evaluate("document.getElementById('tcp-backlog').open"));
        assertEquals("tcp-backlog", browser.evaluate("document.activeElement.parentElement.id"));
    }
}
