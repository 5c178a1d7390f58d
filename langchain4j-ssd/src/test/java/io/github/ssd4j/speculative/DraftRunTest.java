package io.github.ssd4j.speculative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.ssd4j.decoder.TokenMask;
import io.github.ssd4j.decoder.TokenSequence;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DraftRunTest {

    private static final int STOP = 99;

    private final TokenSequence tokens = new TokenSequence(new int[] {1, 2});
    private final AtomicLong clock = new AtomicLong();

    private DraftRun run(TokenConstraint constraint, int limit) {
        ConstraintCursor cursor = new ConstraintCursor(constraint);
        cursor.begin(100);
        return new DraftRun(tokens, cursor, token -> token == STOP, limit, clock::get);
    }

    private static void turn(DraftRun run, String name, int... drafts) {
        run.turn(new Scripted(name, Arrays.stream(drafts).boxed().toList()), confidence -> confidence / 2, r -> true);
    }

    private record Scripted(String name, List<Integer> drafts) implements Drafter {

        @Override
        public void draft(DraftRun run) {
            for (int draft : drafts) {
                if (!run.add(draft, 0.8)) {
                    return;
                }
            }
        }
    }

    @Test
    void should_add_to_the_tokens_up_to_the_limit() {
        DraftRun run = run(null, 3);

        turn(run, "a", 5, 6);
        turn(run, "b", 7, 8);

        assertThat(tokens.toArray()).containsExactly(1, 2, 5, 6, 7);
        assertThat(run.drafts()).extracting(Draft::drafter).containsExactly("a", "a", "b");
        assertThat(run.reach()).isCloseTo(0.4 * 0.4 * 0.4, within(1e-12));
        assertThat(run.isOpen()).isFalse();
    }

    @Test
    void should_end_behind_a_stop_token() {
        DraftRun run = run(null, 9);

        turn(run, "a", 5, STOP, 6);
        turn(run, "b", 7);

        assertThat(tokens.toArray()).containsExactly(1, 2, 5, STOP);
    }

    @Test
    void should_cut_at_the_first_token_that_the_constraint_forbids() {
        // given: each token must be the one before it plus 1, and starts at 5
        DraftRun run = run(() -> counting(5), 9);

        // when
        turn(run, "a", 5, 6, 9, 7);
        turn(run, "b", 7);

        // then
        assertThat(tokens.toArray()).containsExactly(1, 2, 5, 6, 7);
        assertThat(run.allowed()).isNotNull();
        assertThat(run.allowed().first()).isEqualTo(8);
    }

    @Test
    void forced_tokens_should_be_drafts_that_need_no_look_up() {
        DraftRun run = run(() -> counting(5), 4);

        run.turn(new GrammarDrafter(), confidence -> confidence, r -> true);

        assertThat(tokens.toArray()).containsExactly(1, 2, 5, 6, 7, 8);
        assertThat(run.reach()).isEqualTo(1);
    }

    @Test
    void a_forced_text_should_be_drafted_too_with_less_confidence_in_its_last_token() {
        DraftRun run = run(
                () -> new TokenConstraint.State() {
                    @Override
                    public TokenMask allowed(int room) {
                        BitSet two = new BitSet();
                        two.set(5, 9);
                        return TokenMask.of(two);
                    }

                    @Override
                    public List<Integer> forcedTokens() {
                        return tokens.length() == 2 ? List.of(7, 8) : List.of();
                    }

                    @Override
                    public TokenConstraint.State advance(int token) {
                        return this;
                    }
                },
                9);

        run.turn(new GrammarDrafter(), confidence -> confidence, r -> true);

        assertThat(tokens.toArray()).containsExactly(1, 2, 7, 8);
        assertThat(run.drafts().get(0).confidence())
                .isGreaterThan(run.drafts().get(1).confidence());
    }

    @Test
    void should_take_dropped_drafts_back() {
        DraftRun run = run(() -> counting(5), 9);
        turn(run, "a", 5, 6);
        List<Draft> dropped = run.truncate(0);
        turn(run, "b", 5);
        run.truncate(0);

        run.add(dropped);

        assertThat(tokens.toArray()).containsExactly(1, 2, 5, 6);
        assertThat(run.drafts()).isEqualTo(dropped);
        assertThat(run.offered()).as("nothing is offered twice").hasSize(3);
        assertThat(run.allowed().first()).isEqualTo(7);
    }

    @Test
    void should_drop_drafts_and_go_on_from_there_with_the_constraint() {
        DraftRun run = run(() -> counting(5), 9);
        turn(run, "a", 5, 6);
        assertThat(run.modelTurn("m", confidence -> confidence)).isTrue();
        run.addOfModel(7, 1, 10);

        run.truncate(1);
        int unread = run.unread();
        turn(run, "b", 7, 6);

        assertThat(tokens.toArray()).containsExactly(1, 2, 5);
        assertThat(unread)
                .as("what was kept was read, what takes the others' place was not")
                .isZero();
        turn(run, "b", 6);
        assertThat(tokens.toArray()).containsExactly(1, 2, 5, 6);
        assertThat(run.unread()).isEqualTo(1);
        assertThat(run.offered()).extracting(Draft::token).containsExactly(5, 6, 7, 6);
        assertThat(run.offered().get(3).before()).isSameAs(run.offered().get(0));
    }

    @Test
    void should_time_the_turns() {
        DraftRun run = run(null, 9);
        Drafter slow = new Drafter() {
            @Override
            public String name() {
                return "slow";
            }

            @Override
            public void draft(DraftRun r) {
                clock.addAndGet(30);
            }
        };

        run.turn(slow, confidence -> confidence, r -> true);
        run.turn(slow, confidence -> confidence, r -> true);

        assertThat(run.nanos("slow")).isEqualTo(60);
        assertThat(run.drafters()).isEqualTo(Set.of("slow"));
    }

    private static TokenConstraint.State counting(int next) {
        return new TokenConstraint.State() {
            @Override
            public TokenMask allowed(int room) {
                BitSet only = new BitSet();
                only.set(next);
                return TokenMask.of(only);
            }

            @Override
            public TokenConstraint.State advance(int token) {
                assertThat(token).isEqualTo(next);
                return counting(next + 1);
            }
        };
    }

    @Test
    void look_up_should_draft_what_followed_before() {
        for (int token : List.of(3, 4, 5, 6, 1, 2, 3)) {
            tokens.add(token);
        }
        DraftRun run = run(null, 5);

        run.turn(new LookUpDrafter(new LookUpIndex(tokens)), confidence -> confidence, r -> true);

        assertThat(run.drafts()).extracting(Draft::token).containsExactly(4, 5, 6, 1, 2);
        assertThat(run.drafts().get(0).confidence()).isEqualTo(LookUpOdds.confidence(3, 1, 1));
    }

    @Test
    void look_up_should_continue_a_repetition_with_its_own_drafts() {
        tokens.add(1);
        tokens.add(2);
        DraftRun run = run(null, 5);

        run.turn(new LookUpDrafter(new LookUpIndex(tokens)), confidence -> confidence, r -> true);

        assertThat(run.drafts()).extracting(Draft::token).containsExactly(1, 2, 1, 2, 1);
    }

    @Test
    void look_up_should_follow_the_most_frequent_continuation_and_of_equals_the_newest() {
        for (int token : List.of(7, 1, 2, 7, 1, 2, 8, 1, 2, 9, 1, 2)) {
            tokens.add(token);
        }
        DraftRun run = run(null, 1);
        run.turn(new LookUpDrafter(new LookUpIndex(tokens)), confidence -> confidence, r -> true);
        assertThat(run.drafts()).extracting(Draft::token).containsExactly(7);
    }
}
