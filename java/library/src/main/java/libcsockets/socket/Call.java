package libcsockets.socket;

import java.nio.ByteBuffer;
import libcsockets.internal.ThreadState;
import libcsockets.internal.ThreadStates;

/**
 * The arguments of one call, and how far it has come.
 *
 * <p>A thread's last one is kept with the thread's state and used again, so that a call allocates nothing. A virtual
 * thread lets go of the state before it parks; the arguments stay its own.
 */
final class Call {
    private ThreadState state;

    Operation operation;
    int flags;

    /** Nanoseconds; 0 for no limit. */
    long timeout;

    /** The limit is the socket's own, not the call's. */
    boolean own;

    /** An array or buffer, which {@link #at} is an index into; or what keeps the memory at the address {@link #at}. */
    Object data;

    long at;

    /** Bytes that there is room for, or messages of a batch. */
    int count;

    /** Goes from or into the array itself, in calls that do not wait, where the socket allows that. */
    boolean bulk;

    /** Bytes that the last attempt asked for: fewer than there is room for where a part is moved at a time. */
    int asked;

    /** An address of the kernel's or the caller's; of a file the address of the offset. */
    long address;

    /** The address's length, or where it stands; of a file its descriptor. */
    long addrlen;

    /** Bytes that the attempts so far have moved. */
    int done;

    private boolean busy;

    private Call(ThreadState state) {
        this.state = state;
    }

    /** To be given back by {@link #end()}, on the same thread. */
    static Call begin(Operation operation, int flags, long timeout) {
        ThreadState state = ThreadStates.borrow();
        Call call = (Call) state.call;
        // Closing a socket may run code of the user's, which may make calls itself.
        if (call == null || call.busy) {
            call = new Call(state);
            state.call = call;
        }
        call.busy = true;
        if (call.operation != operation) {
            call.operation = operation;
        }
        call.flags = flags;
        call.timeout = timeout;
        call.done = 0;
        call.own = false;
        call.bulk = false;
        return call;
    }

    Call data(Object data, long at, int count) {
        this.data = data;
        this.at = at;
        this.count = count;
        return this;
    }

    /**
     * Lets an array of this size or more be used as it stands.
     *
     * @param atLeast bytes
     */
    Call bulk(int atLeast) {
        bulk = count >= atLeast && (data instanceof byte[] || ((ByteBuffer) data).hasArray());
        return this;
    }

    Call address(long address, long addrlen) {
        this.address = address;
        this.addrlen = addrlen;
        return this;
    }

    /** The socket's own time-out is the shorter one. */
    void limitToOwn(long timeout) {
        this.timeout = timeout;
        own = true;
    }

    /** The state for the next attempt. */
    ThreadState state() {
        ThreadState current = state;
        if (current == null) {
            current = ThreadStates.borrow();
            state = current;
        }
        return current;
    }

    /** Before the thread parks: ten thousand parked ones hold no memory. */
    void releaseState() {
        ThreadState current = state;
        if (current != null) {
            state = null;
            if (current.call == this) {
                current.call = null;
            }
            ThreadStates.release(current);
        }
    }

    void end() {
        data = null;
        busy = false;
        ThreadState current = state;
        if (current != null) {
            if (current.call == null) {
                current.call = this;
            }
            ThreadStates.release(current);
        }
    }
}
