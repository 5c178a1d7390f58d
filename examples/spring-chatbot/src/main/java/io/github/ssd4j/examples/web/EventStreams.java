package io.github.ssd4j.examples.web;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.stereotype.Component;

/** The streams to all browsers, the threads that write to them, and the one that keeps them alive. */
@Component
public final class EventStreams implements DisposableBean {

    private static final long IDLE_SECONDS = 5;

    private final Set<EventStream> open = ConcurrentHashMap.newKeySet();
    private final List<Runnable> onTick = new CopyOnWriteArrayList<>();
    private final ThreadPoolExecutor writers;
    private final ScheduledExecutorService timer;
    private final ScheduledFuture<?> keepAlive;

    EventStreams(ChatbotProperties properties) {
        // The queue holds a stream once at most, however many events it has to write.
        writers = new ThreadPoolExecutor(
                properties.writerThreads(),
                properties.writerThreads(),
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                new CustomizableThreadFactory("chat-writer-"));
        writers.allowCoreThreadTimeOut(true);
        timer = Executors.newSingleThreadScheduledExecutor(new CustomizableThreadFactory("chat-keep-alive-"));
        Duration interval = properties.keepAlive();
        keepAlive = timer.scheduleWithFixedDelay(
                () -> tick(interval), interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void tick(Duration interval) {
        onTick.forEach(Runnable::run);
        open.forEach(stream -> stream.keepAlive(interval.toNanos()));
    }

    /** Has something done each time before streams are kept alive; it must be quick and throw nothing. */
    void onTick(Runnable action) {
        onTick.add(action);
    }

    /** A stream of events. */
    public EventStream open() {
        return open(EventStream.COMMENT);
    }

    /**
     * A stream of something else.
     *
     * @param keepAlive what is sent to a client that waits, and means nothing to it
     */
    public EventStream open(String keepAlive) {
        EventStream stream = new EventStream(writers, open::remove, keepAlive);
        open.add(stream);
        return stream;
    }

    /** How many browsers are being written to. */
    int size() {
        return open.size();
    }

    @Override
    public void destroy() {
        keepAlive.cancel(false);
        timer.shutdown();
        writers.shutdown();
    }
}
