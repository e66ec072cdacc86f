package libcsockets.jdk;

import java.io.IOException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.IllegalSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.spi.AbstractSelectableChannel;
import java.nio.channels.spi.AbstractSelectionKey;
import java.nio.channels.spi.AbstractSelector;
import java.nio.channels.spi.SelectorProvider;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import libcsockets.socket.Epoll;
import libcsockets.socket.LibcSocket;
import libcsockets.socket.Ready;

/**
 * A selector over {@link Epoll}.
 *
 * <p>Changes of interest are gathered and given to epoll when a selection begins, as in the JDK: an operation that is
 * asked for and taken back in between costs nothing.
 */
final class LibcSelector extends AbstractSelector {
    private final Epoll epoll;

    private final Set<SelectionKey> keys = ConcurrentHashMap.newKeySet();
    private final Set<SelectionKey> publicKeys = Collections.unmodifiableSet(keys);

    /** Guarded by itself, as the contract says of the set that {@link #selectedKeys()} returns. */
    private final Set<SelectionKey> selected = new HashSet<>();

    private final Set<SelectionKey> publicSelected = new UngrowableSet(selected);

    /** Held during a selection. Not a monitor: a virtual thread that waits with one would keep its carrier. */
    private final ReentrantLock selecting = new ReentrantLock();

    /** Keys whose interest has changed. */
    private final Deque<LibcSelectionKey> changed = new ArrayDeque<>();

    private final AtomicBoolean wokenUp = new AtomicBoolean();

    LibcSelector(SelectorProvider provider) throws IOException {
        super(provider);
        epoll = Failures.nio(Epoll::open);
    }

    private void ensureOpen() {
        if (!isOpen()) {
            throw new ClosedSelectorException();
        }
    }

    @Override
    public Set<SelectionKey> keys() {
        ensureOpen();
        return publicKeys;
    }

    @Override
    public Set<SelectionKey> selectedKeys() {
        ensureOpen();
        return publicSelected;
    }

    // ---- registration ----

    @Override
    protected SelectionKey register(AbstractSelectableChannel channel, int ops, Object attachment) {
        if (!(channel instanceof SelectableLibc watched)) {
            IllegalSelectorException e = new IllegalSelectorException();
            e.initCause(new IllegalArgumentException(
                    "a selector of " + provider().getClass().getName()
                            + " cannot watch a channel of "
                            + channel.provider().getClass().getName()
                            + ": open both with the same provider"));
            throw e;
        }
        LibcSelectionKey key = new LibcSelectionKey(this, channel, watched, ops);
        key.attach(attachment);
        ensureOpen();
        keys.add(key);
        changed(key);
        if (!isOpen()) {
            keys.remove(key);
            throw new ClosedSelectorException();
        }
        return key;
    }

    /** Gives the key's interest to epoll when the next selection begins. */
    void changed(LibcSelectionKey key) {
        synchronized (changed) {
            changed.addLast(key);
        }
    }

    private void processChanges() {
        for (; ; ) {
            LibcSelectionKey key;
            synchronized (changed) {
                key = changed.pollFirst();
            }
            if (key == null) {
                return;
            }
            if (key.isValid()) {
                update(key);
            }
        }
    }

    private void update(LibcSelectionKey key) {
        int events = key.watched.eventsOf(key.currentInterestOps());
        if (events == key.registeredEvents) {
            return;
        }
        LibcSocket socket = key.watched.socketBeneath();
        try {
            // Without an event asked for, epoll would go on reporting that the peer is gone.
            if (events == 0) {
                epoll.remove(socket);
            } else if (key.registeredEvents == 0) {
                epoll.add(socket, events, key);
            } else {
                epoll.modify(socket, events, key);
            }
            key.registeredEvents = events;
        } catch (IOException e) {
            // It was closed meanwhile, and its key is being cancelled.
            key.registeredEvents = 0;
        }
    }

    // ---- selection ----

    @Override
    public int selectNow() throws IOException {
        return select(Duration.ZERO, null);
    }

    @Override
    public int select(long timeout) throws IOException {
        return select(limit(timeout), null);
    }

    @Override
    public int select() throws IOException {
        return select((Duration) null, null);
    }

