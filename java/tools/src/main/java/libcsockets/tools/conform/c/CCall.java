package libcsockets.tools.conform.c;

import static libcsockets.tools.conform.c.CText.integer;
import static libcsockets.tools.conform.c.CText.integers;
import static libcsockets.tools.conform.c.CText.operand;

import java.util.List;
import libcsockets.tools.conform.c.CValues.Bytes;
import libcsockets.tools.conform.language.Limits;
import libcsockets.tools.conform.language.Value;
import libcsockets.tools.conform.language.Value.Int;
import libcsockets.tools.conform.language.Verb;

/** The call of one step in C: an expression, the lines before it, and where its results are. */
final class CCall {
    private static final int WAIT_MILLIS = 2000;
    private static final int BACKLOG = 5;

    /** The most bytes of control data to send. */
    private static final int CONTROL_TO_SEND = 8192;

    /** More entries than poll and epoll_wait can fill here. */
    private static final int MOST_ENTRIES = 1 << 20;

    /** The descriptors that one message can carry here. */
    private static final int MOST_RIGHTS = 16;

    private final Verb verb;
    private final List<Value> arguments;
    private final CValues values;
    private final StringBuilder functions;
    final CResults results = new CResults();
    final String expression;

    /** The results of the step that this one starts in the background; null when it starts none. */
    CResults started;

    /** A call; {@code background} has the results of the step in the background, or null if there is none. */
    CCall(
            int number,
            Verb verb,
            List<Value> arguments,
            StringBuilder globals,
            StringBuilder functions,
            CResults background) {
        this.verb = verb;
        this.arguments = arguments;
        this.values = new CValues(number, globals);
        this.functions = functions;
        if (verb == Verb.JOIN && background != null) {
            results.take(background);
        }
        this.expression = call();
    }

    /** The lines before the expression. */
    List<String> lines() {
        return values.lines;
    }

    // ---- arguments ----

    private Int number(int index) {
        return (Int) arguments.get(index);
    }

    private String argument(int index) {
        return integer(number(index));
    }

    private String first(int count) {
        return integers(arguments.subList(0, count));
    }

    private String bytes(int index) {
        return values.bytes((Value.Blob) arguments.get(index)).arguments();
    }

    private String receiveBuffer(int index) {
        return values.receiveBuffer((Value.Buffer) arguments.get(index), results)
                .arguments();
    }

    private String address(int index) {
        return values.address((Value.Address) arguments.get(index)).arguments();
    }

    private String resultAddress(int index) {
        return values.resultAddress(
                (Value.ResultBuffer) arguments.get(index), (Value.ResultLength) arguments.get(index + 1), results);
    }

    private String word(int index) {
        return CText.string(((Value.Word) arguments.get(index)).text());
    }

    private String file(int index) {
        return "in_directory(" + word(index) + ")";
    }

    // ---- calls ----

    private String call() {
        return switch (verb) {
            case SOCKET, DUP, EPOLL_CREATE, EPOLL_CREATE1 -> descriptor(verb + "(" + integers(arguments) + ")");
            case LISTEN, SHUTDOWN, CLOSE -> verb + "(" + integers(arguments) + ")";
            case SOCKETPAIR, PIPE -> pair();
            case BIND, CONNECT -> verb + "(" + argument(0) + ", " + address(1) + ")";
            case ACCEPT -> descriptor("accept(" + argument(0) + ", " + resultAddress(1) + ")");
            case ACCEPT4 -> descriptor("accept4(" + argument(0) + ", " + resultAddress(1) + ", " + argument(3) + ")");
            case GETSOCKNAME, GETPEERNAME -> verb + "(" + argument(0) + ", " + resultAddress(1) + ")";
            case SEND -> "send(" + argument(0) + ", " + bytes(1) + ", " + argument(2) + ")";
            case WRITE -> "write(" + argument(0) + ", " + bytes(1) + ")";
            case SENDTO -> "sendto(" + argument(0) + ", " + bytes(1) + ", " + argument(2) + ", " + address(3) + ")";
            case RECV -> received("recv(" + argument(0) + ", " + receiveBuffer(1) + ", " + argument(2) + ")");
            case READ -> received("read(" + argument(0) + ", " + receiveBuffer(1) + ")");
            case RECVFROM ->
                received("recvfrom(" + argument(0) + ", " + receiveBuffer(1) + ", " + argument(2) + ", "
                        + resultAddress(3) + ")");
            case FCNTL -> fcntl();
            case SETSOCKOPT -> "setsockopt(" + first(3) + ", " + values.option((Value.Option) arguments.get(3)) + ")";
            case GETSOCKOPT -> getsockopt();
            case SENDMSG -> sendmsg();
            case RECVMSG -> recvmsg();
            case SENDMMSG, RECVMMSG -> messages();
            case IOCTL -> "ioctl(" + first(2) + ", " + ioctlArgument() + ")";
            case POLL -> poll();
            case EPOLL_CTL -> epollCtl();
            case EPOLL_WAIT -> epollWait();
            default -> helper();
        };
    }

