package libcsockets;

import static libcsockets.internal.Layout.*;

import java.util.Objects;
import java.util.StringJoiner;

/**
 * {@code struct epoll_event[]}: one for {@link Libc#epoll_ctl}, an array for {@link Libc#epoll_wait}.
 *
 * @see <a href="https://man7.org/linux/man-pages/man3/epoll_event.3type.html">epoll_event(3type)</a>
 */
public final class EpollEvent extends Struct {
    private final int entries;

    /**
     * Creates an array of zeros.
     *
     * @param entries how many, 0 to 16777216
     * @throws IllegalArgumentException if the number is out of range
     */
    public EpollEvent(int entries) {
        super(arraySize(entries, SIZEOF_EPOLL_EVENT));
        this.entries = entries;
    }

    /**
     * Creates an array of one event.
     *
     * @param events {@code EPOLL} constants or-ed together
     * @param data the data that {@link Libc#epoll_wait} returns with the event, for example the descriptor
     * @return an array of one entry
     */
    public static EpollEvent of(int events, long data) {
        return new EpollEvent(1).events(0, events).data(0, data);
    }

    private int at(int index, int field) {
        return Objects.checkIndex(index, entries) * SIZEOF_EPOLL_EVENT + field;
    }

    /**
     * The number of entries.
     *
     * @return the number given to the constructor
     */
    public int length() {
        return entries;
    }

    /**
     * {@code events[index].events}.
     *
     * @param index the entry
     * @return {@code EPOLL} constants
     * @throws IndexOutOfBoundsException if there is no such entry
     */
    public int events(int index) {
        return memory.getInt(at(index, OFFSETOF_EPOLL_EVENT_EVENTS));
    }

    /**
     * {@code events[index].events}.
     *
     * @param index the entry
     * @param value {@code EPOLL} constants or-ed together
     * @return this
     * @throws IndexOutOfBoundsException if there is no such entry
     */
    public EpollEvent events(int index, int value) {
        memory.putInt(at(index, OFFSETOF_EPOLL_EVENT_EVENTS), value);
        return this;
    }

    /**
     * {@code events[index].data.u64}.
     *
     * @param index the entry
     * @return the data given to {@link Libc#epoll_ctl}
     * @throws IndexOutOfBoundsException if there is no such entry
     */
    public long data(int index) {
        return memory.getLong(at(index, OFFSETOF_EPOLL_EVENT_DATA));
    }

    /**
     * {@code events[index].data.u64}.
     *
     * @param index the entry
     * @param value any number
     * @return this
     * @throws IndexOutOfBoundsException if there is no such entry
     */
    public EpollEvent data(int index, long value) {
        memory.putLong(at(index, OFFSETOF_EPOLL_EVENT_DATA), value);
        return this;
    }

    /**
     * {@code events[index].data.fd}.
     *
     * @param index the entry
     * @return the descriptor, if the data given is a descriptor
     * @throws IndexOutOfBoundsException if there is no such entry
     */
    public int fd(int index) {
        return (int) data(index);
    }

    /** Rejects a count that would let the kernel write outside our memory. */
    static void check(EpollEvent events, int count) {
        // Above INT_MAX / sizeof(struct epoll_event) the kernel rejects the call, so such a count is safe.
        if (events != null && count > events.entries && count <= Integer.MAX_VALUE / SIZEOF_EPOLL_EVENT) {
            throw new IndexOutOfBoundsException(
                    "maxevents is " + count + ", but the array has " + events.entries + " entries");
        }
    }

    /** Each entry's events and data, for example {@code EpollEvent[EPOLLIN|EPOLLET 5]}. */
    @Override
    public String toString() {
        StringJoiner text = new StringJoiner(", ", "EpollEvent[", "]");
        for (int i = 0; i < entries; i++) {
            text.add(Names.flags("EPOLL", events(i)) + " " + data(i));
        }
        return text.toString();
    }
}
