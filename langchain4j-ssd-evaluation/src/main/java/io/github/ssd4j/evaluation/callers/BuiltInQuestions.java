package io.github.ssd4j.evaluation.callers;

import io.github.ssd4j.evaluation.data.Question;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Chat questions that come with this program. They are of different lengths and ask for long answers. */
public final class BuiltInQuestions {

    private static final String RESOURCE = "questions.txt";

    private BuiltInQuestions() {}

    /** All of them, short and long ones mixed. */
    public static List<Question> list() {
        List<Question> questions = new ArrayList<>();
        for (String line : text().lines().toList()) {
            questions.add(new Question(String.valueOf(questions.size() + 1), "chat", List.of(line), List.of()));
        }
        return questions;
    }

    private static String text() {
        try (InputStream stream = BuiltInQuestions.class.getResourceAsStream(RESOURCE)) {
            return new String(Objects.requireNonNull(stream).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("the built-in questions cannot be read", e);
        }
    }
}