    private String descriptor(String expression) {
        results.descriptor = true;
        return expression;
    }

    /** A call whose return value is the number of bytes. */
    private String received(String expression) {
        return results.data == null ? expression : "(got" + values.number + " = " + expression + ")";
    }

    private String fcntl() {
        results.descriptor = List.of("F_DUPFD", "F_DUPFD_CLOEXEC").contains(argument(1));
        return "fcntl(" + integers(arguments) + ")";
    }

    private String pair() {
        String before = verb == Verb.PIPE ? "" : first(3) + ", ";
        if (arguments.size() > 3) {
            return verb + "(" + before + CValues.pointer((Value.Blob) arguments.get(3)) + ")";
        }
        String pair = values.global("int", "pair", "[2]");
        results.made = List.of(pair + "[0]", pair + "[1]");
        return verb + "(" + before + pair + ")";
    }

    private String getsockopt() {
        Value.ResultBuffer buffer = (Value.ResultBuffer) arguments.get(3);
        String option = buffer.own() ? values.buffer("option", Limits.RESULT_SIZE) : CValues.pointer(buffer.pointer());
        Value.ResultLength room = (Value.ResultLength) arguments.get(4);
        String length = values.length(room);
        if (room.value() != null) {
            String n = length.substring(1);
            results.numbers.put("optlen", "(int)" + n);
            if (buffer.own()) {
                results.data = new CResults.Memory(option, "received(" + n + ", " + Limits.RESULT_SIZE + ")");
                results.numbers.put("val", "number_in(" + option + ", " + n + ")");
            }
        }
        return "getsockopt(" + first(3) + ", " + option + ", " + length + ")";
    }

    // ---- messages ----

    private String sendmsg() {
        if (arguments.size() == 3) {
            return "sendmsg(" + argument(0) + ", " + CValues.pointer((Value.Blob) arguments.get(1)) + ", " + argument(2)
                    + ")";
        }
        String message = values.global("struct msghdr", "message");
        Bytes to = values.address((Value.Address) arguments.get(1));
        if (!to.equals(new Bytes("NULL", "0"))) {
            values.lines.add(message + ".msg_name = " + to.start() + ";");
            values.lines.add(message + ".msg_namelen = " + to.length() + ";");
        }
        values.vector(message, "", (Value.Vector) arguments.get(2), null, 0);
        control(message, (Value.Control) arguments.get(3));
        return "sendmsg(" + argument(0) + ", &" + message + ", " + argument(4) + ")";
    }

    private void control(String message, Value.Control control) {
        String length = control.length() == null ? null : operand(control.length());
        if (control.blob() != null) {
            Bytes bytes = values.writable(control.blob());
            boolean none = control.blob().isPointer()
                    && length == null
                    && bytes.length().equals("0");
            if (!none) {
                values.lines.add(message + ".msg_control = " + bytes.start() + ";");
                values.lines.add(
                        message + ".msg_controllen = (size_t)" + (length == null ? bytes.length() : length) + ";");
            }
            return;
        }
        String memory = values.global(
                "union { struct cmsghdr first; unsigned char room[" + CONTROL_TO_SEND + "]; }", "control");
        String end = values.global("size_t", "end");
        values.lines.add(message + ".msg_control = &" + memory + ";");
        for (int i = 0; i < control.items().size(); i++) {
            Value.Item item = control.items().get(i);
            String content = item instanceof Value.Rights rights
                    ? "SOL_SOCKET, SCM_RIGHTS, " + rights(rights, "rights" + values.number + "_" + i)
                    : cmsg((Value.Cmsg) item);
            String size = content.substring(content.lastIndexOf(", ") + 2);
            values.lines.add(end + " = put_control(&" + memory + ", " + end + ", " + content + ", "
                    + (item.length() == null ? "CMSG_LEN(" + size + ")" : "(size_t)" + operand(item.length())) + ");");
        }
        values.lines.add(message + ".msg_controllen = " + (length == null ? end : "(size_t)" + length) + ";");
    }

