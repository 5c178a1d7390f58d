package io.github.ssd4j.hub.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CacheFolderTest {

    @TempDir
    private Path root;

    @Test
    void should_let_only_one_work_under_a_key() throws Exception {
        // given
        CacheFolder cache = new CacheFolder(root);
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<String> notes = new CopyOnWriteArrayList<>();
        CountDownLatch firstIsIn = new CountDownLatch(1);
        CacheFolder.Work<Boolean> work = () -> {
            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
            firstIsIn.countDown();
            sleep(300);
            inside.decrementAndGet();
            return true;
        };
        ExecutorService threads = Executors.newFixedThreadPool(2);

        // when
        Callable<Boolean> task = () -> cache.locked("model", notes::add, work);
        Future<Boolean> first = threads.submit(task);
        firstIsIn.await();
        Future<Boolean> second = threads.submit(task);

        // then
        assertThat(first.get()).isTrue();
        assertThat(second.get()).isTrue();
        assertThat(most).hasValue(1);
        assertThat(notes).containsExactly("another process is fetching model; waiting for it");
        threads.shutdown();
    }

    @Test
    void should_remove_a_folder_with_all_in_it() throws Exception {
        // given
        Path folder = Files.createDirectories(root.resolve("a/b/c"));
        Files.writeString(folder.resolve("file"), "");

        // when
        CacheFolder.delete(root.resolve("a"));
        CacheFolder.delete(root.resolve("a"));

        // then
        assertThat(root.resolve("a")).doesNotExist();
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
