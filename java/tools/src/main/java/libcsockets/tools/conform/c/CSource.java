package libcsockets.tools.conform.c;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import libcsockets.Constants;
import libcsockets.tools.conform.language.CaseText;
import libcsockets.tools.conform.language.Parser;
import libcsockets.tools.conform.language.Step;
import libcsockets.tools.conform.language.Verb;
import libcsockets.tools.conform.run.Sequence;

/**
 * Writes a sequence as a C program: the calls as they stand, and of the functions in {@code prelude.c} those it needs. The
 * program prints a line for each phase.
 */
public final class CSource {
    private static final Pattern CONSTANT = Pattern.compile("\\b[A-Z][A-Z0-9]*_[A-Z0-9_]+\\b");
    private static final Pattern DIGITS = Pattern.compile("-?(?:0x[0-9a-fA-F]+|[0-9]+)");
    private static final Pattern OCTAL_NUMBER = Pattern.compile("0[0-9]+");

    /** What the oldest headers have; any other constant is defined where it is missing. */
    private static final Pattern COMMON = Pattern.compile("AF_(UNIX|INET6?|UNSPEC|PACKET|NETLINK)|SOCK_[A-Z]+"
            + "|IPPROTO_(IP|TCP|UDP|IPV6|ICMP|RAW)|SOL_SOCKET|SO_(REUSEADDR|TYPE|ERROR|BROADCAST|SNDBUF|RCVBUF|KEEPALIVE"
            + "|OOBINLINE|LINGER|RCVTIMEO|SNDTIMEO|ACCEPTCONN|DOMAIN|PROTOCOL|PEERCRED|RCVLOWAT|REUSEPORT)|SHUT_[A-Z]+"
            + "|MSG_(OOB|PEEK|DONTROUTE|CTRUNC|TRUNC|DONTWAIT|EOR|WAITALL|ERRQUEUE|NOSIGNAL|MORE)|TCP_NODELAY|TCP_INFO"
            + "|[FO]_[A-Z_]+|FD_CLOEXEC|INT_M(AX|IN)|E[A-Z]+");

    /** What a name of a descriptor must not be called in C. */
    private static final Set<String> TAKEN = Set.of(
            "auto",
            "break",
            "case",
            "char",
            "const",
            "continue",
            "default",
            "do",
            "double",
            "else",
            "enum",
            "extern",
            "float",
            "for",
            "goto",
            "if",
            "inline",
            "int",
            "long",
            "register",
            "restrict",
            "return",
            "short",
            "signed",
            "sizeof",
            "static",
            "struct",
            "switch",
            "typedef",
            "union",
            "unsigned",
            "void",
            "volatile",
            "while",
            "main",
            "stdin",
            "stdout",
            "stderr",
            "errno",
            "signal",
            "unix",
            "linux",
            "time",
            "index",
            "y0",
            "y1",
            "j0",
            "j1",
            "quoted",
            "check",
            "phase",
            "local",
            "packet",
            "inet4",
            "inet6",
            "must",
            "may",
            "expect",
            "background",
            "running",
            "clean",
            "directory",
            "place",
            "bytes",
            "fill",
            "result",
            "raise",
            "abort",
            "exit",
            "free");

    /** A part of the prelude with what it needs. */
    private record Part(List<String> needs, String code) {}

    private static final Map<String, Part> PARTS = parts();

    /**
     * Where a step's results are, as C expressions.
     *
     * @param numbers by field
     * @param data the address and the number of the bytes; null when it has none
     * @param address the address and the length of a socket address; null when it has none
     */
    private record Results(Map<String, String> numbers, String[] data, String[] address, boolean descriptor) {}

    /** What a phase prints. */
    public record Phase(String name, List<String> fields) {}

    private final Set<String> used = new LinkedHashSet<>();
    private final StringBuilder globals = new StringBuilder();
    private final StringBuilder functions = new StringBuilder();
    private final Set<String> descriptors = new LinkedHashSet<>();
    private StringBuilder body = new StringBuilder();

    /** Of the step that is being written. */
    private int number;

    private Map<String, String> numbers;
    private String[] data;
    private String[] address;
    private boolean descriptor;
    private String[] made = {};
    private Results last;
    private Results background;
    private String[] backgroundMade;

    private CSource() {}