    private String cmsg(Value.Cmsg cmsg) {
        String header = integer(cmsg.level()) + ", " + integer(cmsg.type()) + ", ";
        if (cmsg.number() != null) {
            return header + "&(int){" + integer(cmsg.number()) + "}, sizeof(int)";
        }
        return header
                + (cmsg.blob() == null ? "\"\", 0" : values.bytes(cmsg.blob()).arguments());
    }

    private String rights(Value.Rights rights, String array) {
        StringBuilder all = new StringBuilder();
        for (Value.Right right : rights.rights()) {
            long times = CValues.constant(right.times(), "the number of descriptors");
            if (times > CONTROL_TO_SEND / Integer.BYTES) {
                throw new IllegalStateException("so many descriptors cannot be written in C");
            }
            for (long i = 0; i < times; i++) {
                all.append(all.isEmpty() ? "" : ", ").append(integer(right.descriptor()));
            }
        }
        if (all.isEmpty()) {
            return "\"\", 0";
        }
        values.lines.add("int " + array + "[] = {" + all + "};");
        return array + ", sizeof " + array;
    }

    private String recvmsg() {
        if (arguments.size() == 3) {
            return "recvmsg(" + argument(0) + ", " + CValues.pointer((Value.Blob) arguments.get(1)) + ", " + argument(2)
                    + ")";
        }
        String message = values.global("struct msghdr", "message");
        Int nameLength = ((Value.ResultLength) arguments.get(1)).value();
        if (nameLength != null) {
            String from = values.buffer("from", Limits.RESULT_SIZE);
            values.lines.add(message + ".msg_name = " + from + ";");
            values.lines.add(message + ".msg_namelen = (socklen_t)" + operand(nameLength) + ";");
            results.address = new CResults.Memory(from, "(long)" + message + ".msg_namelen");
            results.numbers.put("alen", "(int)" + message + ".msg_namelen");
        }
        Value.Vector vector = (Value.Vector) arguments.get(2);
        String data = "data" + values.number;
        long size = values.vector(message, "", vector, data, 0);
        if (size > 0) {
            values.buffer("data", size);
            String got = values.global("long", "got");
            results.data = new CResults.Memory(data, "received(" + got + ", " + size + ")");
        }
        receiveControl(message, (Value.Buffer) arguments.get(3));
        results.numbers.put("flags", message + ".msg_flags");
        return received("recvmsg(" + argument(0) + ", &" + message + ", " + argument(4) + ")");
    }

    private void receiveControl(String message, Value.Buffer buffer) {
        results.numbers.put("clen", message + ".msg_controllen");
        if (buffer.size() == null) {
            Bytes bytes = values.writable(buffer.blob());
            values.lines.add(message + ".msg_control = " + bytes.start() + ";");
            values.lines.add(message + ".msg_controllen = (size_t)(" + bytes.length() + ");");
            return;
        }
        long size = Math.min(CValues.constant(buffer.size(), "the size of a control buffer"), Limits.MOST_CONTROL);
        if (size <= 0) {
            return;
        }
        String memory = values.global("union { struct cmsghdr first; unsigned char room[" + size + "]; }", "control");
        values.lines.add(message + ".msg_control = &" + memory + ";");
        values.lines.add(message + ".msg_controllen = " + size + ";");
        String all = "control_of(&" + message + ")";
        results.numbers.put("ncmsg", all + ".messages");
        results.numbers.put("nrights", all + ".rights");
        results.numbers.put("clevel", all + ".level");
        results.numbers.put("ctype", all + ".type");
        results.numbers.put("cint", all + ".number");
        for (int i = 0; i < MOST_RIGHTS; i++) {
            results.made.add(all + ".fds[" + i + "]");
        }
    }

