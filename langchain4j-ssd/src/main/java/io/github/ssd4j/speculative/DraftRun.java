package io.github.ssd4j.speculative;

import io.github.ssd4j.decoder.TokenMask;
import io.github.ssd4j.decoder.TokenSequence;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The drafts of a round as they are made: the only writer of them. Keeps tokens and constraint in step, refuses what the constraint
 * forbids, and ends where nothing can follow. Drafts may be dropped again, whatever they are: which tokens are verified does not
 * change the text.
 */
final class DraftRun {

    /** Whether a drafter should go on after the last draft. */
    interface Rule {
        boolean goOn(DraftRun run);
    }

    /** What experience makes of a confidence. */
    interface Judge {
        double acceptance(double confidence);
    }

    private final TokenSequence tokens;
    private final ConstraintCursor constraint;
    private final IntPredicate stopToken;
    private final int verified;
    private final int limit;
    private final LongSupplier clock;

    private final List<Draft> drafts = new ArrayList<>();
    private final List<Draft> offered = new ArrayList<>();
    private final Map<String, Long> nanos = new HashMap<>();
    private boolean ended;
    private int read;

    private String drafter = "";
    private Judge judge = confidence -> confidence;
    private Rule rule = run -> true;

    /**
     * Begins a round.
     *
     * @param tokens prompt and answer so far, to which the drafts are added
     * @param stopToken whether nothing can follow a token
     * @param limit most drafts
     * @param clock in nanoseconds
     */
    DraftRun(TokenSequence tokens, ConstraintCursor constraint, IntPredicate stopToken, int limit, LongSupplier clock) {
        this.tokens = tokens;
        this.constraint = constraint;
        this.stopToken = stopToken;
        this.verified = tokens.length();
        this.limit = limit;
        this.clock = clock;
        this.read = verified - 1;
    }

    /** Lets a drafter draft. */
    void turn(Drafter next, Judge judge, Rule rule) {
        this.drafter = next.name();
        this.judge = judge;
        this.rule = rule;
        if (isOpen()) {
            long start = clock.getAsLong();
            next.draft(this);
            nanos.merge(drafter, clock.getAsLong() - start, Long::sum);
        }
    }

    /** Begins the turn of a drafter that needs passes; {@link #addOfModel} adds one draft and ends it. False if nothing can be added. */
    boolean modelTurn(String name, Judge judge) {
        if (isOpen()) {
            this.drafter = name;
            this.judge = judge;
            this.rule = run -> false;
        }
        return isOpen();
    }

    /** Adds what the model drafted in its turn, having read all tokens, in a pass that took {@code passNanos}. */
    void addOfModel(int token, double confidence, long passNanos) {
        markRead();
        add(token, confidence);
        nanos.merge(drafter, passNanos, Long::sum);
    }

    /**
     * Adds a draft, if it is allowed and there is room.
     *
     * @param confidence of the drafter that the full model chooses this token too, in [0, 1]
     * @return whether to go on drafting
     */
    boolean add(int token, double confidence) {
        if (!isOpen()) {
            return false;
        }
        TokenMask allowed = constraint.allowed();
        if (allowed != null && !allowed.allows(token)) {
            return false;
        }
        double reach = reach() * judge.acceptance(confidence);
        Draft draft = new Draft(drafter, token, drafts.size(), last(), confidence, reach);
        offered.add(draft);
        append(draft);
        return isOpen() && rule.goOn(this);
    }

    /** Adds drafts that were offered and dropped before, at the same place. */
    void add(List<Draft> again) {
        for (Draft draft : again) {
            append(draft);
        }
    }

    private void append(Draft draft) {
        constraint.drafted(draft.token());
        tokens.add(draft.token());
        drafts.add(draft);
        ended = stopToken.test(draft.token());
    }

    /** Drops all drafts but the first {@code count}; returns what was dropped. */
    List<Draft> truncate(int count) {
        List<Draft> dropped = List.of();
        if (count < drafts.size()) {
            dropped = List.copyOf(drafts.subList(count, drafts.size()));
            drafts.subList(count, drafts.size()).clear();
            constraint.truncate(count);
            tokens.truncate(verified + count);
            read = Math.min(read, verified + count);
            ended = false;
        }
        return dropped;
    }

    /** Whether one more draft can be added. */
    boolean isOpen() {
        return !ended && drafts.size() < limit;
    }

    /** Prompt, answer and drafts. */
    TokenSequence tokens() {
        return tokens;
    }

    /** How many of the tokens are no drafts. */
    int verified() {
        return verified;
    }

    /** The tokens that may come next; null: all. */
    @Nullable
    TokenMask allowed() {
        return constraint.allowed();
    }

    /** Tokens of the text that alone may come next, as far as that is known. */
    List<Integer> forcedTokens() {
        return constraint.forcedTokens();
    }

    /** How many drafts there are. */
    int drafted() {
        return drafts.size();
    }

    List<Draft> drafts() {
        return drafts;
    }

    /** All drafts, those that were dropped too, in the order in which they were offered. */
    List<Draft> offered() {
        return offered;
    }

    private @Nullable Draft last() {
        return drafts.isEmpty() ? null : drafts.get(drafts.size() - 1);
    }

    /** Who drafted the last draft; empty if there is none. */
    String lastDrafter() {
        Draft last = last();
        return last == null ? "" : last.drafter();
    }

    /** The probability that all drafts are accepted. */
    double reach() {
        Draft last = last();
        return last == null ? 1 : last.reach();
    }

    /** The time of a drafter's turns in this round. */
    long nanos(String name) {
        return nanos.getOrDefault(name, 0L);
    }

    /** The names of all that had a turn. */
    Set<String> drafters() {
        return nanos.keySet();
    }

    /** How many tokens a drafting model has not read yet: the last one of the answer, and drafts of others. At least 1. */
    int unread() {
        return tokens.length() - read;
    }

    private void markRead() {
        read = tokens.length();
    }
}
