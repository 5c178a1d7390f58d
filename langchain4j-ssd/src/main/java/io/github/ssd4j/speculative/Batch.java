package io.github.ssd4j.speculative;

import io.github.ssd4j.decoder.Decoder;
import io.github.ssd4j.decoder.DraftToken;
import io.github.ssd4j.decoder.PassPart;
import io.github.ssd4j.decoder.SkipProfile;
import io.github.ssd4j.decoder.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The answers that are being written, and the passes they share. In each step all that decode take part, and of the prompts that are
 * being read as many tokens as do not hold these up; prompts take turns. What goes wrong with one answer, in its listener for
 * example, ends that one only; a pass that fails ends all that took part in it. Not thread-safe.
 */
final class Batch {

    private final Decoder decoder;
    private final KvPool pool;
    private final DraftMemory memory;
    private final Consumer<BatchGenerator.Pass> passes;
    private final PromptPace pace;

    /** Those whose prompt was read last are the last to go on with it. */
    private final List<Member> members = new ArrayList<>();

    /** An answer with what it needs and who waits for it. */
    record Member(Sequence sequence, KvPool.Slot slot, BatchGenerator.Outcome outcome) {}

    Batch(Decoder decoder, KvPool pool, DraftMemory memory, Consumer<BatchGenerator.Pass> passes) {
        this.decoder = decoder;
        this.pool = pool;
        this.memory = memory;
        this.passes = passes;
        this.pace = PromptPace.of(decoder);
    }

    int size() {
        return members.size();
    }

    void add(Member member) {
        members.add(member);
    }

    /** One pass for all. */
    void step() {
        int decoding = (int) members.stream()
                .filter(member -> member.sequence().isDecoding())
                .count();
        memory.setConversations(members.size());
        List<Member> feeding = new ArrayList<>();
        List<Member> drafting = new ArrayList<>();
        int room = pace.rows(decoding);
        for (Member member : List.copyOf(members)) {
            Sequence.Work work = next(member, room);
            if (work == Sequence.Work.DRAFT) {
                drafting.add(member);
            } else if (work == Sequence.Work.READ || work == Sequence.Work.VERIFY) {
                feeding.add(member);
                if (!member.sequence().isDecoding()) {
                    room = pace.rest(room, member.sequence().part().count());
                }
            }
        }
        while (!drafting.isEmpty()) {
            drafting = draft(drafting, feeding);
        }
        if (!feeding.isEmpty()) {
            pass(feeding);
        }
    }

    /** Asks a sequence what comes next, and lets it go if it has ended or fails. */
    private Sequence.Work next(Member member, int promptRows) {
        try {
            Sequence.Work work = member.sequence().next(promptRows);
            if (work == Sequence.Work.END) {
                end(member);
            }
            return work;
        } catch (Throwable e) {
            fail(member, e);
            return Sequence.Work.END;
        }
    }

    /** A pass of the model for each profile that drafts; returns those that want another. */
    private List<Member> draft(List<Member> drafting, List<Member> feeding) {
        Map<SkipProfile, List<Member>> byProfile = new LinkedHashMap<>();
        for (Member member : drafting) {
            byProfile
                    .computeIfAbsent(member.sequence().profile(), profile -> new ArrayList<>())
                    .add(member);
        }
        List<Member> more = new ArrayList<>();
        byProfile.forEach((profile, sharing) -> {
            for (Member member : draftTogether(profile, sharing)) {
                Sequence.Work work = next(member, 0);
                if (work == Sequence.Work.DRAFT) {
                    more.add(member);
                } else if (work == Sequence.Work.VERIFY) {
                    feeding.add(member);
                }
            }
        });
        return more;
    }

    /** Returns those that are still there. */
    private List<Member> draftTogether(SkipProfile profile, List<Member> sharing) {
        long start = System.nanoTime();
        List<DraftToken> drafts;
        try {
            drafts = decoder.draft(profile, parts(sharing));
        } catch (RuntimeException e) {
            sharing.forEach(member -> fail(member, e));
            return List.of();
        }
        long nanos = System.nanoTime() - start;
        for (int i = 0; i < sharing.size(); i++) {
            sharing.get(i).sequence().drafted(drafts.get(i), nanos);
        }
        return sharing;
    }

    /** A pass of the full model. */
    private void pass(List<Member> feeding) {
        long start = System.nanoTime();
        List<Verdict> verdicts;
        try {
            verdicts = decoder.run(parts(feeding));
        } catch (RuntimeException e) {
            feeding.forEach(member -> fail(member, e));
            return;
        }
        long nanos = System.nanoTime() - start;
        note(feeding, nanos);
        int next = 0;
        for (Member member : feeding) {
            PassPart part = member.sequence().part();
            Verdict verdict = part.rows() == 0 ? null : verdicts.get(next++);
            try {
                if (verdict == null) {
                    members.remove(member);
                    members.add(member);
                    member.sequence().read();
                } else {
                    member.sequence().verified(verdict, nanos);
                    if (member.sequence().hasEnded()) {
                        end(member);
                    }
                }
            } catch (Throwable e) {
                fail(member, e);
            }
        }
    }

    private static List<PassPart> parts(List<Member> sharing) {
        return sharing.stream().map(member -> member.sequence().part()).toList();
    }

    private void note(List<Member> feeding, long nanos) {
        int rows = 0;
        int promptRows = 0;
        for (Member member : feeding) {
            int own = member.sequence().part().count();
            rows += own;
            promptRows += member.sequence().isDecoding() ? 0 : own;
        }
        pace.add(promptRows, nanos);
        if (promptRows == 0 && feeding.size() > 1) {
            memory.addPass(rows, nanos);
        }
        passes.accept(new BatchGenerator.Pass(feeding.size(), rows, promptRows, nanos));
    }

    private void end(Member member) {
        members.remove(member);
        pool.keep(member.slot());
        member.outcome().ended(member.sequence().result());
    }

    private void fail(Member member, Throwable failure) {
        if (members.remove(member)) {
            pool.release(member.slot());
            member.outcome().failed(failure);
        }
    }
}
