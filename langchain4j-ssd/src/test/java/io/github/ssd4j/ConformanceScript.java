package io.github.ssd4j;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * What LangChain4j's suites want to hear. A prompt contains a whole conversation: of the rules whose words are in it,
 * the one whose words end last applies, and of several the one with the most words. A rule has several answers where a
 * suite asks the same for different response formats; the format decides.
 */
final class ConformanceScript {

    private static final String RESULT = "<tool_response>\n";

    private static final List<Rule> CHAT = List.of(
            on("capital of Germany", "The capital of Germany is the city of Berlin.", json("{'city': 'Berlin'}")),
            on("a single 'city' field", json("{'city': 'Berlin'}")),
            on("I love you", "Ich liebe dich."),
            on("my favorite color?", "Your favorite color is green."),
            on("Hello World", "Hello World"),
            on("story", "Once upon a time there was a fox who met a bear and a hare and a wolf in the wood."),
            on("hello", "hello to you too and a good day"));

    private static final List<Rule> TOOLS = List.of(
            on("weather in Munich", call("getWeather", "{'city': 'Munich'}")),
            on("I live in Munich", call("getWeather", "{'city': 'Munich'}")),
            on("the get_current_time tool", call("get_current_time", "{}")),
            on(
                    "Call tools simultaneously",
                    call("getWeather", "{'city': 'Munich'}") + "\n" + call("getTime", "{'country': 'France'}")),
            on(
                    result("sunny"),
                    "It is sunny in Munich.",
                    json("{'weather': 'sunny'}"),
                    json("{'city': 'Munich', 'weather': 'SUNNY'}")),
            on(result("10:14"), "It is 10:14 now."),
            on(result("14:35"), "It is sunny in Munich and 14:35 in France."));

    /** The parameters of tools that are methods are numbered. */
    private static final List<Rule> SERVICE_TOOLS = List.of(
            on("Use 'getWeather' tool", call("getWeather", "{'arg0': 'Munich'}")),
            on("the date today", call("currentDate", "{}")),
            on("the time now? Respond", call("currentTime", "{}")),
            on("17:11:45", "It is 17:11:45 now."),
            on("37 plus 87", add(37, 87)),
            on(result("124"), "37 + 87 = 124"),
            on("73 plus 78", add(37, 87) + "\n" + add(73, 78)),
            on(result("151"), "37 + 87 = 124 and 73 + 78 = 151"),
            on("add 47 to the previous result", add(124, 47)),
            on("First add 2 and 3", add(2, 3)),
            on(result("5"), call("multiply", "{'arg0': 5, 'arg1': 4}")),
            on(result("20"), "The result is 20."),
            on(
                    "process the following: Klaus is 37 years old, 1.78m height and single",
                    call("process", "{'arg0': {'name': 'Klaus', 'age': 37, 'height': 1.78, 'married': false}}")),
            on("Langley Falls", call("process", "{'arg0': {'name': 'Klaus', 'address': {'city': 'Langley Falls'}}}")),
            on(
                    "process the following: Francine has 2 children: Steve and Hayley",
                    call("process", "{'arg0': %s}".formatted(family()))),
            on("temperature in Munich in celsius", call("currentTemperature", "{'arg0': 'Munich', 'arg1': 'CELSIUS'}")),
            on(result("19"), "It is 19 degrees."),
            on("Klaus is 42 years old", call("process", "{'arg0': {'Klaus': 42, 'Francine': 47}}")),
            on("following names: Klaus and Franny", call("processNames", "{'arg0': ['Klaus', 'Franny']}")),
            on("colors: RED and GREEN", call("process", "{'arg0': ['RED', 'GREEN']}")),
            on("integers: 37, 73", call("processNumbers", "{'arg0': [37, 73]}")),
            on("people: Klaus and Franny", call("process", "{'arg0': [{'name': 'Klaus'}, {'name': 'Franny'}]}")),
            on(
                    "62dbcc27-aaf3-449a-b12d-5a904271a57f",
                    call("getUsernameFromId", "{'arg0': '62dbcc27-aaf3-449a-b12d-5a904271a57f'}")),
            on("Alice", "The username is Alice."),
            on("'modify' for argument '7'", call("modify", "{'arg0': 7}")),
            on("Take a photo", call("takePhoto", "{}")),
            on(RESULT, "It is done."));

