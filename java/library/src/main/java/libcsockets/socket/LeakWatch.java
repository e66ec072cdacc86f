package libcsockets.socket;

import java.lang.ref.Cleaner;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports sockets and sets that were collected without having been closed, where {@code -Dlibcsockets.leak=warn} asks
 * for it. Loaded only then.
 */
final class LeakWatch {
    /** A constant, so that nothing of it is left where it is off. */
    static final boolean ON = Settings.isOn("libcsockets.leak", "warn");

    /** Outlives the descriptor object, and so must not refer to it. */
    private static final class Traced implements Runnable {
        private final String description;
        private final Throwable created;
        private volatile boolean closed;

        Traced(String description) {
            this.description = description;
            created = new Throwable("created here");
        }

        @Override
        public void run() {
            if (!closed) {
                Watch.LOG.warn("{} was never closed, and its descriptor stays open", description, created);
            }
        }
    }

    private static final class Watch {
        static final Logger LOG = LoggerFactory.getLogger("libcsockets.leak");
        static final Cleaner CLEANER = Cleaner.create();
    }

    private final Traced traced;
    private final Cleaner.Cleanable cleanable;

    LeakWatch(Object descriptor, int fd) {
        traced = new Traced(descriptor.getClass().getSimpleName() + " with descriptor " + fd);
        cleanable = Watch.CLEANER.register(descriptor, traced);
    }

    void closed() {
        traced.closed = true;
        cleanable.clean();
    }
}
