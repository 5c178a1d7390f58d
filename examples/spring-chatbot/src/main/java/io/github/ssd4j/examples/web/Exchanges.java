package io.github.ssd4j.examples.web;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All that was said in a conversation. It branches where a question was edited or an answer written again, and one path through
 * it is shown. Its conversation guards it.
 */
final class Exchanges {

    /** Stands for what the first questions follow. */
    private static final String BEGINNING = "";

    private final List<Exchange> all = new ArrayList<>();
    /** Which one is shown behind another, by the other's id. */
    private final Map<String, Exchange> shown = new HashMap<>();

    private int counted;

    /** Where a question stands. */
    record Place(@Nullable Exchange parent, String questionId) {}

    /** Behind all that is shown. */
    Place end() {
        List<Exchange> path = path();
        return new Place(path.isEmpty() ? null : path.get(path.size() - 1), "q" + (counted + 1));
    }

    /** In the place of a question. */
    Place insteadOf(Exchange exchange) {
        return new Place(exchange.parent(), "q" + (counted + 1));
    }

    /** Adds one and shows it. Returns which one was shown in its place; null if none was. */
    @Nullable
    Exchange add(Place place, String question, GrowingReply reply) {
        counted++;
        Exchange exchange = new Exchange("a" + counted, place.questionId(), question, place.parent(), reply);
        all.add(exchange);
        return shown.put(key(place.parent()), exchange);
    }

    /** Adds one that was kept; it is shown if none is in its place. */
    void restore(Exchange exchange) {
        all.add(exchange);
        counted = Math.max(counted, Integer.parseInt(exchange.id().substring(1)));
        shown.putIfAbsent(key(exchange.parent()), exchange);
    }

    /** Takes the newest out, and shows what was shown before. */
    void takeBack(Exchange exchange, @Nullable Exchange before) {
        all.remove(exchange);
        if (before == null) {
            shown.remove(key(exchange.parent()));
        } else {
            shown.put(key(exchange.parent()), before);
        }
    }

    Optional<Exchange> newest() {
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
    }

    /** The one with that answer or, if it is the id of a question, the one that is shown of it or else its newest. */
    Optional<Exchange> find(String id) {
        Exchange found = null;
        for (Exchange exchange : all) {
            boolean its = exchange.id().equals(id) || exchange.questionId().equals(id);
            if (its && (found == null || !isShown(found))) {
                found = exchange;
            }
        }
        return Optional.ofNullable(found);
    }

    private boolean isShown(Exchange exchange) {
        return shown.get(key(exchange.parent())) == exchange;
    }

    void show(Exchange exchange) {
        shown.put(key(exchange.parent()), exchange);
    }

    /** What is shown, from the beginning. */
    List<Exchange> path() {
        List<Exchange> path = new ArrayList<>();
        for (Exchange next = shown.get(BEGINNING); next != null; next = shown.get(next.id())) {
            path.add(next);
        }
        return path;
    }

    List<Exchange> all() {
        return all;
    }

    /** What is shown behind each one, by ids. */
    Map<String, String> shown() {
        Map<String, String> ids = new HashMap<>();
        shown.forEach((parent, exchange) -> ids.put(parent, exchange.id()));
        return ids;
    }

    /** A question and an answer as the page gets them. */
    List<Message> messages(Exchange exchange) {
        List<Exchange> beside =
                all.stream().filter(each -> each.parent() == exchange.parent()).toList();
        List<String> questions =
                beside.stream().map(Exchange::questionId).distinct().toList();
        List<String> answers = beside.stream()
                .filter(each -> each.questionId().equals(exchange.questionId()))
                .map(Exchange::id)
                .toList();
        return List.of(
                new Message.Question(exchange.questionId(), exchange.question(), questions),
                exchange.reply().view(exchange.id(), answers));
    }

    private static String key(@Nullable Exchange exchange) {
        return exchange == null ? BEGINNING : exchange.id();
    }
}
