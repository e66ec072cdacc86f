package libcsockets.bench;

import java.util.List;
import libcsockets.Cmsg;
import libcsockets.Constants;

/** Something to measure, ready to be done. */
@FunctionalInterface
interface Work {
    int MESSAGE = 64;
    int MEBIBYTE = 1 << 20;
    int WINDOW = 32;
    int EVENTS = 1000;

    /**
     * Does it.
     *
     * @param count how often
     */
    void run(int count) throws Exception;

    /** Fails if datagrams that the system has joined are not of a message each. */
    static void checkSegments(List<Cmsg> control) {
        for (Cmsg cmsg : control) {
            if (cmsg.is(Constants.IPPROTO_UDP, Constants.UDP_GRO) && cmsg.asInt() != MESSAGE) {
                throw new IllegalStateException("segments of another size: " + cmsg);
            }
        }
    }

    /** Makes a call that has no other end, or needs none. */
    @FunctionalInterface
    interface Step {
        void run() throws Exception;
    }

    /** Does the same again and again. */
    static Work repeat(Step step) {
        return count -> {
            for (int i = 0; i < count; i++) {
                step.run();
            }
        };
    }

    /** The port of a server, whose work is to answer; 0 for everything else. */
    default int port() {
        return 0;
    }

    /** A server that runs by itself. */
    static Work server(int port) {
        return new Work() {
            @Override
            public void run(int count) {
                throw new UnsupportedOperationException("a server is measured by its clients");
            }

            @Override
            public int port() {
                return port;
            }
        };
    }

    /** A server's loop, in a thread that ends with the process; so does the process with it. */
    static void start(Loop loop) {
        Thread thread = new Thread(() -> {
            try {
                loop.run();
            } catch (Throwable e) {
                fail(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    /** Ends the process; whoever waits for its answer sees that. */
    static void fail(Throwable e) {
        e.printStackTrace();
        Runtime.getRuntime().halt(1);
    }

    /** The work of a server, until the process ends. */
    @FunctionalInterface
    interface Loop {
        void run() throws Exception;
    }
}
