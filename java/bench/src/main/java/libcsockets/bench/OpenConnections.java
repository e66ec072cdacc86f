package libcsockets.bench;

/** Connections that are only open, and stay so. */
final class OpenConnections {
    /** Nothing ever comes: all can share it. */
    static final byte[] BUFFER = new byte[Work.MESSAGE];

    private final Object[] connections;
    private final Thread[] threads;
    private int opened;

    OpenConnections(int most) {
        connections = new Object[most];
        threads = new Thread[most];
    }

    /** Makes a connection. */
    @FunctionalInterface
    interface Maker {
        Object make() throws Exception;
    }

    /** Waits on a connection. */
    @FunctionalInterface
    interface Waiter {
        void await(Object connection) throws Exception;
    }

    /** Opens more of them; with a waiter a virtual thread is parked on each. */
    Work work(Maker maker, Waiter waiter) {
        return count -> {
            int first = opened;
            for (; opened < first + count; opened++) {
                Object connection = maker.make();
                connections[opened] = connection;
                if (waiter != null) {
                    threads[opened] = SocketWork.startVirtualThread(() -> await(waiter, connection));
                }
            }
            for (int i = first; i < opened && waiter != null; i++) {
                while (threads[i].getState() != Thread.State.WAITING) {
                    Thread.onSpinWait();
                }
            }
        };
    }

    private static void await(Waiter waiter, Object connection) {
        try {
            waiter.await(connection);
        } catch (Exception e) {
            Work.fail(e);
        }
    }
}
