package libcsockets.tools.compare;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A headless Chromium, controlled through its DevTools protocol. */
public final class Browser implements AutoCloseable {
    private static final Pattern LISTENING = Pattern.compile("DevTools listening on ws://([^/]+)/.*");
    private static final long PATIENCE_SECONDS = 30;

    private final Process process;
    private final HttpClient client = HttpClient.newHttpClient();
    private final WebSocket socket;
    private final BlockingQueue<JsonObject> answers = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> loads = new LinkedBlockingQueue<>();
    private final List<String> complaints = new CopyOnWriteArrayList<>();
    private int id;

    /** Starts a browser with a directory for its own files. */
    public Browser(Path profile) throws Exception {
        process = new ProcessBuilder(
                        Cli.program("chromium").toString(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile,
                        "about:blank")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        String address = address();
        socket = client.newWebSocketBuilder()
                .buildAsync(page(address), new Listener())
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
            send(domain + ".enable", Map.of());
        }
    }

    private String address() throws IOException {
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8));
        String found = null;
        for (String line = lines.readLine(); line != null && found == null; line = lines.readLine()) {
            Matcher matcher = LISTENING.matcher(line);
            if (matcher.matches()) {
                found = matcher.group(1);
                break;
            }
        }
        // Further output must not fill the pipe.
        Thread drain = new Thread(() -> {
            try {
                lines.lines().forEach(line -> {});
            } catch (UncheckedIOException e) {
                // The browser has ended.
            }
        });
        drain.setDaemon(true);
        drain.start();
        assertNotNull(found, "chromium does not listen");
        return found;
    }

    private URI page(String address) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + address + "/json/list"))
                .build();
        String list = client.send(request, HttpResponse.BodyHandlers.ofString()).body();
        for (JsonElement target : JsonParser.parseString(list).getAsJsonArray()) {
            if (target.getAsJsonObject().get("type").getAsString().equals("page")) {
                return URI.create(
                        target.getAsJsonObject().get("webSocketDebuggerUrl").getAsString());
            }
        }
        throw new AssertionError("chromium has no page: " + list);
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                take(JsonParser.parseString(text.toString()).getAsJsonObject());
                text.setLength(0);
            }
            webSocket.request(1);
            return null;
        }
    }

    private void take(JsonObject message) {
        if (message.has("id")) {
            answers.add(message);
            return;
        }
        switch (message.get("method").getAsString()) {
            case "Page.loadEventFired" -> loads.add("");
            case "Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded" ->
                complaints.add(message.toString());
            case "Network.requestWillBeSent" -> {
                String url = message.getAsJsonObject("params")
                        .getAsJsonObject("request")
                        .get("url")
                        .getAsString();
                if (!url.startsWith("file:") && !url.startsWith("data:")) {
                    complaints.add("it requested " + url);
                }
            }
            default -> {}
        }
    }

    /** Sends a command of the protocol. */
    public JsonObject send(String method, Map<String, ?> parameters) throws Exception {
        String request = new Gson().toJson(Map.of("id", ++id, "method", method, "params", parameters));
        socket.sendText(request, true).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        JsonObject answer = answers.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertNotNull(answer, method + " was not answered");
        if (!answer.has("result")) {
            throw new AssertionError(method + ": " + answer);
        }
        return answer.getAsJsonObject("result");
    }

    /** Opens a file and waits until it is loaded. */
    public void open(Path page) throws Exception {
        loads.clear();
        send("Page.navigate", Map.of("url", page.toUri().toString()));
        assertNotNull(loads.poll(PATIENCE_SECONDS, TimeUnit.SECONDS), "the page does not load");
    }

    /** Evaluates an expression and returns its value as text. */
    public String evaluate(String expression) throws Exception {
        JsonObject result = send("Runtime.evaluate", Map.of("expression", "String(" + expression + ")"));
        return result.getAsJsonObject("result").get("value").getAsString();
    }

    /** Presses a key; {@code text} is the character that it types, or empty. */
    public void press(String key, String text) throws Exception {
        send("Input.dispatchKeyEvent", Map.of("type", "keyDown", "key", key, "text", text));
        send("Input.dispatchKeyEvent", Map.of("type", "keyUp", "key", key));
    }

    /** Shows pages to a reader who prefers "light" or "dark". */
    public void prefer(String scheme) throws Exception {
        send(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    /** Sets the width of the window in pixels. */
    public void width(int pixels) throws Exception {
        send(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", pixels, "height", 800, "deviceScaleFactor", 1, "mobile", true));
    }

    /** Messages of the console, and addresses that the page requested. */
    public List<String> complaints() {
        return complaints;
    }

    @Override
    public void close() {
        socket.abort();
        process.destroy();
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
