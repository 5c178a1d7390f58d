package io.github.ssd4j.speculative;

import io.github.ssd4j.internal.Ensure;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * In how many rounds 0, 1, 2 ... drafts were accepted. Says more than a mean: two policies with the same acceptance
 * rate can differ much in speed.
 *
 * @param rounds at index k the number of rounds with k accepted drafts; the last entry is not 0
 */
public record AcceptanceHistogram(List<Integer> rounds) {

    /** No round yet. */
    public static final AcceptanceHistogram EMPTY = new AcceptanceHistogram(List.of());

    public AcceptanceHistogram {
        Ensure.notNull(rounds, "rounds");
        rounds = List.copyOf(rounds);
        for (int count : rounds) {
            Ensure.that(count >= 0, "rounds must not be negative, but are: %s", rounds);
        }
        Ensure.that(
                rounds.isEmpty() || rounds.get(rounds.size() - 1) > 0,
                "the last entry of rounds must not be 0, but rounds are: %s",
                rounds);
    }

    /** Counts the accepted drafts of each round, given in any order. */
    public static AcceptanceHistogram of(int... acceptedPerRound) {
        List<Integer> rounds = new ArrayList<>();
        for (int accepted : acceptedPerRound) {
            Ensure.notNegative(accepted, "accepted");
            if (rounds.size() <= accepted) {
                rounds.addAll(Collections.nCopies(accepted + 1 - rounds.size(), 0));
            }
            rounds.set(accepted, rounds.get(accepted) + 1);
        }
        return new AcceptanceHistogram(rounds);
    }

    /** All rounds together. */
    public int totalRounds() {
        return rounds.stream().mapToInt(Integer::intValue).sum();
    }

    /** The accepted drafts of all rounds together. */
    public int acceptedTokens() {
        int sum = 0;
        for (int accepted = 0; accepted < rounds.size(); accepted++) {
            sum += accepted * rounds.get(accepted);
        }
        return sum;
    }
}
