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
     * An array of zeros.
     *
     * @param entries how many, 0 to 16777216
     * @throws IllegalArgumentException if the number is out of range
     */
    public EpollEvent(int entries) {
        super(arraySize(entries, SIZEOF_EPOLL_EVENT));
        this.entries = entries;
    }

    /**
     * One event.
     *
     * @param events {@code EPOLL} constants or-ed together
     * @param data what {@link Libc#epoll_wait} hands back, for example the descriptor
     * @return an array of one entry
     */
    public static EpollEvent of(int events, long data) {
        return new EpollEvent(1).events(0, events).data(0, data);
    }

    private int at(int index, int field) {
        return Objects.checkIndex(index, entries) * SIZEOF_EPOLL_EVENT + field;
    }

    /**
     * How many entries there are.
     *
     * @return the number given when it was made
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
     * @return what was given to {@link Libc#epoll_ctl}
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
     * @return the descriptor, if that is what was given as data
     * @throws IndexOutOfBoundsException if there is no such entry
     */
    public int fd(int index) {
        return (int) data(index);
    }

    /** Rejects what would let the kernel write beyond memory that is ours. */
    static void check(EpollEvent events, int count) {
        // Above INT_MAX / sizeof(struct epoll_event) the kernel refuses the call, so that number can be tried.
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