    @Override
    public int selectNow(Consumer<SelectionKey> action) throws IOException {
        return select(Duration.ZERO, Objects.requireNonNull(action));
    }

    @Override
    public int select(Consumer<SelectionKey> action, long timeout) throws IOException {
        return select(limit(timeout), Objects.requireNonNull(action));
    }

    @Override
    public int select(Consumer<SelectionKey> action) throws IOException {
        return select((Duration) null, Objects.requireNonNull(action));
    }

    private static Duration limit(long timeout) {
        if (timeout < 0) {
            throw new IllegalArgumentException("Negative timeout");
        }
        return timeout == 0 ? null : Duration.ofMillis(timeout);
    }

    private int select(Duration timeout, Consumer<SelectionKey> action) throws IOException {
        ensureOpen();
        if (selecting.isHeldByCurrentThread()) {
            throw new IllegalStateException("select in progress");
        }
        selecting.lock();
        try {
            ensureOpen();
            processCancelled();
            processChanges();
            List<Ready> ready = await(timeout);
            processCancelled();
            return take(ready, action);
        } finally {
            selecting.unlock();
        }
    }

    private List<Ready> await(Duration timeout) throws IOException {
        boolean waits = timeout == null || !timeout.isZero();
        try {
            if (waits) {
                begin();
            }
            return epoll.awaitUninterruptibly(timeout);
        } catch (java.nio.channels.ClosedChannelException e) {
            throw new ClosedSelectorException();
        } finally {
            wokenUp.set(false);
            if (waits) {
                end();
            }
        }
    }

    private int take(List<Ready> ready, Consumer<SelectionKey> action) {
        int count = 0;
        for (Ready one : ready) {
            LibcSelectionKey key = (LibcSelectionKey) one.attachment();
            if (!key.isValid()) {
                continue;
            }
            int ops = key.watched.readyOps(one.events(), key.currentInterestOps()) & key.currentInterestOps();
            if (ops == 0) {
                continue;
            }
            if (action != null) {
                key.readyOps(ops);
                action.accept(key);
                ensureOpen();
                count++;
            } else if (select(key, ops)) {
                count++;
            }
        }
        return count;
    }

    /** Whether the key's ready set has changed. */
    private boolean select(LibcSelectionKey key, int ops) {
        synchronized (publicSelected) {
            if (selected.contains(key)) {
                int before = key.currentReadyOps();
                key.readyOps(before | ops);
                return (before | ops) != before;
            }
            key.readyOps(ops);
            selected.add(key);
            return true;
        }
    }

    // ---- cancelled keys ----

    private void processCancelled() {
        Set<SelectionKey> cancelled = cancelledKeys();
        synchronized (cancelled) {
            for (Iterator<SelectionKey> i = cancelled.iterator(); i.hasNext(); ) {
                LibcSelectionKey key = (LibcSelectionKey) i.next();
                i.remove();
                forget(key);
            }
        }
    }

    private void forget(LibcSelectionKey key) {
        if (key.registeredEvents != 0) {
            key.registeredEvents = 0;
            try {
                epoll.remove(key.watched.socketBeneath());
            } catch (IOException e) {
                // This selector is being closed.
            }
        }
        keys.remove(key);
        synchronized (publicSelected) {
            selected.remove(key);
        }
        deregister(key);
    }

    // ---- waking up and closing ----

    @Override
    public Selector wakeup() {
        if (wokenUp.compareAndSet(false, true)) {
            epoll.wakeUp();
        }
        return this;
    }

    @Override
    protected void implCloseSelector() throws IOException {
        epoll.wakeUp();
        selecting.lock();
        try {
            epoll.close();
            for (SelectionKey key : keys) {
                LibcSelectionKey one = (LibcSelectionKey) key;
                one.registeredEvents = 0;
                deregister((AbstractSelectionKey) key);
            }
            keys.clear();
            synchronized (publicSelected) {
                selected.clear();
            }
        } finally {
            selecting.unlock();
        }
    }

    @Override
    public String toString() {
        return "LibcSelector[" + keys.size() + " keys" + (isOpen() ? "]" : ", closed]");
    }
}