    private static Map<String, Part> parts() {
        Map<String, Part> parts = new LinkedHashMap<>();
        try (InputStream in = CSource.class.getResourceAsStream("prelude.c")) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            for (String part : text.split("(?m)^//:")) {
                int end = part.indexOf('\n');
                if (end > 0) {
                    List<String> words = List.of(part.substring(0, end).split(" "));
                    parts.put(words.get(0), new Part(words.subList(1, words.size()), part.substring(end + 1)));
                }
            }
            return parts;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Writes a program.
     *
     * @param comment the lines above it
     * @param phases by step, from 0; null where a step is no phase
     */
    public static String of(Sequence sequence, List<String> comment, List<Phase> phases) {
        CSource source = new CSource();
        for (Step step : sequence.steps()) {
            source.step(step, phases.get(step.number() - 1));
        }
        return source.program(comment);
    }

    private String program(List<String> comment) {
        boolean directory = used.contains("directory");
        if (directory) {
            use("clean");
            use("must");
        }
        StringBuilder text = new StringBuilder("/*\n");
        comment.forEach(line -> text.append((" * " + line).stripTrailing()).append('\n'));
        text.append(" */\n").append(PARTS.get("begin").code);
        StringBuilder rest = new StringBuilder();
        PARTS.forEach((name, part) -> {
            if (used.contains(name)) {
                rest.append(part.code);
            }
        });
        if (!descriptors.isEmpty()) {
            rest.append("static int ").append(String.join(", ", descriptors)).append(";\n");
        }
        rest.append(globals).append(functions).append("\nint main(void)\n{\n    signal(SIGPIPE, SIG_IGN);\n");
        rest.append("    setvbuf(stdout, 0, _IOLBF, 0);\n    umask(0);\n");
        if (directory) {
            rest.append("    if (!mkdtemp(directory) || chmod(directory, 0777))\n        must(-1, \"mkdtemp\");\n"
                    + "    atexit(clean);\n");
        }
        rest.append(body).append("    return 0;\n}\n");
        text.append(constants(rest.toString())).append(rest);
        return text.toString();
    }

    /** Definitions of the constants that older headers may lack. */
    private static String constants(String text) {
        Set<String> names = new TreeSet<>();
        Matcher matcher = CONSTANT.matcher(text);
        while (matcher.find()) {
            boolean common = COMMON.matcher(matcher.group()).matches();
            if (!common && !matcher.group().startsWith("_") && Constants.value(matcher.group()) != null) {
                names.add(matcher.group());
            }
        }
        StringBuilder definitions = new StringBuilder();
        for (String name : names) {
            definitions
                    .append("#ifndef ")
                    .append(name)
                    .append("\n#define ")
                    .append(name)
                    .append(' ')
                    .append(Constants.value(name))
                    .append("\n#endif\n");
        }
        return definitions.append(definitions.length() == 0 ? "" : "\n").toString();
    }

    private void use(String part) {
        if (used.add(part)) {
            PARTS.get(part).needs.forEach(this::use);
        }
    }

    private String call(String part, String arguments) {
        use(part);
        return part + "(" + arguments + ")";
    }

    private void line(String text) {
        body.append("    ").append(text).append('\n');
    }

    // ---- steps ----

    private void step(Step step, Phase phase) {
        number = step.number();
        CaseText text = CaseText.ofLine("step", 1, step.text());
        int arrow = text.outside("->");
        String match = arrow < 0 ? null : text.from(arrow + 2).trim().toString();
        CaseText call = (arrow < 0 ? text : text.to(arrow)).trim();
        if (step.prerequisite()) {
            call = call.from(1).trim();
        }
        List<CaseText> arguments = call.inside('(').split(",");
        String shown = literal(call.toString().getBytes(StandardCharsets.UTF_8));
        if (step.verb() == Verb.ASSERT) {
            line(call("check", assertion(arguments) + ", " + shown) + ";");
            return;
        }
        String expression = expression(step.verb(), arguments);
        last = new Results(numbers, data, address, descriptor);
        body.append('\n');
        if (phase != null) {
            phase(step, phase, expression);
        } else {
            plain(step, match, shown, expression);
        }
    }

    private void plain(Step step, String match, String shown, String expression) {
        String guarded;
        if (step.prerequisite() && match == null) {
            guarded = call("may", expression + ", " + shown);
        } else if (match == null) {
            guarded = call("must", expression + ", " + shown);
        } else {
            guarded = call("expect", expression + ", \"" + match + "\", " + shown);
        }
        if (step.names() == null) {
            line(guarded + ";");
            return;
        }
        if (made.length == 0) {
            line(declared(step.names().get(0)) + " = (int)" + guarded + ";");
            return;
        }
        line(guarded + ";");
        bind(step.names());
    }

    private void bind(List<String> names) {
        for (int i = 0; i < names.size() && i < made.length; i++) {
            line(declared(names.get(i)) + " = " + needed(made[i]) + ";");
        }
    }

    private void phase(Step step, Phase phase, String expression) {
        String result = "r" + number;
        line("long " + result + " = " + expression + ";");
        line("if (" + call("phase", literal(phase.name().getBytes(StandardCharsets.UTF_8)) + ", " + result) + ") {");
        List<String> fields = phase.fields().isEmpty() ? List.of("ret") : phase.fields();
        for (int i = 0; i < fields.size(); i++) {
            line("    " + printing(fields.get(i), result) + ";");
            line(i + 1 < fields.size() ? "    putchar(' ');" : "    putchar('\\n');");
        }
        line("}");
        if (step.names() != null && made.length == 0) {
            line(declared(step.names().get(0)) + " = (int)" + result + ";");
        } else if (step.names() != null) {
            bind(step.names());
        }
    }

    private String declared(String name) {
        String own = name(name);
        descriptors.add(own);
        return own;
    }

    private static String name(String name) {
        return TAKEN.contains(name) || Verb.of(name) != null || PARTS.containsKey(name) || name.matches("r[0-9]+")
                ? name + "_fd"
                : name;
    }

    private String printing(String field, String result) {
        switch (field) {
            case "ret":
                return last.descriptor ? "fputs(\"fd\", stdout)" : "printf(\"%ld\", " + result + ")";
            case "data":
                return call("quoted", last.data == null ? "\"\", 0" : last.data[0] + ", " + last.data[1]);
            case "addr":
                return last.address == null
                        ? "putchar('-')"
                        : call("print_address", last.address[0] + ", " + last.address[1]);
            case "error":
                use("errno_name");
                return "fputs(errno_name((int)" + field("val") + "), stdout)";
            default:
                return "printf(\"%ld\", (long)" + field(field) + ")";
        }
    }

    private String field(String field) {
        int at = field.indexOf('@');
        if (at >= 0) {
            String size = Map.of("int", "sizeof(int)", "short", "sizeof(short)", "byte", "1")
                    .get(field.substring(0, at));
            return call("number_at", last.data[0] + ", " + field.substring(at + 1) + ", " + size);
        }
        if (field.equals("dlen")) {
            return last.data == null ? "0" : last.data[1];
        }
        if (field.equals("family")) {
            return last.address == null ? "0" : "((const struct sockaddr *)" + last.address[0] + ")->sa_family";
        }
        if (field.equals("port")) {
            return last.address == null ? "-1" : call("port_in", last.address[0]);
        }
        return needed(last.numbers.getOrDefault(field, "0"));
    }

    /** An expression that is really written, with the function that it calls. */
    private String needed(String expression) {
        for (String part : List.of("number_in", "control_of")) {
            if (expression.startsWith(part + "(")) {
                use(part);
            }
        }
        return expression;
    }

    private String assertion(List<CaseText> arguments) {
        String field = arguments.get(0).toString();
        String operator = arguments.get(1).toString();
        if (field.equals("data")) {
            String[] bytes = bytes(arguments.get(2));
            String same = last.data[1] + " == " + bytes[1] + " && !memcmp(" + last.data[0] + ", " + bytes[0] + ", "
                    + bytes[1] + ")";
            return operator.equals("ne") ? "!(" + same + ")" : same;
        }
        if (field.equals("addr")) {
            throw new IllegalStateException("an assertion about an address cannot be written in C yet");
        }
        String left = "(long)" + field(field);
        String right = integer(arguments.get(2));
        switch (operator) {
            case "eq":
                return left + " == " + right;
            case "ne":
                return left + " != " + right;
            case "ge":
                return left + " >= " + right;
            case "le":
                return left + " <= " + right;
            case "has":
                return "(" + left + " & (" + right + ")) == (" + right + ")";
            default:
                return "(" + left + " & (" + right + ")) == 0";
        }
    }

    // ---- calls ----

    private void begin() {
        numbers = new HashMap<>();
        data = null;
        address = null;
        descriptor = false;
        made = new String[0];
    }

    /** The C expression of a call; what must be there before it is written on the way. */
    private String expression(Verb verb, List<CaseText> a) {
        begin();
        String name = verb.toString();
        switch (verb) {
            case SOCKET:
                descriptor = true;
                return "socket(" + integers(a) + ")";
            case DUP:
            case EPOLL_CREATE:
            case EPOLL_CREATE1:
                descriptor = true;
                return name + "(" + integers(a) + ")";
            case SOCKETPAIR:
            case PIPE:
                return pair(name, a);
            case BIND:
            case CONNECT:
                return name + "(" + integer(a.get(0)) + ", " + place(a.get(1)) + ")";
            case LISTEN:
            case SHUTDOWN:
            case CLOSE:
                return name + "(" + integers(a) + ")";
            case ACCEPT:
            case ACCEPT4:
                descriptor = true;
                return name + "(" + integer(a.get(0)) + ", " + resultAddress(a.get(1), a.get(2))
                        + (a.size() > 3 ? ", " + integer(a.get(3)) : "") + ")";
            case GETSOCKNAME:
            case GETPEERNAME:
                return name + "(" + integer(a.get(0)) + ", " + resultAddress(a.get(1), a.get(2)) + ")";
            case SEND:
                return "send(" + integer(a.get(0)) + ", " + String.join(", ", bytes(a.get(1))) + ", "
                        + integer(a.get(2)) + ")";
            case WRITE:
                return "write(" + integer(a.get(0)) + ", " + String.join(", ", bytes(a.get(1))) + ")";
            case SENDTO:
                return "sendto(" + integer(a.get(0)) + ", " + String.join(", ", bytes(a.get(1))) + ", "
                        + integer(a.get(2)) + ", " + place(a.get(3)) + ")";
            case RECV:
                return received("recv(" + integer(a.get(0)) + ", " + buffer(a.get(1)) + ", " + integer(a.get(2)) + ")");
            case READ:
                return received("read(" + integer(a.get(0)) + ", " + buffer(a.get(1)) + ")");
            case RECVFROM:
                return received("recvfrom(" + integer(a.get(0)) + ", " + buffer(a.get(1)) + ", " + integer(a.get(2))
                        + ", " + resultAddress(a.get(3), a.get(4)) + ")");
            case FCNTL:
                descriptor = a.get(1).toString().startsWith("F_DUPFD");
                return "fcntl(" + integers(a) + ")";
            case SETSOCKOPT:
                return "setsockopt(" + integers(a.subList(0, 3)) + ", " + option(a.get(3)) + ")";
            case GETSOCKOPT:
                return getsockopt(a);
            case SENDMSG:
            case RECVMSG:
                return message(verb, a);
            case SENDMMSG:
            case RECVMMSG:
                return messages(verb, a);
            case IOCTL:
                return ioctl(a);
            case POLL:
                return poll(a);
            case EPOLL_CTL:
                return epollCtl(a);
            case EPOLL_WAIT:
                return epollWait(a);
            default:
                return helper(verb, a);
        }
    }

    private String helper(Verb verb, List<CaseText> a) {
        switch (verb) {
            case LISTENER:
                descriptor = true;
                return call("listener", placeOf(a.get(0)) + ", " + (a.size() > 1 ? integer(a.get(1)) : "5"));
            case UDP:
                descriptor = true;
                return call("udp", placeOf(a.get(0)));
            case CONNECT_TO:
                descriptor = true;
                return call("connect_to", integer(a.get(0)));
            case WAIT:
                globals.append("static struct pollfd poll").append(number).append(";\n");
                numbers.put("revents", "poll" + number + ".revents");
                return call(
                        "wait_for",
                        integers(a.subList(0, 2)) + ", " + (a.size() > 2 ? integer(a.get(2)) : "2000") + ", &poll"
                                + number);
            case SLEEP:
                return "usleep((useconds_t)" + integer(a.get(0)) + " * 1000)";
            case SENDFULL:
                return call("send_full", integer(a.get(0)) + ", " + integer(a.get(1)));
            case START:
                return start(a.get(0));
            case RUNNING:
                return call("running", integer(a.get(0)));
            case JOIN:
                numbers = background.numbers;
                data = background.data;
                address = background.address;
                descriptor = background.descriptor;
                made = backgroundMade;
                return call("join", "");
            case FD:
                descriptor = true;
                return fd(a.get(0).toString());
            default:
                return fixture(verb, a);
        }
    }

    private String fixture(Verb verb, List<CaseText> a) {
        String word = a.isEmpty() ? "" : literal(a.get(0).toString().getBytes(StandardCharsets.UTF_8));
        switch (verb) {
            case TOUCH:
                return call("touch", word);
            case MKDIR:
                return "mkdir(" + call("in_directory", word) + ", 0777)";
            case UNLINK:
                return "unlink(" + call("in_directory", word) + ")";
            case EXISTS:
                return "access(" + call("in_directory", word) + ", F_OK)";
            case SYMLINK:
                return "symlink(" + word + ", "
                        + call("in_directory", literal(a.get(1).toString().getBytes(StandardCharsets.UTF_8))) + ")";
            case CHMOD:
                return "chmod(" + call("in_directory", word) + ", " + integer(a.get(1)) + ")";
            case DROPUSER:
                return call("drop_user", "");
            case PRIVPORT:
                return call("privileged", integer(a.get(0)));
            default:
                throw new AssertionError(verb);
        }
    }

    private String fd(String kind) {
        switch (kind) {
            case "file":
                return "open(" + call("in_directory", "\"fdfile\"") + ", O_RDWR | O_CREAT, 0600)";
            case "dir":
                use("directory");
                return "open(directory, O_RDONLY | O_DIRECTORY)";
            case "path":
                use("directory");
                return "open(directory, O_PATH)";
            case "devnull":
                return "open(\"/dev/null\", O_WRONLY)";
            case "devzero":
                return "open(\"/dev/zero\", O_RDONLY)";
            case "procmaps":
                return "open(\"/proc/self/maps\", O_RDONLY)";
            case "eventfd":
                return "eventfd(0, 0)";
            case "signalfd":
                return call("open_signalfd", "");
            case "timerfd":
                return "timerfd_create(CLOCK_REALTIME, 0)";
            case "inotify":
                return "inotify_init1(0)";
            case "pidfd":
                return "syscall(SYS_pidfd_open, getpid(), 0)";
            case "memfd":
                return "memfd_create(\"conform\", 0)";
            case "epoll":
                return "epoll_create1(0)";
            default:
                return call("open_fifo", "");
        }
    }

    /** The call becomes the body of a thread. */
    private String start(CaseText text) {
        Verb verb = Verb.of(text.to(text.indexOf('(')).trim().toString());
        StringBuilder main = body;
        body = new StringBuilder();
        String expression = expression(verb, text.inside('(').split(","));
        functions
                .append("\nstatic void *background")
                .append(number)
                .append("(void *unused)\n{\n")
                .append("    background.id = (int)syscall(SYS_gettid);\n")
                .append(body)
                .append("    background_ended(")
                .append(expression)
                .append(");\n    return unused;\n}\n");
        body = main;
        background = new Results(numbers, data, address, descriptor);
        backgroundMade = made;
        begin();
        use("background");
        return "start(background" + number + ")";
    }

    private String pair(String name, List<CaseText> a) {
        if (a.size() > 3) {
            return name + "(" + integers(a.subList(0, 3)) + ", " + pointer(a.get(3)) + ")";
        }
        String pair = "pair" + number;
        globals.append("static int ").append(pair).append("[2];\n");
        made = new String[] {pair + "[0]", pair + "[1]"};
        return name + "(" + (a.isEmpty() ? "" : integers(a) + ", ") + pair + ")";
    }

    private String getsockopt(List<CaseText> a) {
        String target = integers(a.subList(0, 3));
        if (!a.get(3).is("BUF") || isPointer(a.get(4))) {
            return "getsockopt(" + target + ", " + (a.get(3).is("BUF") ? result("option", 512) : pointer(a.get(3)))
                    + ", " + length(a.get(4)) + ")";
        }
        String option = result("option", 512);
        String length = length(a.get(4));
        String n = length.substring(1);
        data = new String[] {option, "(long)(" + n + " < sizeof " + option + " ? " + n + " : sizeof " + option + ")"};
        numbers.put("val", "number_in(" + option + ", " + n + ")");
        numbers.put("optlen", n);
        return "getsockopt(" + target + ", " + option + ", " + length + ")";
    }

    /** A buffer of this step. */
    private String result(String kind, int size) {
        globals.append("static unsigned char ")
                .append(kind)
                .append(number)
                .append('[')
                .append(size)
                .append("];\n");
        return kind + number;
    }

    /** A socklen_t of this step, or a pointer in its place. */
    private String length(CaseText text) {
        if (isPointer(text)) {
            return pointer(text);
        }
        globals.append("static socklen_t length").append(number).append(";\n");
        line("length" + number + " = (socklen_t)" + integer(text) + ";");
        return "&length" + number;
    }

    private String resultAddress(CaseText buffer, CaseText length) {
        if (!buffer.is("BUF")) {
            return "(struct sockaddr *)" + pointer(buffer) + ", " + length(length);
        }
        String memory = result("from", 512);
        String n = length(length);
        if (n.startsWith("&")) {
            address = new String[] {memory, "(long)" + n.substring(1)};
            numbers.put("alen", n.substring(1));
        }
        return "(struct sockaddr *)" + memory + ", " + n;
    }

    /** The receive buffer and its size. */
    private String buffer(CaseText text) {
        if (!DIGITS.matcher(text.toString()).matches()) {
            return String.join(", ", bytes(text));
        }
        long size = Long.decode(text.toString());
        if (size < 0 || size > Parser.MOST_BYTES) {
            throw new IllegalStateException("a buffer of " + size + " bytes cannot be written in C");
        }
        String memory = result("data", (int) Math.max(1, size));
        String count = "got" + number;
        globals.append("static long ").append(count).append(";\n");
        data = new String[] {memory, "(" + count + " < " + size + " ? " + count + " : " + size + ")"};
        return memory + ", " + size;
    }

    /** A call whose result says how many bytes there are. */
    private String received(String expression) {
        return data == null ? expression : "(got" + number + " = " + expression + ")";
    }

    // ---- messages ----

    private String message(Verb verb, List<CaseText> a) {
        String target = integer(a.get(0));
        if (a.size() == 3) {
            return verb + "(" + target + ", " + pointer(a.get(1)) + ", " + integer(a.get(2)) + ")";
        }
        String m = "message" + number;
        globals.append("static struct msghdr ").append(m).append(";\n");
        String call;
        if (verb == Verb.SENDMSG) {
            if (!a.get(1).is("NULL")) {
                String[] parts = place(a.get(1)).split(", (?=[^,]*$)");
                line(m + ".msg_name = (void *)" + parts[0] + ";");
                line(m + ".msg_namelen = " + parts[1] + ";");
            }
            vector(m + ".msg_iov", m + ".msg_iovlen", "vector" + number, a.get(2), null);
            control(m, a.get(3));
            call = "sendmsg(" + target + ", &" + m + ", " + integer(a.get(4)) + ")";
        } else {
            if (!a.get(1).is("NULL")) {
                String from = result("from", 512);
                line(m + ".msg_name = " + from + ";");
                line(m + ".msg_namelen = (socklen_t)" + integer(a.get(1)) + ";");
                address = new String[] {from, "(long)" + m + ".msg_namelen"};
                numbers.put("alen", m + ".msg_namelen");
            }
            String scattered = vector(m + ".msg_iov", m + ".msg_iovlen", "vector" + number, a.get(2), "");
            receiveControl(m, a.get(3));
            numbers.put("flags", m + ".msg_flags");
            call = "recvmsg(" + target + ", &" + m + ", " + integer(a.get(4)) + ")";
            if (scattered != null) {
                globals.append("static long got").append(number).append(";\n");
                data = new String[] {
                    scattered,
                    "(got" + number + " < (long)sizeof " + scattered + " ? got" + number + " : (long)sizeof "
                            + scattered + ")"
                };
                call = received(call);
            }
        }
        return call;
    }

    /**
     * An iovec array.
     *
     * @param receive null for bytes to send; else buffers, one behind the other
     * @return the buffer that all of them are parts of; null when there is none
     */
    private String vector(String where, String count, String name, CaseText text, String receive) {
        CaseText[] token = modified(text, "cnt");
        if (token[0].charAt(0) != '[') {
            String[] pointer = bytes(text);
            line(where + " = (struct iovec *)" + pointer[0] + ";");
            line(count + " = (size_t)" + pointer[1] + ";");
            return null;
        }
        List<CaseText> parts = token[0].inside('[').split(",");
        globals.append("static struct iovec ")
                .append(name)
                .append('[')
                .append(Math.max(1, parts.size()))
                .append("];\n");
        long total = 0;
        String memory = receive == null ? null : "data" + name.substring("vector".length());
        for (int i = 0; i < parts.size(); i++) {
            if (receive == null) {
                String[] bytes = bytes(parts.get(i));
                line(name + "[" + i + "] = (struct iovec){ (void *)(uintptr_t)" + bytes[0] + ", (size_t)" + bytes[1]
                        + " };");
            } else if (DIGITS.matcher(parts.get(i).toString()).matches()) {
                long size = Long.decode(parts.get(i).toString());
                line(name + "[" + i + "] = (struct iovec){ " + memory + " + " + total + ", " + size + " };");
                total += size;
            } else {
                String[] bytes = bytes(parts.get(i));
                line(name + "[" + i + "] = (struct iovec){ (void *)(uintptr_t)" + bytes[0] + ", (size_t)" + bytes[1]
                        + " };");
            }
        }
        if (memory != null) {
            globals.append("static unsigned char ")
                    .append(memory)
                    .append('[')
                    .append(Math.max(1, total))
                    .append("];\n");
        }
        line(where + " = " + name + ";");
        line(count + " = (size_t)" + (token[1] == null ? Integer.toString(parts.size()) : integer(token[1])) + ";");
        return memory;
    }

    private void control(String m, CaseText text) {
        if (text.is("NULL")) {
            return;
        }
        CaseText[] token = modified(text, "ctllen");
        if (isPointer(token[0])) {
            line(m + ".msg_control = " + pointer(token[0]) + ";");
            line(m + ".msg_controllen = (size_t)" + integer(token[1]) + ";");
            return;
        }
        List<CaseText> items = token[0].charAt(0) == '[' ? token[0].inside('[').split(",") : List.of(token[0]);
        String memory = "control" + number;
        globals.append("static union { struct cmsghdr first; unsigned char room[8192]; } ")
                .append(memory)
                .append(";\n");
        line(m + ".msg_control = &" + memory + ";");
        line("size_t end" + number + " = 0;");
        for (int i = 0; i < items.size(); i++) {
            CaseText[] item = modified(items.get(i), "cmsglen");
            String length = item[1] == null ? "-1" : integer(item[1]);
            String header;
            String content;
            if (item[0].startsWith("rights(")) {
                header = "SOL_SOCKET, SCM_RIGHTS";
                content = rights(item[0].inside('(').split(","), "rights" + number + "_" + i);
            } else {
                List<CaseText> parts = item[0].inside('(').split(",");
                header = integer(parts.get(0)) + ", " + integer(parts.get(1));
                boolean isNumber = parts.size() > 2 && isNumber(parts.get(2));
                content = parts.size() < 3
                        ? "\"\", 0"
                        : isNumber
                                ? "&(int){ " + integer(parts.get(2)) + " }, sizeof(int)"
                                : String.join(", ", bytes(parts.get(2)));
            }
            line("end" + number + " = "
                    + call(
                            "put_control",
                            "&" + memory + ", end" + number + ", " + header + ", " + content + ", " + length)
                    + ";");
        }
        line(m + ".msg_controllen = " + (token[1] == null ? "end" + number : "(size_t)" + integer(token[1])) + ";");
    }

    private String rights(List<CaseText> names, String array) {
        List<String> all = new ArrayList<>();
        for (CaseText one : names) {
            int star = one.indexOf('*');
            long times = star < 0 ? 1 : Long.decode(one.from(star + 1).trim().toString());
            for (long i = 0; i < times; i++) {
                all.add(integer(star < 0 ? one : one.to(star).trim()));
            }
        }
        line("int " + array + "[] = { " + String.join(", ", all) + " };");
        return array + ", sizeof " + array;
    }

    private void receiveControl(String m, CaseText text) {
        if (!isNumber(text)) {
            String[] pointer = bytes(text);
            line(m + ".msg_control = " + pointer[0] + ";");
            line(m + ".msg_controllen = (size_t)" + pointer[1] + ";");
            return;
        }
        if (text.is("0")) {
            return;
        }
        String memory = "control" + number;
        globals.append("static union { struct cmsghdr first; unsigned char room[65536]; } ")
                .append(memory)
                .append(";\n");
        line(m + ".msg_control = &" + memory + ";");
        line(m + ".msg_controllen = (size_t)" + integer(text) + ";");
        String all = "control_of(&" + m + ")";
        numbers.put("clen", m + ".msg_controllen");
        numbers.put("ncmsg", all + ".messages");
        numbers.put("nrights", all + ".rights");
        numbers.put("clevel", all + ".level");
        numbers.put("ctype", all + ".type");
        numbers.put("cint", all + ".number");
        made = new String[] {all + ".fds[0]", all + ".fds[1]", all + ".fds[2]", all + ".fds[3]"};
    }

    private String messages(Verb verb, List<CaseText> a) {
        String target = integer(a.get(0));
        if (a.get(1).charAt(0) != '[') {
            String[] pointer = bytes(a.get(1));
            String rest = verb == Verb.SENDMMSG ? "" : ", " + timeout(a.get(3));
            return verb + "(" + target + ", " + pointer[0] + ", (unsigned)" + pointer[1] + ", " + integer(a.get(2))
                    + rest + ")";
        }
        List<CaseText> parts = a.get(1).inside('[').split(",");
        String name = "messages" + number;
        globals.append("static struct mmsghdr ")
                .append(name)
                .append('[')
                .append(Math.max(2, parts.size()))
                .append("];\n");
        for (int i = 0; i < parts.size(); i++) {
            String vector = "vector" + number + "_" + i;
            String header = name + "[" + i + "].msg_hdr";
            if (verb == Verb.SENDMMSG) {
                vector(header + ".msg_iov", header + ".msg_iovlen", vector, parts.get(i), null);
            } else {
                vector(
                        header + ".msg_iov",
                        header + ".msg_iovlen",
                        vector,
                        CaseText.ofLine("step", 1, "[" + parts.get(i) + "]"),
                        "");
            }
        }
        numbers.put("nmsg", "sent" + number);
        globals.append("static long sent").append(number).append(";\n");
        numbers.put("len0", name + "[0].msg_len");
        numbers.put("len1", name + "[1].msg_len");
        numbers.put("flags", name + "[0].msg_hdr.msg_flags");
        String call = verb + "(" + target + ", " + name + ", " + parts.size() + ", " + integer(a.get(2))
                + (verb == Verb.SENDMMSG ? "" : ", " + timeout(a.get(3))) + ")";
        if (verb == Verb.RECVMMSG && !parts.isEmpty()) {
            data = new String[] {"data" + number + "_0", "(long)" + name + "[0].msg_len"};
        }
        return "(sent" + number + " = " + call + ")";
    }

    private String timeout(CaseText text) {
        if (isPointer(text)) {
            return pointer(text);
        }
        List<CaseText> parts = text.inside('(').split(",");
        return "&(struct timespec){ " + integers(parts) + " }";
    }

    // ---- ioctl, poll, epoll ----

    private String ioctl(List<CaseText> a) {
        String head = "ioctl(" + integers(a.subList(0, 2)) + ", ";
        CaseText argument = a.get(2);
        String value = "value" + number;
        if (argument.is("INT") || argument.startsWith("INT:")) {
            globals.append("static int ").append(value).append(";\n");
            if (argument.startsWith("INT:")) {
                line(value + " = " + integer(argument.from("INT:".length())) + ";");
            }
            numbers.put("val", value);
            return head + "&" + value + ")";
        }
        if (argument.startsWith("ifreq:")) {
            globals.append("static struct ifreq ").append(value).append(";\n");
            line("snprintf(" + value + ".ifr_name, IFNAMSIZ, \"%s\", \"" + argument.from("ifreq:".length()) + "\");");
            numbers.put("val", value + ".ifr_flags");
            return head + "&" + value + ")";
        }
        if (argument.startsWith("ifconf:")) {
            globals.append("static struct ifconf ").append(value).append(";\n");
            String room = result("room", 65536);
            line(value + ".ifc_len = " + integer(argument.from("ifconf:".length())) + ";");
            line(value + ".ifc_buf = (char *)" + room + ";");
            numbers.put("val", value + ".ifc_len");
            return head + "&" + value + ")";
        }
        return head + String.join("", bytes(argument)[0]) + ")";
    }

    private String poll(List<CaseText> a) {
        CaseText[] token = modified(a.get(0), "cnt");
        if (token[0].charAt(0) != '[') {
            String[] pointer = bytes(a.get(0));
            return "poll(" + pointer[0] + ", (nfds_t)" + pointer[1] + ", " + integer(a.get(1)) + ")";
        }
        List<CaseText> entries = token[0].inside('[').split(",");
        String name = "poll" + number;
        globals.append("static struct pollfd ")
                .append(name)
                .append('[')
                .append(Math.max(2, entries.size()))
                .append("];\n");
        for (int i = 0; i < entries.size(); i++) {
            int colon = entries.get(i).indexOf(':');
            line(name + "[" + i + "] = (struct pollfd){ "
                    + integer(entries.get(i).to(colon).trim()) + ", (short)("
                    + integer(entries.get(i).from(colon + 1).trim()) + "), 0 };");
        }
        numbers.put("revents", name + "[0].revents");
        numbers.put("revents1", name + "[1].revents");
        String count = token[1] == null ? Integer.toString(entries.size()) : "(nfds_t)" + integer(token[1]);
        return "poll(" + name + ", " + count + ", " + integer(a.get(1)) + ")";
    }

    private String epollCtl(List<CaseText> a) {
        String event = isPointer(a.get(3))
                ? pointer(a.get(3))
                : "&(struct epoll_event){ .events = (uint32_t)(" + integer(a.get(3)) + "), .data.fd = "
                        + integer(a.get(2)) + " }";
        return "epoll_ctl(" + integers(a.subList(0, 3)) + ", " + event + ")";
    }

    private String epollWait(List<CaseText> a) {
        String name = "events" + number;
        globals.append("static struct epoll_event ").append(name).append("[1024];\n");
        numbers.put("revents", name + "[0].events");
        numbers.put("revents1", name + "[1].events");
        numbers.put("evfd", name + "[0].data.fd");
        String where = a.size() > 3 ? pointer(a.get(3)) : name;
        return "epoll_wait(" + integer(a.get(0)) + ", " + where + ", " + integers(a.subList(1, 3)) + ")";
    }

    // ---- values ----

    private static boolean isPointer(CaseText text) {
        return text.is("NULL") || text.is("BAD") || text.startsWith("PTR:");
    }

    private static boolean isNumber(CaseText text) {
        return !isPointer(text)
                && text.charAt(0) != '"'
                && !text.startsWith("fill:")
                && !text.startsWith("zeros:")
                && !text.startsWith("hex:")
                && text.outside("/") < 0;
    }

    private String pointer(CaseText text) {
        if (text.is("NULL")) {
            return "NULL";
        }
        return text.is("BAD") ? call("bad_page", "") : "(void *)" + integer(text.from("PTR:".length()));
    }

    /** A token without {@code /key=value}, and the value or null. */
    private static CaseText[] modified(CaseText text, String key) {
        int at = text.outside("/" + key + "=");
        if (at < 0) {
            return new CaseText[] {text, null};
        }
        CaseText value = text.from(at + key.length() + 2);
        int end = value.outside("/");
        return new CaseText[] {text.to(at).trim(), (end < 0 ? value : value.to(end)).trim()};
    }

    /** A token without any {@code /key=value}. */
    private static CaseText bare(CaseText text) {
        int at = text.outside("/");
        for (String key : List.of("/len=", "/pad=", "/family=")) {
            int found = text.outside(key);
            at = found >= 0 && (at < 0 || found < at) ? found : at;
        }
        for (String key : List.of("/len=", "/pad=", "/family=")) {
            if (text.outside(key) == at && at >= 0) {
                return text.to(at).trim();
            }
        }
        return text;
    }

    private String integers(List<CaseText> texts) {
        List<String> all = new ArrayList<>();
        texts.forEach(text -> all.add(integer(text)));
        return String.join(", ", all);
    }

    private String integer(CaseText text) {
        List<String> terms = new ArrayList<>();
        text.split("|").forEach(term -> terms.add(term(term.toString())));
        return String.join(" | ", terms);
    }

    private static String term(String text) {
        if (text.startsWith("ns:")) {
            return "htons((uint16_t)" + term(text.substring("ns:".length()).strip()) + ")";
        }
        if (text.equals("BADFD")) {
            return "400";
        }
        if (OCTAL_NUMBER.matcher(text).matches()) {
            return text.replaceAll("^0+(?=[0-9])", "");
        }
        return Character.isLowerCase(text.charAt(0)) ? name(text) : text;
    }

    /** Bytes in native memory and their number. */
    private String[] bytes(CaseText text) {
        CaseText body = bare(text);
        CaseText length = modified(text, "len")[1];
        CaseText pad = modified(text, "pad")[1];
        if (isPointer(body)) {
            // A cast hides from the compiler what the kernel is to find out.
            String pointer = body.is("NULL") ? "(void *)(uintptr_t)0" : pointer(body);
            return new String[] {pointer, length == null ? "0" : integer(length)};
        }
        String room = length == null ? "0" : "(size_t)(" + integer(length) + ")";
        if (body.startsWith("fill:")) {
            String count = integer(body.from("fill:".length()));
            return new String[] {call("fill", count + ", " + room), length == null ? count : integer(length)};
        }
        byte[] content = body.startsWith("zeros:") ? new byte[0] : content(body);
        String count =
                body.startsWith("zeros:") ? integer(body.from("zeros:".length())) : Integer.toString(content.length);
        if (pad != null) {
            count = "(" + count + " > " + integer(pad) + " ? " + count + " : " + integer(pad) + ")";
        }
        if (length != null || pad != null || body.startsWith("zeros:")) {
            String most = length == null ? "(size_t)(" + count + ")" : room;
            return new String[] {
                call("bytes", literal(content) + ", " + content.length + ", " + most),
                length == null ? count : integer(length)
            };
        }
        return new String[] {literal(content), count};
    }

    private static byte[] content(CaseText text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (text.startsWith("hex:")) {
            for (int i = "hex:".length(); i + 1 < text.length(); i += 2) {
                out.write(Integer.parseInt(text.sub(i, i + 2).toString(), 16));
            }
            return out.toByteArray();
        }
        String inner = text.sub(1, text.length() - 1).toString();
        byte[] raw = inner.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < raw.length; i++) {
            if (raw[i] != '\\') {
                out.write(raw[i]);
                continue;
            }
            switch (raw[++i]) {
                case 'n' -> out.write('\n');
                case 'r' -> out.write('\r');
                case 't' -> out.write('\t');
                case '0' -> out.write(0);
                case 'x' -> {
                    out.write(Integer.parseInt(new String(raw, i + 1, 2, StandardCharsets.US_ASCII), 16));
                    i += 2;
                }
                default -> out.write(raw[i]);
            }
        }
        return out.toByteArray();
    }

