package io.github.ssd4j.examples.web.browser;

import java.util.List;
import java.util.Objects;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a user sees of the page and does with it. */
final class ChatPage {

    private static final String TEXT = "return document.querySelector(arguments[0])?.textContent.trim() ?? ''";
    private static final JsonMapper JSON = new JsonMapper();

    private final Browser browser;
    private final int port;

    ChatPage(Browser browser, int port) {
        this.browser = browser;
        this.port = port;
    }

    /** Opens the page with temperature 0, so that answers are the same each time. */
    void open() {
        openAsNewUser();
        browser.run("localStorage.setItem('ssd.settings', JSON.stringify({temperature: 0}))");
        reload();
    }

    /** Changes a setting as if it had been chosen. */
    void set(String key, Object value) {
        browser.run("""
                const settings = JSON.parse(localStorage.getItem('ssd.settings'));
                settings[arguments[0]] = arguments[1];
                localStorage.setItem('ssd.settings', JSON.stringify(settings));
                """, key, value);
        reload();
    }

    private void openAsNewUser() {
        browser.driver().get("http://localhost:%s/".formatted(port));
        awaitReady();
    }

    void reload() {
        browser.driver().navigate().refresh();
        awaitReady();
    }

    private void awaitReady() {
        browser.await(
                "the page to be ready", driver -> !find("html[data-ready]").isEmpty());
    }

    List<WebElement> find(String selector) {
        return browser.driver().findElements(By.cssSelector(selector));
    }

    WebElement one(String selector) {
        return browser.driver().findElement(By.cssSelector(selector));
    }

    /** All text in an element, also what is not to be seen; empty if there is none. */
    String text(String selector) {
        return String.valueOf(browser.run(TEXT, selector));
    }

    boolean isShown(String selector) {
        return find(selector).stream().anyMatch(WebElement::isDisplayed);
    }

    void awaitShown(String selector) {
        browser.await(selector + " to be shown", driver -> isShown(selector));
    }

    void awaitText(String selector, String part) {
        browser.await(
                "'%s' in %s".formatted(part, selector), driver -> text(selector).contains(part));
    }

    void type(String text) {
        one("#question").sendKeys(text);
    }

    /** Presses a key where the focus is. */
    void press(CharSequence... keys) {
        browser.driver().switchTo().activeElement().sendKeys(keys);
    }

    void send(String question) {
        type(question);
        press(Keys.ENTER);
    }

    /** Asks, and waits for the end of the answer. */
    void ask(String question) {
        int answers = answers().size();
        send(question);
        awaitAnswers(answers + 1);
    }

    void awaitAnswers(int count) {
        browser.await(
                count + " answers to have ended",
                driver -> find(".answer[aria-busy=false]").size() == count && !isShown("#stop"));
    }

    List<String> answers() {
        return texts(".answer .answer-body");
    }

    List<String> questions() {
        return texts(".question-text");
    }

    List<String> conversations() {
        return texts(".entry-title");
    }

    private List<String> texts(String selector) {
        return find(selector).stream()
                .map(element -> Objects.toString(element.getDomProperty("textContent")))
                .toList();
    }

    /** What the questions were sent with. */
    List<JsonNode> asked() {
        return browser.requests().stream()
                .filter(request -> request.get("url").asString().endsWith("/messages"))
                .map(request -> JSON.readTree(request.get("postData").asString()))
                .toList();
    }

    void openSettings() {
        one("#open-settings").click();
        awaitShown("#settings[open]");
    }

    /** Chooses the option of the settings with that title. */
    void choose(String title) {
        browser.driver()
                .findElement(By.xpath("//dialog//label[normalize-space()='%s']".formatted(title)))
                .click();
    }

    void closeSettings() {
        press(Keys.ESCAPE);
        browser.await("the settings to close", driver -> find("#settings[open]").isEmpty());
    }
}
