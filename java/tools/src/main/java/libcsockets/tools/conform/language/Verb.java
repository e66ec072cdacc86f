package libcsockets.tools.conform.language;

import static libcsockets.tools.conform.language.Verb.Kind.*;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The verbs of the step language, with the kinds of their arguments. */
public enum Verb {
    SOCKET(1, sig(INT, INT, INT)),
    SOCKETPAIR(2, sig(INT, INT, INT), sig(INT, INT, INT, POINTER)),
    BIND(0, sig(INT, ADDRESS)),
    CONNECT(0, sig(INT, ADDRESS)),
    LISTEN(0, sig(INT, INT)),
    ACCEPT(1, sig(INT, RESULT_BUFFER, RESULT_LENGTH)),
    ACCEPT4(1, sig(INT, RESULT_BUFFER, RESULT_LENGTH, INT)),
    GETSOCKNAME(0, sig(INT, RESULT_BUFFER, RESULT_LENGTH)),
    GETPEERNAME(0, sig(INT, RESULT_BUFFER, RESULT_LENGTH)),
    SEND(0, sig(INT, BYTES, INT)),
    SENDTO(0, sig(INT, BYTES, INT, ADDRESS)),
    RECV(0, sig(INT, BUFFER, INT)),
    RECVFROM(0, sig(INT, BUFFER, INT, RESULT_BUFFER, RESULT_LENGTH)),
    SHUTDOWN(0, sig(INT, INT)),
    CLOSE(0, sig(INT)),
    DUP(1, sig(INT)),
    FCNTL(Verb.SOME, sig(INT, INT), sig(INT, INT, INT)),
    SETSOCKOPT(0, sig(INT, INT, INT, OPTION)),
    GETSOCKOPT(0, sig(INT, INT, INT, RESULT_BUFFER, RESULT_LENGTH)),
    LISTENER(1, sig(ADDRESS), sig(ADDRESS, INT)),
    UDP(1, sig(ADDRESS)),
    CONNECT_TO(1, sig(INT)),
    WAIT(0, sig(INT, INT), sig(INT, INT, INT)),
    SLEEP(0, sig(INT)),
    SENDFULL(0, sig(INT, INT)),
    ASSERT(0, sig(WORD, WORD, WORD)),

    READ(0, sig(INT, BUFFER)),
    WRITE(0, sig(INT, BYTES)),
    SENDMSG(0, sig(INT, ADDRESS, SEND_VECTOR, CONTROL, INT), sig(INT, POINTER, INT)),
    RECVMSG(Verb.SOME, sig(INT, NAME_LENGTH, RECEIVE_VECTOR, BUFFER, INT), sig(INT, POINTER, INT)),
    SENDMMSG(0, sig(INT, SEND_MESSAGES, INT)),
    RECVMMSG(0, sig(INT, RECEIVE_MESSAGES, INT, TIMEOUT)),
    IOCTL(0, sig(INT, INT, IOCTL_ARGUMENT)),
    POLL(0, sig(POLL_ARRAY, INT)),
    EPOLL_CREATE(1, sig(INT)),
    EPOLL_CREATE1(1, sig(INT)),
    EPOLL_CTL(0, sig(INT, INT, INT, EVENTS)),
    EPOLL_WAIT(0, sig(INT, INT, INT), sig(INT, INT, INT, POINTER)),

    PIPE(2, sig()),
    FD(1, sig(DESCRIPTOR_KIND)),
    TOUCH(0, sig(WORD)),
    MKDIR(0, sig(WORD)),
    UNLINK(0, sig(WORD)),
    EXISTS(0, sig(WORD)),
    SYMLINK(0, sig(WORD, WORD)),
    CHMOD(0, sig(WORD, INT)),
    DROPUSER(0, sig()),
    PRIVPORT(0, sig(INT)),

    START(0, sig(CALL)),
    RUNNING(0, sig(INT)),
    JOIN(Verb.SOME, sig());

    /** The kinds of arguments. */
    enum Kind {
        INT,
        POINTER,
        ADDRESS,
        BYTES,
        BUFFER,
        RESULT_BUFFER,
        RESULT_LENGTH,
        OPTION,
        SEND_VECTOR,
        RECEIVE_VECTOR,
        NAME_LENGTH,
        CONTROL,
        SEND_MESSAGES,
        RECEIVE_MESSAGES,
        TIMEOUT,
        IOCTL_ARGUMENT,
        POLL_ARRAY,
        EVENTS,
        DESCRIPTOR_KIND,
        WORD,
        CALL
    }

    /** In place of a number of descriptors: known only when the call has been made. */
    static final int SOME = -1;

    /** The kinds of descriptors that {@code fd} makes. */
    static final List<String> DESCRIPTOR_KINDS = List.of(
            "file",
            "dir",
            "devnull",
            "devzero",
            "procmaps",
            "path",
            "fifo",
            "epoll",
            "eventfd",
            "signalfd",
            "timerfd",
            "pidfd",
            "inotify",
            "memfd");

    private static final Map<String, Verb> BY_NAME = new HashMap<>();

    static {
        for (Verb verb : values()) {
            BY_NAME.put(verb.toString(), verb);
        }
    }

    private final String text = name().toLowerCase(Locale.ROOT);
    private final int descriptors;
    private final Kind[][] signatures;

    Verb(int descriptors, Kind[]... signatures) {
        this.descriptors = descriptors;
        this.signatures = signatures;
    }

    private static Kind[] sig(Kind... kinds) {
        return kinds;
    }

    /** The verb of that name, or null. */
    public static Verb of(String name) {
        return BY_NAME.get(name);
    }

    /** How many descriptors a success makes, or {@link #SOME}. */
    int descriptors() {
        return descriptors;
    }

    /** The kinds of the arguments when there are so many; null when there cannot be. */
    List<Kind> signature(int arguments) {
        for (Kind[] signature : signatures) {
            if (signature.length == arguments) {
                return List.of(signature);
            }
        }
        return null;
    }

    /** The numbers of arguments it takes, for a message: "2 or 3 arguments". */
    String arity() {
        StringBuilder text = new StringBuilder();
        int last = 0;
        for (Kind[] signature : signatures) {
            last = signature.length;
            text.append(text.length() == 0 ? "" : " or ").append(last == 0 ? "no" : Integer.toString(last));
        }
        return text + (last == 1 ? " argument" : " arguments");
    }

    @Override
    public String toString() {
        return text;
    }
}