    /** A string of C. */
    private static String literal(byte[] bytes) {
        StringBuilder text = new StringBuilder("\"");
        for (byte b : bytes) {
            int c = b & 0xFF;
            if (c == '"' || c == '\\') {
                text.append('\\').append((char) c);
            } else if (c >= ' ' && c <= '~' && c != '?') {
                text.append((char) c);
            } else {
                text.append('\\').append(String.format("%03o", c));
            }
        }
        return text.append('"').toString();
    }

    // ---- addresses ----

    /** The pointer and the length to pass. */
    private String place(CaseText text) {
        CaseText body = bare(text);
        if (isPointer(body)) {
            CaseText length = modified(text, "len")[1];
            String pointer = body.is("NULL") ? "NULL" : "(struct sockaddr *)" + pointer(body);
            return pointer + ", " + (length == null ? "0" : "(socklen_t)" + integer(length));
        }
        String name = placeOf(text);
        return "&" + name + ".a.sa, " + name + ".n";
    }

    /** A {@code struct place} of this step. */
    private String placeOf(CaseText text) {
        String name = "to" + number;
        use("place");
        line("struct place " + name + " = " + form(bare(text), modified(text, "pad")[1]) + ";");
        CaseText family = modified(text, "family")[1];
        if (family != null) {
            line(name + ".a.ss.ss_family = " + integer(family) + ";");
        }
        CaseText length = modified(text, "len")[1];
        if (length != null) {
            line(name + ".n = (socklen_t)" + integer(length) + ";");
        }
        return name;
    }

