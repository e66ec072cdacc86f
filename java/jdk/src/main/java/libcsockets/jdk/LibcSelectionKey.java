package libcsockets.jdk;

import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.spi.AbstractSelectionKey;
import java.util.concurrent.atomic.AtomicInteger;

/** A channel's registration with a {@link LibcSelector}. */
final class LibcSelectionKey extends AbstractSelectionKey {
    private final LibcSelector selector;
    private final SelectableChannel channel;
    final SelectableLibc watched;
    private final AtomicInteger interestOps;
    private volatile int readyOps;

    /** The events that epoll watches for now; 0 if the channel is not in its set. The selector's alone. */
    int registeredEvents;

    LibcSelectionKey(LibcSelector selector, SelectableChannel channel, SelectableLibc watched, int ops) {
        this.selector = selector;
        this.channel = channel;
        this.watched = watched;
        interestOps = new AtomicInteger(ops);
    }

    private void ensureValid() {
        if (!isValid()) {
            throw new CancelledKeyException();
        }
    }

    private void ensureSupported(int ops) {
        if ((ops & ~channel.validOps()) != 0) {
            throw new IllegalArgumentException(
                    "operations " + ops + " are not among those of the channel, " + channel.validOps());
        }
    }

    @Override
    public SelectableChannel channel() {
        return channel;
    }

    @Override
    public Selector selector() {
        return selector;
    }

    @Override
    public int interestOps() {
        ensureValid();
        return interestOps.get();
    }

    @Override
    public SelectionKey interestOps(int ops) {
        ensureValid();
        ensureSupported(ops);
        if (interestOps.getAndSet(ops) != ops) {
            selector.changed(this);
        }
        return this;
    }

    @Override
    public int interestOpsOr(int ops) {
        ensureValid();
        ensureSupported(ops);
        int before = interestOps.getAndUpdate(old -> old | ops);
        if ((before | ops) != before) {
            selector.changed(this);
        }
        return before;
    }

    @Override
    public int interestOpsAnd(int ops) {
        ensureValid();
        int before = interestOps.getAndUpdate(old -> old & ops);
        if ((before & ops) != before) {
            selector.changed(this);
        }
        return before;
    }

    /** Also of a key that is not valid any more. */
    int currentInterestOps() {
        return interestOps.get();
    }

    @Override
    public int readyOps() {
        ensureValid();
        return readyOps;
    }

    int currentReadyOps() {
        return readyOps;
    }

    void readyOps(int ops) {
        readyOps = ops;
    }

    @Override
    public String toString() {
        return "LibcSelectionKey[" + channel + ", "
                + (isValid() ? "interestOps " + interestOps + ", readyOps " + readyOps : "cancelled") + "]";
    }
}