    private String messages() {
        Value.Messages given = (Value.Messages) arguments.get(1);
        boolean receive = verb == Verb.RECVMMSG;
        String rest = ", " + argument(2) + (receive ? ", " + timeout() : "") + ")";
        if (given.messages() == null) {
            Bytes pointer = values.writable(given.pointer());
            return verb + "(" + argument(0) + ", " + pointer.start() + ", (unsigned)" + pointer.length() + rest;
        }
        List<Value.Vector> vectors = given.messages();
        String name = values.global("struct mmsghdr", "messages", "[" + Math.max(2, vectors.size()) + "]");
        String data = receive ? "data" + values.number : null;
        long size = 0;
        for (int i = 0; i < vectors.size(); i++) {
            size = values.vector(name + "[" + i + "].msg_hdr", "_" + i, vectors.get(i), data, size);
        }
        String sent = values.global("long", "sent");
        results.numbers.put("nmsg", sent);
        results.numbers.put("len0", name + "[0].msg_len");
        results.numbers.put("len1", name + "[1].msg_len");
        String call = sent + " = " + verb + "(" + argument(0) + ", " + name + ", " + vectors.size() + rest;
        if (!receive) {
            return "(" + call + ")";
        }
        results.numbers.put("flags", name + "[0].msg_hdr.msg_flags");
        values.buffer("data", size);
        String got = values.global("long", "got");
        results.data = new CResults.Memory(data, got);
        return "(" + call + ", " + got + " = gathered(" + name + ", " + sent + ", " + data + "), " + sent + ")";
    }

    private String timeout() {
        Value.Timeout timeout = (Value.Timeout) arguments.get(3);
        if (timeout.seconds() == null) {
            return CValues.pointer(timeout.pointer());
        }
        return "&(struct timespec){" + integer(timeout.seconds()) + ", " + integer(timeout.nanoseconds()) + "}";
    }

    // ---- ioctl, poll, epoll ----

    private String ioctlArgument() {
        Value argument = arguments.get(2);
        if (argument instanceof Value.IntArgument given) {
            String value = values.global("int", "value");
            if (!given.in().isConstant() || given.in().constant() != 0) {
                values.lines.add(value + " = (int)" + operand(given.in()) + ";");
            }
            results.numbers.put("val", value);
            return "&" + value;
        }
        if (argument instanceof Value.Ifreq ifreq) {
            String value = values.global("struct ifreq", "value");
            values.lines.add(
                    "snprintf(" + value + ".ifr_name, IFNAMSIZ, \"%.15s\", " + CText.string(ifreq.name()) + ");");
            results.numbers.put("val", value + ".ifr_flags");
            return "&" + value;
        }
        if (argument instanceof Value.Ifconf ifconf) {
            String value = values.global("struct ifconf", "value");
            String room = values.buffer("room", CValues.constant(ifconf.size(), "the size of a buffer"));
            values.lines.add(value + ".ifc_len = " + integer(ifconf.size()) + ";");
            values.lines.add(value + ".ifc_buf = (char *)" + room + ";");
            results.numbers.put("val", value + ".ifc_len");
            return "&" + value;
        }
        return values.writable((Value.Blob) argument).start();
    }

    private String poll() {
        Value.PollArray array = (Value.PollArray) arguments.get(0);
        if (array.entries() == null) {
            Bytes pointer = values.writable(array.pointer());
            return "poll(" + pointer.start() + ", (nfds_t)" + pointer.length() + ", " + argument(1) + ")";
        }
        List<Value.PollEntry> entries = array.entries();
        long count = array.count() == null ? entries.size() : CValues.constant(array.count(), "the number of entries");
        String name = values.global("struct pollfd", "poll", "[" + room(Math.max(count, entries.size())) + "]");
        for (int i = 0; i < entries.size(); i++) {
            values.lines.add(name + "[" + i + "] = (struct pollfd){"
                    + integer(entries.get(i).descriptor()) + ", (short)("
                    + integer(entries.get(i).events()) + "), 0};");
        }
        readiness(name, "revents");
        String passed = array.count() == null ? Long.toString(count) : "(nfds_t)unseen(" + integer(array.count()) + ")";
        return "poll(" + name + ", " + passed + ", " + argument(1) + ")";
    }

    private static long room(long count) {
        return Math.max(2, Math.min(count, MOST_ENTRIES));
    }

    private void readiness(String array, String member) {
        results.numbers.put("revents", array + "[0]." + member);
        results.numbers.put("revents1", array + "[1]." + member);
    }