    private static final List<Rule> POJOS = List.of(
            on("following text: Klaus", json("{'name': 'Klaus'}")),
            on("Text: 'Klaus'", json("{'name': 'Klaus'}")),
            on(
                    "Klaus is 37 years old, 1.78m height and single",
                    json("{'name': 'Klaus', 'age': 37, 'height': 1.78, 'married': false}"),
                    json("{'value': 'SINGLE'}")),
            on(
                    "billing address should be New York",
                    json("{'name': 'Klaus', 'shippingAddress': {'city': 'Langley Falls'},"
                            + " 'billingAddress': {'city': 'New York'}}")),
            on("Klaus is single", json("{'name': 'Klaus', 'maritalStatus': 'SINGLE'}")),
            on("orange and green", json("{'name': 'Klaus', 'favouriteColors': ['orange', 'green']}")),
            on("Peanut and Muffin", json("{'name': 'Klaus', 'pets': [{'name': 'Peanut'}, {'name': 'Muffin'}]}")),
            on("groups A and C", json("{'name': 'Klaus', 'groups': ['A', 'C']}")),
            on("born at 14:43 on 12th of August 1976", json(birth())),
            on("Francine has 2 children: Steve and Hayley", json(family())),
            on(
                    "567b229a-6b0a-4f1e-9006-448cd9dfbfda",
                    json("{'id': '567b229a-6b0a-4f1e-9006-448cd9dfbfda', 'name': 'Klaus'}")));

    private static final List<Rule> VALUES = List.of(
            on("Klaus is a 37-year-old man", json("{'value': true}")),
            on("coldest month", json("{'value': -0.5}")),
            on(
                    "Franny is 35 years old, 1.65m height and married",
                    json("{'value': 2}"),
                    json("{'values': ['Klaus', 'Franny']}"),
                    json("{'values': [{'name': 'Klaus', 'age': 37, 'height': 1.78, 'married': false},"
                            + " {'name': 'Franny', 'age': 35, 'height': 1.65, 'married': true}]}")),
            on("Klaus and Francine", json("{'values': [{'name': 'Klaus'}, {'name': 'Francine'}]}")),
            on("Staniel is 33 years old", json("{'values': ['SINGLE', 'MARRIED', 'MARRIED']}")),
            on("New York had cloudy and windy weather", json("{'values': ['SUNNY', 'WINDY', 'RAINY', 'CLOUDY']}")));

    private static final List<Rule> POLYMORPHIC = List.of(
            on("Rex is a Labrador dog", json("{'value': %s}".formatted(rex()))),
            on(
                    "Whiskers is an indoor cat",
                    json("{'values': [%s, {'type': 'Cat', 'name': 'Whiskers', 'indoor': true}]}".formatted(rex()))),
            on("Labrador dog named Rex", json("{'name': 'Alice', 'pet': %s}".formatted(rex()))),
            on("literal expression 1+2+3", json("{'value': %s}".formatted(sum(sum(leaf(1), leaf(2)), leaf(3))))));

    private static final List<Rule> RULES = Stream.of(CHAT, TOOLS, SERVICE_TOOLS, POJOS, VALUES, POLYMORPHIC)
            .flatMap(List::stream)
            .toList();

    private record Rule(String words, List<String> answers) {

        /** Behind the words in {@code prompt}; 0 if they are not in it. */
        int endIn(String prompt) {
            int start = prompt.lastIndexOf(words);
            return start < 0 ? 0 : start + words.length();
        }
    }

    private ConformanceScript() {}

    /** The answers to a prompt: the first is the one that a format without constraints gets. */
    static List<String> answers(String prompt) {
        return RULES.stream()
                .filter(rule -> rule.endIn(prompt) > 0)
                .max(Comparator.comparingInt((Rule rule) -> rule.endIn(prompt))
                        .thenComparingInt(rule -> rule.words().length()))
                .map(Rule::answers)
                .orElseThrow(() -> new IllegalStateException("the script has no answer to: %s".formatted(prompt)));
    }

    private static Rule on(String words, String... answers) {
        return new Rule(words, List.of(answers));
    }

    private static String result(String text) {
        return RESULT + text + "\n</tool_response>";
    }

    private static String call(String tool, String arguments) {
        return "<tool_call>\n{\"name\": \"%s\", \"arguments\": %s}\n</tool_call>".formatted(tool, json(arguments));
    }

    private static String add(int a, int b) {
        return call("add", "{'arg0': %s, 'arg1': %s}".formatted(a, b));
    }

    private static String family() {
        return "{'name': 'Francine', 'children':"
                + " [{'name': 'Steve', 'children': []}, {'name': 'Hayley', 'children': []}]}";
    }

    private static String birth() {
        String date = "{'year': 1976, 'month': 8, 'day': 12}";
        String time = "{'hour': 14, 'minute': 43, 'second': 0, 'nano': 0}";
        return "{'name': 'Klaus', 'birthDate': %1$s, 'birthTime': %2$s, 'birthDateTime': {'date': %1$s, 'time': %2$s}}"
                .formatted(date, time);
    }

    private static String rex() {
        return "{'type': 'Dog', 'name': 'Rex', 'breed': 'Labrador'}";
    }

    private static String sum(String left, String right) {
        return "{'type': 'Addition', 'left': %s, 'right': %s}".formatted(left, right);
    }

    private static String leaf(int value) {
        return "{'type': 'Constant', 'value': %s}".formatted(value);
    }

    /** JSON that is easier to read in Java. */
    private static String json(String singleQuoted) {
        return singleQuoted.replace('\'', '"');
    }
}
