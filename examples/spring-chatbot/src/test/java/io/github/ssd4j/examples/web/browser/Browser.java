package io.github.ssd4j.examples.web.browser;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.WebDriver;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.WebDriverWait;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A Chromium without a window and with a profile of its own. */
final class Browser implements AutoCloseable {

    static final int DESKTOP_WIDTH = 1280;
    static final int DESKTOP_HEIGHT = 800;
    static final int PHONE_WIDTH = 360;
    static final int PHONE_HEIGHT = 740;

    private static final Path CHROMIUM = installed("chromium", "/usr/bin/chromium");
    private static final Path DRIVER = installed("chromedriver", "/usr/bin/chromedriver");
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final JsonMapper JSON = new JsonMapper();

    private final Path profile;
    private final ChromeDriver driver;
    private final List<JsonNode> requests = new ArrayList<>();

    Browser() {
        try {
            profile = Files.createTempDirectory("chatbot-browser");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        driver = new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(DRIVER.toFile())
                        .build(),
                options(profile));
    }

    /** Skips the tests that need a browser where there is none, and says so. */
    static void requireInstalled() {
        for (Path program : List.of(CHROMIUM, DRIVER)) {
            if (!Files.isExecutable(program)) {
                String message = ("SKIPPED: the page is not tested in a browser, because %s is missing. "
                                + "Install it, or set ssd.test.chromium and ssd.test.chromedriver.")
                        .formatted(program);
                System.out.println(message);
                abort(message);
            }
        }
    }

    /** From the system property or the environment variable, {@code ssd.test.NAME} or {@code SSD_TEST_NAME}. */
    private static Path installed(String name, String usual) {
        String property = System.getProperty("ssd.test." + name);
        @Nullable String variable = System.getenv("SSD_TEST_" + name.toUpperCase(Locale.ROOT));
        return Path.of(property != null ? property : variable != null ? variable : usual);
    }

    private static ChromeOptions options(Path profile) {
        ChromeOptions options = new ChromeOptions();
        options.setBinary(CHROMIUM.toFile());
        options.addArguments(
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--user-data-dir=" + profile,
                "--window-size=%s,%s".formatted(DESKTOP_WIDTH, DESKTOP_HEIGHT));
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        logs.enable(LogType.PERFORMANCE, Level.ALL);
        options.setCapability("goog:loggingPrefs", logs);
        return options;
    }

    /** Makes it as if it were new: one empty window, nothing emulated, cached or stored, no messages. */
    void renew() {
        Set<String> old = driver.getWindowHandles();
        driver.switchTo().newWindow(WindowType.TAB);
        String fresh = driver.getWindowHandle();
        for (String window : old) {
            driver.switchTo().window(window).close();
        }
        driver.switchTo().window(fresh);
        requests().stream()
                .map(request -> request.get("url").asString())
                .filter(url -> url.startsWith("http"))
                .map(url -> URI.create(url).resolve("/").toString())
                .distinct()
                .forEach(origin -> driver.executeCdpCommand(
                        "Storage.clearDataForOrigin", Map.of("origin", origin, "storageTypes", "all")));
        driver.executeCdpCommand("Network.clearBrowserCache", Map.of());
        requests.clear();
        severeMessages();
    }

    ChromeDriver driver() {
        return driver;
    }

    /** Waits until a condition holds; fails with what was waited for. */
    void await(String what, Predicate<WebDriver> condition) {
        new WebDriverWait(driver, PATIENCE).withMessage(what).until(condition::test);
    }

    /** Gives the page the size and the touch screen of a phone, or of a desktop. */
    void resize(int width, int height, boolean phone) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", phone));
        driver.executeCdpCommand("Emulation.setTouchEmulationEnabled", Map.of("enabled", phone));
    }

    /** Sets what the system prefers: {@code light} or {@code dark}. */
    void prefer(String scheme) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    /** Runs JavaScript in the page. */
    @Nullable
    Object run(String script, Object... arguments) {
        return driver.executeScript(script, arguments);
    }

    /** What the console says that is an error, since the last call. */
    List<String> severeMessages() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.SEVERE.intValue())
                .map(LogEntry::getMessage)
                .toList();
    }

    /** All requests so far, as the browser's protocol tells them: {@code url}, {@code method}, {@code postData}. */
    List<JsonNode> requests() {
        for (LogEntry entry : driver.manage().logs().get(LogType.PERFORMANCE)) {
            JsonNode message = JSON.readTree(entry.getMessage()).get("message");
            if (message.get("method").asString().equals("Network.requestWillBeSent")) {
                requests.add(message.get("params").get("request"));
            }
        }
        return List.copyOf(requests);
    }

    @Override
    public void close() throws IOException {
        driver.quit();
        FileSystemUtils.deleteRecursively(profile);
    }
}
