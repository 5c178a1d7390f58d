package io.github.ssd4j.evaluation.throughput;

import io.github.ssd4j.evaluation.callers.AnswerTimer;
import io.github.ssd4j.evaluation.callers.Asker;
import io.github.ssd4j.evaluation.callers.PassCounter;
import io.github.ssd4j.evaluation.throughput.ConversationPlan.Way;
import io.github.ssd4j.speculative.GenerationOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;

/**
 * Has several callers ask at once, each from a thread of its own. All ways take turns, repeat after repeat, so a slow minute of the
 * machine falls on all of them alike.
 */
final class ConversationBenchmark {

    private static final int WARM_UP_TOKENS = 16;

    private final Asker asker;
    private final List<int[]> prompts;
    private final ConversationPlan plan;
    private final PassCounter passes;
    private final LongSupplier clock;

    /**
     * Nothing is asked yet.
     *
     * @param prompts callers take them in turn; each leaves room for an answer
     * @param passes listens to the engine
     * @param clock in nanoseconds
     */
    ConversationBenchmark(
            Asker asker, List<int[]> prompts, ConversationPlan plan, PassCounter passes, LongSupplier clock) {
        this.asker = asker;
        this.prompts = prompts;
        this.plan = plan;
        this.passes = passes;
        this.clock = clock;
    }

    /** Asks everything, the largest number of callers once before that, without counting it. */
    ConversationSamples run(ThroughputListener listener) {
        ConversationSamples samples = new ConversationSamples();
        List<Way> ways = plan.ways();
        int total = ways.size() * plan.repeats();
        ExecutorService threads = Executors.newFixedThreadPool(plan.mostConversations());
        try {
            for (Way way : ways.subList(ways.indexOf(new Way(plan.mostConversations(), false)), ways.size())) {
                sample(threads, way, 0, Math.min(WARM_UP_TOKENS, plan.answerTokens()));
            }
            for (int repeat = 0; repeat < plan.repeats(); repeat++) {
                for (Way way : ways) {
                    samples.add(way, sample(threads, way, repeat, plan.answerTokens()));
                    int done = repeat * ways.size() + ways.indexOf(way) + 1;
                    listener.onPass(done, total, OptionalDouble.empty());
                }
            }
        } finally {
            threads.shutdownNow();
        }
        return samples;
    }

    private ConversationSamples.Sample sample(ExecutorService threads, Way way, int repeat, int tokens) {
        passes.takeConversationsPerPass();
        CountDownLatch go = new CountDownLatch(1);
        List<Future<Conversation>> running = new ArrayList<>();
        for (int caller = 0; caller < way.count(); caller++) {
            int first = repeat + caller;
            running.add(threads.submit(() -> {
                go.await();
                return converse(way, first, tokens);
            }));
        }
        long start = clock.getAsLong();
        go.countDown();
        List<Conversation> ended =
                running.stream().map(ConversationBenchmark::await).toList();
        return new ConversationSamples.Sample(start, ended, passes.takeConversationsPerPass());
    }

    /** Asks until the conversation has its tokens. A question that is answered with no token at all must not hold it up for ever. */
    private Conversation converse(Way way, int first, int wanted) {
        GenerationOptions options = plan.options(way.speculative());
        long asked = clock.getAsLong();
        long firstToken = asked;
        int written = 0;
        for (int question = 0; written < wanted && question < wanted; question++) {
            int[] prompt = prompts.get((first + question * way.count()) % prompts.size());
            AnswerTimer timer = new AnswerTimer(clock, () -> false);
            written += asker.ask(
                            prompt,
                            options.toBuilder().maxTokens(wanted - written).build(),
                            timer)
                    .tokens()
                    .size();
            if (question == 0) {
                firstToken = timer.firstToken();
            }
        }
        return new Conversation(written, asked, firstToken, clock.getAsLong());
    }

    /**
     * What one caller had. Times are those of the clock.
     *
     * @param tokens of all its answers
     */
    record Conversation(int tokens, long asked, long firstToken, long ended) {}

    private static Conversation await(Future<Conversation> conversation) {
        try {
            return conversation.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while conversations were measured", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e.getCause());
        }
    }
}