    private String epollCtl() {
        Value.Events events = (Value.Events) arguments.get(3);
        String event = events.events() == null
                ? CValues.pointer(events.pointer())
                : "&(struct epoll_event){.events = (uint32_t)" + operand(events.events()) + ", .data.fd = "
                        + argument(2) + "}";
        return "epoll_ctl(" + first(3) + ", " + event + ")";
    }

    private String epollWait() {
        String where;
        if (arguments.size() > 3) {
            where = values.writable((Value.Blob) arguments.get(3)).start();
        } else {
            long count = CValues.constant(number(1), "the number of events");
            where = values.global("struct epoll_event", "events", "[" + room(count) + "]");
            readiness(where, "events");
            results.numbers.put("evfd", where + "[0].data.fd");
        }
        return "epoll_wait(" + argument(0) + ", " + where + ", (int)unseen(" + argument(1) + "), " + argument(2) + ")";
    }

    // ---- helpers and fixtures ----

    private String helper() {
        return switch (verb) {
            case LISTENER -> listener();
            case UDP -> descriptor("udp(" + values.place((Value.Address) arguments.get(0)) + ")");
            case CONNECT_TO -> descriptor("connect_to(" + argument(0) + ")");
            case WAIT -> waitFor();
            case SLEEP -> "usleep((useconds_t)" + operand(number(0)) + " * 1000)";
            case SENDFULL -> "send_full(" + first(2) + ")";
            case START -> start((Value.Call) arguments.get(0));
            case RUNNING -> "running(" + argument(0) + ")";
            case JOIN -> "join()";
            case FD -> descriptor(open(((Value.Word) arguments.get(0)).text()));
            case TOUCH -> "touch(" + word(0) + ")";
            case MKDIR -> "mkdir(" + file(0) + ", 0777)";
            case UNLINK -> "unlink(" + file(0) + ")";
            case EXISTS -> "access(" + file(0) + ", F_OK)";
            case SYMLINK -> "symlink(" + word(0) + ", " + file(1) + ")";
            case CHMOD -> "chmod(" + file(0) + ", " + argument(1) + ")";
            case DROPUSER -> "drop_user()";
            case PRIVPORT -> "needs_privilege(" + argument(0) + ")";
            default -> throw new AssertionError(verb);
        };
    }

    private String listener() {
        String backlog = arguments.size() > 1 ? argument(1) : Integer.toString(BACKLOG);
        return descriptor("listener(" + values.place((Value.Address) arguments.get(0)) + ", " + backlog + ")");
    }

    private String waitFor() {
        String poll = values.global("struct pollfd", "poll");
        results.numbers.put("revents", poll + ".revents");
        String millis = arguments.size() > 2 ? argument(2) : Integer.toString(WAIT_MILLIS);
        return "wait_for(" + first(2) + ", " + millis + ", &" + poll + ")";
    }

    private static String open(String kind) {
        return switch (kind) {
            case "file" -> "open(in_directory(\"fdfile\"), O_RDWR | O_CREAT, 0600)";
            case "dir" -> "open(directory, O_RDONLY | O_DIRECTORY)";
            case "path" -> "open(directory, O_PATH)";
            case "devnull" -> "open(\"/dev/null\", O_WRONLY)";
            case "devzero" -> "open(\"/dev/zero\", O_RDONLY)";
            case "procmaps" -> "open(\"/proc/self/maps\", O_RDONLY)";
            case "eventfd" -> "eventfd(0, 0)";
            case "signalfd" -> "open_signalfd()";
            case "timerfd" -> "timerfd_create(CLOCK_REALTIME, 0)";
            case "inotify" -> "inotify_init1(0)";
            case "pidfd" -> "syscall(SYS_pidfd_open, getpid(), 0)";
            case "memfd" -> "memfd_create(\"conform\", 0)";
            case "epoll" -> "epoll_create1(0)";
            case "fifo" -> "open_fifo()";
            default -> throw new AssertionError(kind);
        };
    }

    /** The call becomes a function, which a thread calls. */
    private String start(Value.Call call) {
        CCall own = new CCall(values.number, call.verb(), call.arguments(), values.globals, functions, null);
        String name = "background" + values.number;
        functions.append("\nstatic long ").append(name).append("(void)\n{\n");
        own.lines().forEach(line -> functions.append("    ").append(line).append('\n'));
        functions.append("    return ").append(own.expression).append(";\n}\n");
        started = own.results;
        return "start(" + name + ")";
    }
}