    private String form(CaseText text, CaseText pad) {
        String padded = pad == null ? "0" : integer(pad);
        if (text.is("unspec")) {
            return "{ .n = sizeof(struct sockaddr) }";
        }
        if (text.startsWith("&")) {
            return call("local", integer(text.from(1)));
        }
        if (text.is("unix:")) {
            return call("unix_name", "\"\", 0, 0");
        }
        if (text.startsWith("unix:")) {
            return call("unix_path", word(text, "unix:") + ", " + padded);
        }
        if (text.startsWith("rawunix:")) {
            return call("unix_name", word(text, "rawunix:") + ", 0, " + padded);
        }
        if (text.startsWith("abstract:")) {
            return call("unix_abstract", word(text, "abstract:") + ", " + padded);
        }
        if (text.startsWith("packet:")) {
            List<CaseText> parts = text.from("packet:".length()).split(":");
            return call("packet", "\"" + parts.get(0) + "\", " + (parts.size() > 1 ? integer(parts.get(1)) : "0"));
        }
        if (text.startsWith("[")) {
            int end = text.indexOf(']');
            return call("inet6", "\"" + text.sub(1, end) + "\", " + port(text.from(end + 2)));
        }
        int colon = text.indexOf(':');
        return call("inet4", "\"" + text.to(colon) + "\", " + port(text.from(colon + 1)));
    }

