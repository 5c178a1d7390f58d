package io.github.ssd4j.spring;

import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.core.task.TaskDecorator;
import org.springframework.core.task.support.ContextPropagatingTaskDecorator;
import org.springframework.util.ClassUtils;

/** Makes the executor on which the callbacks of streamed answers run: a thread for each, which ends with the answer. */
final class CallbackExecutors {

    private static final String THREAD_NAME_PREFIX = "langchain4j-ssd-";
    private static final String CONTEXT_PROPAGATION = "io.micrometer.context.ContextSnapshotFactory";
    private static final int FIRST_JAVA_WITH_VIRTUAL_THREADS = 21;

    private CallbackExecutors() {}

    /** @param decorator the application's own; without it, the caller's context is carried over if that library is there */
    static SimpleAsyncTaskExecutor create(Environment environment, @Nullable TaskDecorator decorator) {
        SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor(THREAD_NAME_PREFIX);
        executor.setDaemon(true);
        if (wantsVirtualThreads(environment)) {
            executor.setVirtualThreads(true);
        }
        if (decorator != null) {
            executor.setTaskDecorator(decorator);
        } else if (ClassUtils.isPresent(CONTEXT_PROPAGATION, CallbackExecutors.class.getClassLoader())) {
            executor.setTaskDecorator(new ContextPropagatingTaskDecorator());
        }
        return executor;
    }

    private static boolean wantsVirtualThreads(Environment environment) {
        return Runtime.version().feature() >= FIRST_JAVA_WITH_VIRTUAL_THREADS
                && environment.getProperty("spring.threads.virtual.enabled", Boolean.class, false);
    }
}
