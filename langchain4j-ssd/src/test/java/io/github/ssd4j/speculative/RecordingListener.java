package io.github.ssd4j.speculative;

import java.util.ArrayList;
import java.util.List;

/** Keeps what it is told, and cancels or throws at a given question or call. */
final class RecordingListener implements GenerationListener {

    private final List<TextPiece> pieces = new ArrayList<>();
    private final List<Integer> prefilled = new ArrayList<>();
    private int cancelAtQuestion = Integer.MAX_VALUE;
    private int throwAtPiece = Integer.MAX_VALUE;
    private int questions;

    /** Says it is cancelled from the n-th question on, counted from 1. */
    static RecordingListener cancellingAtQuestion(int n) {
        RecordingListener listener = new RecordingListener();
        listener.cancelAtQuestion = n;
        return listener;
    }

    /** Throws an {@link ArithmeticException} at the n-th piece, counted from 1. */
    static RecordingListener throwingAtPiece(int n) {
        RecordingListener listener = new RecordingListener();
        listener.throwAtPiece = n;
        return listener;
    }

    @Override
    public void onText(TextPiece piece) {
        requireNotCancelled();
        pieces.add(piece);
        if (pieces.size() == throwAtPiece) {
            throw new ArithmeticException("piece " + throwAtPiece);
        }
    }

    @Override
    public void onPrefill(int done, int total) {
        requireNotCancelled();
        prefilled.add(done);
    }

    @Override
    public boolean isCancelled() {
        questions++;
        return questions >= cancelAtQuestion;
    }

    private void requireNotCancelled() {
        if (questions >= cancelAtQuestion) {
            throw new IllegalStateException("called after it was cancelled");
        }
    }

    List<TextPiece> pieces() {
        return pieces;
    }

    List<Integer> prefilled() {
        return prefilled;
    }

    int questions() {
        return questions;
    }

    String text() {
        StringBuilder text = new StringBuilder();
        pieces.forEach(piece -> text.append(piece.text()));
        return text.toString();
    }
}
