package libcsockets.socket;

import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import libcsockets.testing.BackendsUnderTest;
import libcsockets.testing.ThreadKind;
import org.junit.jupiter.params.provider.Arguments;

/** How a call waits: in the kernel, in poll for a timeout or beside other holders, or parked. */
enum Way {
    PLAIN,
    TIMED,
    SHARED,
    VIRTUAL;

    /** Longer than any call of a test waits. */
    static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final AtomicInteger STARTED = new AtomicInteger();

    /** Each backend with each way that this JDK has: for {@code @MethodSource("libcsockets.socket.Way#all")}. */
    static Stream<Arguments> all() {
        return BackendsUnderTest.all()
                .flatMap(libc -> Stream.of(values())
                        .filter(way -> ThreadKind.all().contains(way.kind()))
                        .map(way -> Arguments.of(libc, way)));
    }

    /** A socket whose calls wait in this way, if {@link #start} runs them. */
    LibcSocket prepared(LibcSocket socket) {
        if (this == TIMED) {
            socket.receiveTimeout(PATIENCE).sendTimeout(PATIENCE);
        } else if (this == SHARED) {
            socket.markShared();
        }
        return socket;
    }

    /** Starts a call, and returns at once. */
    <T> CompletableFuture<T> run(Callable<T> call) {
        CompletableFuture<T> result = new CompletableFuture<>();
        thread(call, result);
        return result;
    }

    /** Starts a call, and returns when it is blocked or over. */
    <T> CompletableFuture<T> start(Callable<T> call) throws IOException {
        CompletableFuture<T> result = new CompletableFuture<>();
        kind().awaitBlockedOrEnded(thread(call, result));
        return result;
    }

    private ThreadKind kind() {
        return this == VIRTUAL ? ThreadKind.VIRTUAL : ThreadKind.PLATFORM;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    private <T> Thread thread(Callable<T> call, CompletableFuture<T> result) {
        Runnable task = () -> {
            try {
                result.complete(call.call());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        };
        return kind().start("waits-" + STARTED.incrementAndGet(), task);
    }

    /** The result of the call, or its exception. */
    static <T> T get(CompletableFuture<T> result) throws Exception {
        try {
            return result.get(30, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }
}