    private static String word(CaseText text, String prefix) {
        return literal(text.from(prefix.length()).toString().getBytes(StandardCharsets.UTF_8));
    }

    private String port(CaseText text) {
        if (text.is("unused")) {
            return call("unused_port", "SOCK_STREAM");
        }
        if (text.is("unusedudp")) {
            return call("unused_port", "SOCK_DGRAM");
        }
        return text.startsWith("@") ? call("port_of", integer(text.from(1))) : integer(text);
    }

    // ---- options ----

    private String option(CaseText text) {
        CaseText body = bare(text);
        CaseText length = modified(text, "len")[1];
        String size;
        String value;
        if (isPointer(body)
                || body.charAt(0) == '"'
                || body.startsWith("fill:")
                || body.startsWith("zeros:")
                || body.startsWith("hex:")) {
            String[] bytes = bytes(text);
            return bytes[0] + ", (socklen_t)(" + bytes[1] + ")";
        }
        if (body.startsWith("linger(")) {
            value = "&(struct linger){ " + integers(body.inside('(').split(",")) + " }";
            size = "sizeof(struct linger)";
        } else if (body.startsWith("timeval(")) {
            value = "&(struct timeval){ " + integers(body.inside('(').split(",")) + " }";
            size = "sizeof(struct timeval)";
        } else if (body.startsWith("mreq(")) {
            List<CaseText> parts = body.inside('(').split(",");
            value = "&(struct ip_mreq){ { inet_addr(\"" + parts.get(0) + "\") }, { inet_addr(\"" + parts.get(1)
                    + "\") } }";
            size = "sizeof(struct ip_mreq)";
        } else {
            value = "&(int){ " + integer(body) + " }";
            size = "sizeof(int)";
        }
        return value + ", " + (length == null ? size : "(socklen_t)" + integer(length));
    }
}
