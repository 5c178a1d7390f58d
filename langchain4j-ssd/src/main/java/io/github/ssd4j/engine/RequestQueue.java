package io.github.ssd4j.engine;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The tasks that wait, first come, first served. One thread takes from it; any thread may add, remove and close. */
final class RequestQueue {

    private final Set<Task> tasks = new LinkedHashSet<>();
    private boolean closed;

    /**
     * Adds {@code task} at the end.
     *
     * @param most how many tasks may be in the queue
     * @return whether it was added: not if the queue is full or closed
     */
    synchronized boolean offer(Task task, int most) {
        if (closed || tasks.size() >= most) {
            return false;
        }
        tasks.add(task);
        notifyAll();
        return true;
    }

    /** The first task, which stays in the queue; null if there is none. */
    synchronized @Nullable Task head() {
        return tasks.isEmpty() ? null : tasks.iterator().next();
    }

    /** Takes {@code task} out. Whoever gets true decides what becomes of it. */
    synchronized boolean remove(Task task) {
        return tasks.remove(task);
    }

    /** Takes all tasks out. */
    synchronized List<Task> drain() {
        List<Task> all = List.copyOf(tasks);
        tasks.clear();
        return all;
    }

    synchronized int size() {
        return tasks.size();
    }

    /** Takes no more tasks. Those in the queue stay. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }

    synchronized boolean isClosed() {
        return closed;
    }

    /** Whether there is no task and none will come. */
    synchronized boolean hasEnded() {
        return closed && tasks.isEmpty();
    }

    /** Waits until there is a task or the queue is closed. An interrupt, which nobody has a reason for, ends that early. */
    synchronized void awaitTask() {
        try {
            while (tasks.isEmpty() && !closed) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
