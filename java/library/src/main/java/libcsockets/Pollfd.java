package libcsockets;

import static libcsockets.internal.Layout.*;

import java.util.Objects;
import java.util.StringJoiner;

/**
 * {@code struct pollfd[]}: the descriptors and events that {@link Libc#poll} waits for.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/poll.2.html">poll(2)</a>
 */
public final class Pollfd extends Struct {
    private final int entries;

    /**
     * Creates an array of zeros.
     *
     * @param entries how many, 0 to 16777216
     * @throws IllegalArgumentException if the number is out of range
     */
    public Pollfd(int entries) {
        super(arraySize(entries, SIZEOF_POLLFD));
        this.entries = entries;
    }

    /**
     * Creates an array of one entry.
     *
     * @param fd the descriptor
     * @param events {@code POLL} constants or-ed together
     * @return the array
     */
    public static Pollfd of(int fd, int events) {
        return new Pollfd(1).set(0, fd, events);
    }

    private int at(int index, int field) {
        return Objects.checkIndex(index, entries) * SIZEOF_POLLFD + field;
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
     * Sets an entry; {@code revents} becomes 0.
     *
     * @param index the entry
     * @param fd the descriptor; {@code poll} ignores an entry with a negative one
     * @param events {@code POLL} constants or-ed together
     * @return this
     * @throws IndexOutOfBoundsException if there is no such entry
     */
    public Pollfd set(int index, int fd, int events) {
        memory.putInt(at(index, OFFSETOF_POLLFD_FD), fd);
        memory.putShort(at(index, OFFSETOF_POLLFD_EVENTS), (short) events);
        memory.putShort(at(index, OFFSETOF_POLLFD_REVENTS), (short) 0);
        return this;
    }

    /**
     * {@code fds[index].fd}.
     *
     * @param index the entry
     * @return the descriptor
     * @throws IndexOutOfBoundsException if there is no such entry
     */
    public int fd(int index) {
        return memory.getInt(at(index, OFFSETOF_POLLFD_FD));
    }

    /**
     * {@code fds[index].events}.
     *
     * @param index the entry
     * @return {@code POLL} constants
     * @throws IndexOutOfBoundsException if there is no such entry
     */
    public int events(int index) {
        return memory.getShort(at(index, OFFSETOF_POLLFD_EVENTS)) & 0xffff;
    }

    /**
     * {@code fds[index].revents}.
     *
     * @param index the entry
     * @return {@code POLL} constants for the events that are ready
     * @throws IndexOutOfBoundsException if there is no such entry
     */
    public int revents(int index) {
        return memory.getShort(at(index, OFFSETOF_POLLFD_REVENTS)) & 0xffff;
    }

    /**
     * Each descriptor with its requested and returned events, for example {@code Pollfd[5 POLLIN -> POLLIN|POLLHUP]}.
     */
    @Override
    public String toString() {
        StringJoiner text = new StringJoiner(", ", "Pollfd[", "]");
        for (int i = 0; i < entries; i++) {
            String found = revents(i) == 0 ? "" : " -> " + Names.flags("POLL", revents(i));
            text.add(fd(i) + " " + Names.flags("POLL", events(i)) + found);
        }
        return text.toString();
    }
}
