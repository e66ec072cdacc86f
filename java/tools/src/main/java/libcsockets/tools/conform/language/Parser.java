package libcsockets.tools.conform.language;

import static libcsockets.Constants.*;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import libcsockets.Constants;
import libcsockets.Libc;
import libcsockets.tools.conform.language.Value.Int;

/**
 * Takes one case apart. Throws a {@link CaseFileException} for every fault that can be seen without running the case.
 */
public final class Parser {
    private static final String BADFD = "BADFD";

    /** The names that are not constants of the socket headers. */
    private static final Map<String, Long> NUMBERS = Map.of(
            BADFD,
            (long) Limits.BADFD,
            "INT_MAX",
            (long) Integer.MAX_VALUE,
            "INT_MIN",
            (long) Integer.MIN_VALUE,
            // linux/netfilter_ipv4/ip_tables.h: a level's first option, never an interface of sockets
            "IPT_SO_SET_REPLACE",
            64L);

    /** The commands of fcntl whose argument is an address: a number other than 0 would be a wild pointer. */
    private static final Set<Integer> POINTER_COMMANDS = Set.of(
            F_GETLK,
            F_SETLK,
            F_SETLKW,
            F_OFD_GETLK,
            F_OFD_SETLK,
            F_OFD_SETLKW,
            F_GETOWN_EX,
            F_SETOWN_EX,
            F_GET_RW_HINT,
            F_SET_RW_HINT,
            F_GET_FILE_RW_HINT,
            F_SET_FILE_RW_HINT);

    /** Names that steps before have bound. */
    private final Set<String> bound = new HashSet<>();

    /** The constants that the case uses. */
    private final Map<String, Long> constants = new TreeMap<>();

    private boolean afterCall;
    private boolean wild;

    // ---- case and steps ----

    Case parse(String source, List<CaseText> columns) {
        CaseText id = columns.get(0);
        if (id.isEmpty() || id.indexOf(' ') >= 0) {
            throw id.error("an id is a name without blanks");
        }
        List<Step> setup = steps(columns.get(2));

        CaseText verbText = columns.get(3).trim();
        Verb call = verb(verbText);
        if (call == Verb.ASSERT) {
            throw verbText.error("assert is not a call");
        }
        CaseText argumentsText = columns.get(4);
        argumentsText.checkBalanced();
        List<Value> arguments =
                arguments(call, verbText, argumentsText.trim().is("-") ? argumentsText.to(0) : argumentsText.trim());

        Match expected = match(columns.get(5).trim());
        afterCall = true;
        List<Step> check = columns.size() > 6 ? steps(columns.get(6)) : List.of();
        return new Case(
                id.toString(), tags(columns.get(1)), setup, call, arguments, expected, check, wild, constants, source);
    }

    private static Set<String> tags(CaseText text) {
        Set<String> tags = new HashSet<>();
        for (CaseText tag : text.split(",")) {
            tags.add(tag.toString());
        }
        return tags;
    }

    private List<Step> steps(CaseText column) {
        List<Step> steps = new ArrayList<>();
        if (column.trim().is("-")) {
            return steps;
        }
        column.checkBalanced();
        int number = 0;
        for (CaseText text : split(column, ";", Limits.MOST_PARTS, "steps")) {
            number++;
            if (!text.isEmpty()) {
                steps.add(step(number, text));
            }
        }
        return steps;
    }

    /** {@code [?] [names =] verb(arguments) [-> match]} */
    private Step step(int number, CaseText text) {
        CaseText rest = text;
        boolean prerequisite = rest.startsWith("?");
        if (prerequisite) {
            rest = rest.from(1).trim();
        }
        int arrow = rest.outside("->");
        Match expected = null;
        if (arrow >= 0) {
            expected = match(rest.from(arrow + 2).trim());
            rest = rest.to(arrow).trim();
        }
        if (rest.indexOf('(') < 0) {
            throw rest.error("a step is verb(arguments), not " + rest.quoted());
        }
        CaseText argumentsText = rest.inside('(');
        CaseText head = rest.to(rest.indexOf('(')).trim();
        int equals = head.indexOf('=');
        CaseText verbText = head.from(equals + 1).trim();
        Verb verb = verb(verbText);
        if (verb == Verb.ASSERT && expected != null) {
            throw text.error("an assertion has no -> match");
        }
        List<Value> arguments = arguments(verb, verbText, argumentsText);
        return new Step(
                number,
                text.toString(),
                prerequisite,
                equals < 0 ? null : names(head.to(equals), verb),
                verb,
                arguments,
                expected);
    }

    private List<String> names(CaseText text, Verb verb) {
        List<String> names = new ArrayList<>();
        for (CaseText name : text.split(",")) {
            if (!isName(name)) {
                throw name.error("a name is a lower-case letter and then letters, digits and _, not " + name.quoted());
            }
            if (name.length() > Limits.LONGEST_NAME) {
                throw name.error(
                        "a name has at most " + Limits.LONGEST_NAME + " characters, this one " + name.length());
            }
            names.add(name.toString());
        }
        if (names.isEmpty()) {
            throw text.error("before = there must be a name");
        }
        int made = verb.descriptors();
        if (made != Verb.SOME && made != names.size()) {
            String descriptors = made == 0 ? "no descriptor" : made == 1 ? "one descriptor" : made + " descriptors";
            throw text.error(verb + " makes " + descriptors + ", here are " + names.size() + " names");
        }
        bound.addAll(names);
        if (bound.size() > Limits.MOST_NAMES) {
            throw text.error("a case may have at most " + Limits.MOST_NAMES + " names");
        }
        return names;
    }

    /** The parts of a text, of which there may be so many. */
    private static List<CaseText> split(CaseText text, String separator, int most, String what) {
        List<CaseText> parts = text.split(separator);
        if (parts.size() > most) {
            throw text.error("there may be at most " + most + " " + what + " here, not " + parts.size());
        }
        return parts;
    }

    private static boolean isName(CaseText text) {
        if (text.isEmpty() || text.charAt(0) < 'a' || text.charAt(0) > 'z') {
            return false;
        }
        return isWord(text);
    }

    private static boolean isWord(CaseText text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_')) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    private static Verb verb(CaseText text) {
        Verb verb = Verb.of(text.toString());
        if (verb == null) {
            throw text.error("there is no verb " + text.quoted());
        }
        return verb;
    }

    private Match match(CaseText text) {
        List<Match.Alternative> alternatives = new ArrayList<>();
        for (CaseText part : split(text, "|", Limits.MOST_JOINED, "alternatives")) {
            alternatives.add(alternative(part));
        }
        if (alternatives.isEmpty()) {
            throw text.error("there must be a result to expect");
        }
        return new Match(text.toString(), alternatives);
    }

    private Match.Alternative alternative(CaseText text) {
        if (text.startsWith("ok:>=")) {
            return new Match.Alternative(Match.Kind.AT_LEAST, null, integer(text.from("ok:>=".length())));
        }
        if (text.is("ok") || text.is("fail") || text.is("ok:fd")) {
            Match.Kind kind =
                    text.is("ok") ? Match.Kind.SUCCESS : text.is("fail") ? Match.Kind.FAILURE : Match.Kind.DESCRIPTOR;
            return new Match.Alternative(kind, null, null);
        }
        if (text.startsWith("ok:") && isDigits(text.from("ok:".length()))) {
            return new Match.Alternative(
                    Match.Kind.NUMBER, text.from("ok:".length()).toString(), null);
        }
        if (text.startsWith("errno:") && isWord(text.from("errno:".length()))) {
            return new Match.Alternative(
                    Match.Kind.ERRNO, text.from("errno:".length()).toString(), null);
        }
        throw text.error("a result is ok, ok:N, ok:>=N, ok:fd, errno:NAME or fail, not " + text.quoted());
    }

    private static boolean isDigits(CaseText text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return !text.isEmpty();
    }

    // ---- arguments ----

    private List<Value> arguments(Verb verb, CaseText verbText, CaseText text) {
        List<CaseText> parts = text.split(",");
        List<Verb.Kind> kinds = verb.signature(parts.size());
        if (kinds == null) {
            throw verbText.error(verb + " takes " + verb.arity() + ", here are " + parts.size());
        }
        if (verb == Verb.ASSERT) {
            Value.Comparison comparison = comparison(parts.get(0), parts.get(1));
            return List.of(comparison, expected(comparison, parts.get(2)));
        }
        List<Value> arguments = new ArrayList<>();
        for (int i = 0; i < kinds.size(); i++) {
            arguments.add(argument(kinds.get(i), parts.get(i)));
        }
        if (verb == Verb.FCNTL && arguments.size() == 3) {
            checkPointerCommand((Int) arguments.get(1), (Int) arguments.get(2));
        }
        return arguments;
    }

    private void checkPointerCommand(Int command, Int argument) {
        if (command.isConstant() && POINTER_COMMANDS.contains((int) command.constant())) {
            wild |= !argument.isConstant() || argument.constant() != 0;
        }
    }

    private Value argument(Verb.Kind kind, CaseText text) {
        switch (kind) {
            case INT:
                return integer(text);
            case POINTER:
                return pointer(text);
            case ADDRESS:
                return address(text);
            case BYTES:
                return blob(text);
            case BUFFER:
                return buffer(text);
            case RESULT_BUFFER:
                return resultBuffer(text);
            case RESULT_LENGTH:
                return isPointer(text)
                        ? new Value.ResultLength(null, pointer(text))
                        : new Value.ResultLength(integer(text), null);
            case OPTION:
                return option(text);
            case SEND_VECTOR:
                return vector(text, false);
            case RECEIVE_VECTOR:
                return vector(text, true);
            case NAME_LENGTH:
                return text.is("NULL")
                        ? new Value.ResultLength(null, pointer(text))
                        : new Value.ResultLength(integer(text), null);
            case CONTROL:
                return control(text);
            case SEND_MESSAGES:
                return messages(text, false);
            case RECEIVE_MESSAGES:
                return messages(text, true);
            case TIMEOUT:
                return timeout(text);
            case IOCTL_ARGUMENT:
                return ioctlArgument(text);
            case POLL_ARRAY:
                return pollArray(text);
            case EVENTS:
                return isPointer(text) ? new Value.Events(null, pointer(text)) : new Value.Events(integer(text), null);
            case DESCRIPTOR_KIND:
                if (!Verb.DESCRIPTOR_KINDS.contains(text.toString())) {
                    throw text.error("fd makes " + String.join(", ", Verb.DESCRIPTOR_KINDS) + ", not " + text.quoted());
                }
                return new Value.Word(text.toString());
            case WORD:
                if (text.isEmpty()) {
                    throw text.error("there must be a name here");
                }
                return new Value.Word(text.toString());
            case CALL:
                return call(text);
            default:
                throw new AssertionError(kind);
        }
    }

    /** {@code verb(arguments)} that runs in the background. */
    private Value.Call call(CaseText text) {
        if (text.indexOf('(') < 0) {
            throw text.error("start takes verb(arguments), not " + text.quoted());
        }
        CaseText verbText = text.to(text.indexOf('(')).trim();
        Verb verb = verb(verbText);
        if (verb == Verb.ASSERT || verb == Verb.START || verb == Verb.RUNNING || verb == Verb.JOIN) {
            throw verbText.error(verb + " cannot run in the background");
        }
        return new Value.Call(verb, arguments(verb, verbText, text.inside('(')));
    }

    // ---- numbers ----

    /** Numbers joined with a bar. */
    private Int integer(CaseText text) {
        List<Value.Term> terms = new ArrayList<>();
        for (CaseText part : split(text, "|", Limits.MOST_JOINED, "numbers")) {
            terms.add(term(part));
        }
        if (terms.isEmpty()) {
            throw text.error("there must be a number here");
        }
        return new Int(terms);
    }

    private Value.Term term(CaseText text) {
        int swaps = 0;
        CaseText rest = text;
        while (rest.startsWith("ns:")) {
            swaps++;
            rest = rest.from("ns:".length()).trim();
        }
        if (isName(rest)) {
            String name = rest.toString();
            if (!bound.contains(name) && !(afterCall && isResultName(name))) {
                throw rest.error("no step before binds the name " + name);
            }
            return new Value.Name(name, swaps);
        }
        return literal(rest, swaps);
    }

    /** Whether this is the name of a descriptor that the call under test makes. */
    private static boolean isResultName(String name) {
        return name.startsWith("r") && isDigits(CaseText.ofLine("", 0, name).from(1));
    }

    public static long swapped(long number, int swaps) {
        long result = number;
        for (int i = 0; i < swaps; i++) {
            result = Libc.htons((int) result);
        }
        return result;
    }

    private Value.Literal literal(CaseText text, int swaps) {
        if (text.isEmpty()) {
            throw text.error("there must be a number here");
        }
        String name = text.toString();
        char first = text.charAt(0);
        if (first == '-' || first >= '0' && first <= '9') {
            return new Value.Literal(swapped(number(text), swaps), name, swaps);
        }
        Long value = isWord(text) ? NUMBERS.getOrDefault(name, Constants.value(name)) : null;
        if (value == null) {
            throw text.error("there is no constant " + text.quoted());
        }
        if (!name.equals(BADFD)) {
            constants.put(name, value);
        }
        return new Value.Literal(swapped(value, swaps), name, swaps);
    }

    /** As C writes it: 0x for hexadecimal, 0 for octal. */
    private static long number(CaseText text) {
        boolean negative = text.startsWith("-");
        String digits = text.from(negative ? 1 : 0).toString();
        int radix = 10;
        if (digits.startsWith("0x") || digits.startsWith("0X")) {
            radix = 16;
            digits = digits.substring(2);
        } else if (digits.length() > 1 && digits.startsWith("0")) {
            radix = 8;
            digits = digits.substring(1);
        }
        // parseLong would take a sign of its own.
        if (!digits.isEmpty() && Character.digit(digits.charAt(0), radix) >= 0) {
            try {
                return Long.parseLong(negative ? "-" + digits : digits, radix);
            } catch (NumberFormatException e) {
                // Reported below: digits of another radix, or too many.
            }
        }
        throw text.error("not a 64-bit number: " + text.quoted());
    }

    // ---- modifiers ----

    /** A token without its {@code /key=value} parts, and the values of those. */
    private final class Modified {
        final CaseText body;
        private final Map<String, Int> values = new HashMap<>();

        Modified(CaseText token, String... keys) {
            int end = next(token, keys);
            body = token.to(end).trim();
            CaseText rest = token.from(end);
            while (!rest.isEmpty()) {
                int equals = rest.indexOf('=');
                String key = rest.sub(1, equals).toString();
                CaseText value = rest.from(equals + 1);
                end = next(value, keys);
                if (values.put(key, integer(value.to(end).trim())) != null) {
                    throw rest.error("/" + key + "= is there twice");
                }
                rest = value.from(end);
            }
        }

        /** Where the first of the keys begins; the end of the text when there is none. */
        private int next(CaseText text, String... keys) {
            int first = text.length();
            for (String key : keys) {
                int at = text.outside("/" + key + "=");
                if (at >= 0) {
                    first = Math.min(first, at);
                }
            }
            return first;
        }

        Int get(String key) {
            return values.get(key);
        }
    }

    // ---- bytes ----

    private static boolean isPointer(CaseText text) {
        for (String start : new String[] {"NULL", "BAD", "PTR:"}) {
            if (text.startsWith(start)) {
                CaseText rest = text.from(start.length());
                if (start.endsWith(":")
                        || rest.isEmpty()
                        || rest.charAt(0) == '/'
                        || CaseText.isSpace(rest.charAt(0))) {
                    return true;
                }
            }
        }
        return false;
    }

    private Value.Blob pointer(CaseText text) {
        if (!isPointer(text)) {
            throw text.error("this must be a pointer (NULL, BAD or PTR:N), not " + text.quoted());
        }
        return blob(text);
    }

    private Value.Blob blob(CaseText text) {
        Modified token = new Modified(text, "pad", "len");
        return new Value.Blob(content(token.body), token.get("pad"), token.get("len"));
    }

    private Value.Content content(CaseText text) {
        if (text.startsWith("\"")) {
            return new Value.Literally(string(text));
        }
        if (text.startsWith("fill:")) {
            return new Value.Fill(size(text.from("fill:".length())));
        }
        if (text.startsWith("zeros:")) {
            return new Value.Zeros(size(text.from("zeros:".length())));
        }
        if (text.startsWith("hex:")) {
            return new Value.Literally(hex(text.from("hex:".length())));
        }
        if (isPointer(text)) {
            return pointerContent(text);
        }
        throw text.error(
                "bytes are \"text\", fill:N, zeros:N, hex:AABB or a pointer (NULL, BAD, PTR:N), not " + text.quoted());
    }

    /** The pointer; the case is wild if it is not NULL. */
    private Value.Pointer pointerContent(CaseText text) {
        Value.Pointer pointer = new Value.Pointer(null);
        if (text.startsWith("PTR:")) {
            pointer = new Value.Pointer(integer(text.from("PTR:".length())));
        } else if (text.is("NULL")) {
            pointer = new Value.Pointer(Int.of(0));
        } else if (!text.is("BAD")) {
            throw text.error("a pointer is NULL, BAD or PTR:N, not " + text.quoted());
        }
        wild |= !pointer.isNull();
        return pointer;
    }

    /** A number of bytes. */
    private Int size(CaseText text) {
        Int size = integer(text);
        if (size.isConstant() && (size.constant() < 0 || size.constant() > Limits.MOST_BYTES)) {
            throw text.error("the number of bytes must be 0 to " + Limits.MOST_BYTES + ", not " + size.constant());
        }
        return size;
    }

    private static byte[] string(CaseText text) {
        int end = text.endOfString(0);
        if (end != text.length() - 1) {
            throw text.from(end + 1).error("nothing may follow the string here");
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int plain = 1;
        for (int i = 1; i < end; i++) {
            if (text.charAt(i) != '\\') {
                continue;
            }
            bytes.writeBytes(utf8(text.sub(plain, i)));
            i++;
            switch (text.charAt(i)) {
                case 'n':
                    bytes.write('\n');
                    break;
                case 'r':
                    bytes.write('\r');
                    break;
                case 't':
                    bytes.write('\t');
                    break;
                case '0':
                    bytes.write(0);
                    break;
                case '"':
                case '\\':
                    bytes.write(text.charAt(i));
                    break;
                case 'x':
                    if (i + 2 >= end) {
                        throw text.from(i - 1).error("after \\x there must be two hexadecimal digits");
                    }
                    bytes.writeBytes(hex(text.sub(i + 1, i + 3)));
                    i += 2;
                    break;
                default:
                    throw text.from(i - 1).error("after \\ there may be n, r, t, 0, xHH, \" or \\ only");
            }
            plain = i + 1;
        }
        bytes.writeBytes(utf8(text.sub(plain, end)));
        return bytes.toByteArray();
    }

    private static byte[] utf8(CaseText text) {
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] hex(CaseText text) {
        if (text.length() % 2 != 0) {
            throw text.error("bytes have two hexadecimal digits each, here are " + text.length());
        }
        byte[] bytes = new byte[text.length() / 2];
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int digit = c < 128 ? Character.digit(c, 16) : -1;
            if (digit < 0) {
                throw text.from(i).error("not a hexadecimal digit");
            }
            bytes[i / 2] = (byte) (bytes[i / 2] << 4 | digit);
        }
        return bytes;
    }

    private Value.Buffer buffer(CaseText text) {
        if (isNumber(text)) {
            return new Value.Buffer(integer(text), null);
        }
        return new Value.Buffer(null, blob(text));
    }

    /** Whether a text that is a number or bytes is a number. */
    private static boolean isNumber(CaseText text) {
        return !text.startsWith("\"")
                && !text.startsWith("fill:")
                && !text.startsWith("zeros:")
                && !text.startsWith("hex:")
                && !isPointer(text);
    }

    private Value.ResultBuffer resultBuffer(CaseText text) {
        if (text.is("BUF")) {
            return new Value.ResultBuffer(null);
        }
        if (!isPointer(text)) {
            throw text.error("the buffer for a result is BUF or a pointer (NULL, BAD, PTR:N), not " + text.quoted());
        }
        return new Value.ResultBuffer(pointer(text));
    }

    // ---- addresses ----

    private Value.Address address(CaseText text) {
        Modified token = new Modified(text, "pad", "family", "len");
        return new Value.Address(form(token.body), token.get("pad"), token.get("family"), token.get("len"));
    }

    private Value.Form form(CaseText text) {
        if (isPointer(text)) {
            return new Value.NoAddress(pointerContent(text));
        }
        if (text.is("unspec")) {
            return new Value.Unspecified();
        }
        if (text.startsWith("&")) {
            return new Value.Local(integer(text.from(1)));
        }
        if (text.startsWith("unix:")) {
            return new Value.TemporaryPath(path(text.from("unix:".length()), Value.TemporaryPath.DIRECTORY_LENGTH + 1));
        }
        if (text.startsWith("rawunix:")) {
            return new Value.RawPath(path(text.from("rawunix:".length()), 0));
        }
        if (text.startsWith("abstract:")) {
            return new Value.Abstract(path(text.from("abstract:".length()), Value.Abstract.PREFIX.length() + 1));
        }
        if (text.startsWith("packet:")) {
            List<CaseText> parts = text.from("packet:".length()).split(":");
            if (parts.isEmpty() || parts.size() > 2) {
                throw text.error("this must be packet:INTERFACE or packet:INTERFACE:PROTOCOL, not " + text.quoted());
            }
            return new Value.Packet(parts.get(0).toString(), parts.size() < 2 ? Int.of(0) : integer(parts.get(1)));
        }
        if (text.startsWith("[")) {
            int end = text.indexOf(']');
            if (end + 1 >= text.length() || text.charAt(end + 1) != ':') {
                throw text.error("after ] there must be :PORT");
            }
            CaseText host = text.sub(1, end);
            return new Value.Inet(inet6(host), host.toString(), port(text.from(end + 2)));
        }
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw text.error("not an address: " + text.quoted());
        }
        CaseText host = text.to(colon);
        return new Value.Inet(inet4(host), host.toString(), port(text.from(colon + 1)));
    }

    private static String path(CaseText name, int before) {
        int length = before + utf8(name).length;
        if (length > Limits.LONGEST_PATH) {
            throw name.error("this makes a name of " + length + " bytes; it may have " + Limits.LONGEST_PATH);
        }
        return name.toString();
    }

    private Value.Port port(CaseText text) {
        CaseText token = text.trim();
        if (token.is("unused") || token.is("unusedudp")) {
            return new Value.UnusedPort(token.is("unusedudp"));
        }
        if (token.startsWith("@")) {
            return new Value.PortOf(integer(token.from(1)));
        }
        return new Value.PortNumber(integer(token));
    }

    /** Four decimal numbers, as inet_pton takes them. */
    private static byte[] inet4(CaseText text) {
        byte[] address = new byte[4];
        int part = 0;
        int number = -1;
        boolean good = true;
        for (int i = 0; i <= text.length() && good; i++) {
            char c = i < text.length() ? text.charAt(i) : '.';
            if (c == '.') {
                good = number >= 0 && part < 4;
                if (good) {
                    address[part++] = (byte) number;
                    number = -1;
                }
            } else {
                // No leading zeros: they would be octal to some.
                good = c >= '0' && c <= '9' && number != 0;
                number = Math.max(number, 0) * 10 + (c - '0');
                good &= number <= 255;
            }
        }
        if (!good || part != 4) {
            throw text.error("not an IPv4 address: " + text.quoted());
        }
        return address;
    }

    private static byte[] inet6(CaseText text) {
        boolean good = text.indexOf(':') >= 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            good &= c < 128 && (Character.digit(c, 16) >= 0 || c == ':' || c == '.');
        }
        if (good) {
            try {
                // In brackets it is a literal: nothing is looked up.
                byte[] address = InetAddress.getByName("[" + text + "]").getAddress();
                if (address.length == 16) {
                    return address;
                }
                // Java takes an IPv4-mapped address for an IPv4 one.
                byte[] mapped = Arrays.copyOf(new byte[10], 16);
                mapped[10] = mapped[11] = (byte) 0xff;
                System.arraycopy(address, 0, mapped, 12, 4);
                return mapped;
            } catch (UnknownHostException e) {
                // Reported below.
            }
        }
        throw text.error("not an IPv6 address: " + text.quoted());
    }

    // ---- options ----

    private Value.Option option(CaseText text) {
        for (Value.Shape shape : Value.Shape.values()) {
            if (shape != Value.Shape.INT && text.startsWith(shape.name().toLowerCase(Locale.ROOT) + "(")) {
                return structure(shape, text);
            }
        }
        if (!isNumber(text)) {
            return new Value.Option(null, blob(text));
        }
        Modified token = new Modified(text, "len");
        return new Value.Option(
                new Value.Plain(Value.Shape.INT, List.of(integer(token.body)), List.of(), token.get("len")), null);
    }

    private Value.Option structure(Value.Shape shape, CaseText text) {
        Modified token = new Modified(text, "len");
        List<CaseText> parts = token.body.inside('(').split(",");
        boolean one = shape == Value.Shape.TIMEVAL && parts.size() == 1;
        if (parts.size() != 2 && !one) {
            throw token.body.error("there must be two values in " + token.body.quoted());
        }
        List<Int> numbers = new ArrayList<>();
        List<byte[]> addresses = new ArrayList<>();
        for (CaseText part : parts) {
            if (shape == Value.Shape.MREQ) {
                addresses.add(inet4(part));
            } else {
                numbers.add(integer(part));
            }
        }
        if (one) {
            numbers.add(Int.of(0));
        }
        return new Value.Option(new Value.Plain(shape, numbers, addresses, token.get("len")), null);
    }

    // ---- scattered buffers, control data ----

    private Value.Vector vector(CaseText text, boolean receive) {
        if (!text.startsWith("[")) {
            return new Value.Vector(null, vectorPointer(text), null);
        }
        Modified token = new Modified(text, "cnt");
        List<Value.Buffer> elements = new ArrayList<>();
        for (CaseText part : split(token.body.inside('['), ",", Limits.MOST_PARTS, "buffers")) {
            elements.add(receive ? buffer(part) : new Value.Buffer(null, blob(part)));
        }
        return new Value.Vector(elements, null, token.get("cnt"));
    }

    private Value.Blob vectorPointer(CaseText text) {
        if (!isPointer(text)) {
            throw text.error("this must be [...] or a pointer (NULL, BAD, PTR:N), not " + text.quoted());
        }
        return blob(text);
    }

    private Value.Messages messages(CaseText text, boolean receive) {
        if (!text.startsWith("[")) {
            return new Value.Messages(null, vectorPointer(text));
        }
        List<Value.Vector> messages = new ArrayList<>();
        for (CaseText part : split(text.inside('['), ",", Limits.MOST_MESSAGES, "messages")) {
            messages.add(receive ? new Value.Vector(List.of(buffer(part)), null, null) : vector(part, false));
        }
        return new Value.Messages(messages, null);
    }

    private Value.Control control(CaseText text) {
        Modified token = new Modified(text, "ctllen");
        CaseText body = token.body;
        if (body.startsWith("[") || isItem(body)) {
            List<Value.Item> items = new ArrayList<>();
            List<CaseText> parts = body.startsWith("[")
                    ? split(body.inside('['), ",", Limits.MOST_CONTROL_MESSAGES, "control messages")
                    : List.of(body);
            for (CaseText part : parts) {
                items.add(item(part));
            }
            return new Value.Control(items, null, token.get("ctllen"));
        }
        return new Value.Control(null, blob(body), token.get("ctllen"));
    }

    private static boolean isItem(CaseText text) {
        return text.startsWith("rights(") || text.startsWith("cmsg(");
    }

    private Value.Item item(CaseText text) {
        if (!isItem(text)) {
            throw text.error("a control message is rights(...) or cmsg(...), not " + text.quoted());
        }
        Modified token = new Modified(text, "cmsglen");
        List<CaseText> parts = split(token.body.inside('('), ",", Limits.MOST_RIGHTS, "descriptors");
        if (text.startsWith("rights(")) {
            List<Value.Right> rights = new ArrayList<>();
            for (CaseText part : parts) {
                int star = part.indexOf('*');
                rights.add(new Value.Right(
                        integer(star < 0 ? part : part.to(star).trim()),
                        star < 0 ? Int.of(1) : integer(part.from(star + 1).trim())));
            }
            return new Value.Rights(rights, token.get("cmsglen"));
        }
        if (parts.size() != 2 && parts.size() != 3) {
            throw token.body.error("this must be cmsg(level,type) or cmsg(level,type,data)");
        }
        CaseText data = parts.size() == 3 ? parts.get(2) : null;
        boolean number = data != null && isNumber(data);
        return new Value.Cmsg(
                integer(parts.get(0)),
                integer(parts.get(1)),
                number ? integer(data) : null,
                data == null || number ? null : cmsgData(data),
                token.get("cmsglen"));
    }

    private Value.Blob cmsgData(CaseText text) {
        if (isPointer(text)) {
            throw text.error("the data of a control message are a number or bytes, not a pointer");
        }
        return blob(text);
    }

    // ---- the rest ----

    private Value.Timeout timeout(CaseText text) {
        if (text.startsWith("ts(")) {
            List<CaseText> parts = text.inside('(').split(",");
            if (parts.size() != 2) {
                throw text.error("this must be ts(seconds,nanoseconds)");
            }
            return new Value.Timeout(integer(parts.get(0)), integer(parts.get(1)), null);
        }
        if (!isPointer(text)) {
            throw text.error("a timeout is ts(seconds,nanoseconds), NULL or BAD, not " + text.quoted());
        }
        return new Value.Timeout(null, null, pointer(text));
    }

    private Value ioctlArgument(CaseText text) {
        if (text.is("INT")) {
            return new Value.IntArgument(Int.of(0));
        }
        if (text.startsWith("INT:")) {
            return new Value.IntArgument(integer(text.from("INT:".length())));
        }
        if (text.startsWith("ifreq:")) {
            return new Value.Ifreq(text.from("ifreq:".length()).toString());
        }
        if (text.startsWith("ifconf:")) {
            return new Value.Ifconf(size(text.from("ifconf:".length())));
        }
        if (isNumber(text)) {
            throw text.error(
                    "ioctl's argument is INT, INT:N, ifreq:NAME, ifconf:BYTES or a pointer, not " + text.quoted());
        }
        return blob(text);
    }

    private Value.PollArray pollArray(CaseText text) {
        if (!text.startsWith("[")) {
            return new Value.PollArray(null, vectorPointer(text), null);
        }
        Modified token = new Modified(text, "cnt");
        List<Value.PollEntry> entries = new ArrayList<>();
        for (CaseText part : split(token.body.inside('['), ",", Limits.MOST_PARTS, "entries")) {
            int colon = part.indexOf(':');
            if (colon < 0) {
                throw part.error("an entry of poll is DESCRIPTOR:EVENTS, not " + part.quoted());
            }
            entries.add(new Value.PollEntry(
                    integer(part.to(colon).trim()), integer(part.from(colon + 1).trim())));
        }
        return new Value.PollArray(entries, null, token.get("cnt"));
    }

    private static Value.Comparison comparison(CaseText field, CaseText operator) {
        Value.Field what = oneOf(Value.Field.values(), field, "a field");
        Value.Operator how = oneOf(Value.Operator.values(), operator, "an operator");
        boolean bytes = what == Value.Field.DATA || what == Value.Field.ADDR;
        if (bytes && how != Value.Operator.EQ && how != Value.Operator.NE) {
            throw operator.error(field + " can be compared with eq and ne only");
        }
        return new Value.Comparison(what, how);
    }

    private static <E extends Enum<E>> E oneOf(E[] values, CaseText text, String what) {
        StringBuilder names = new StringBuilder();
        for (E value : values) {
            String name = value.name().toLowerCase(Locale.ROOT);
            if (text.is(name)) {
                return value;
            }
            names.append(names.length() == 0 ? "" : ", ").append(name);
        }
        throw text.error(what + " of an assertion is one of " + names + ", not " + text.quoted());
    }

    private Value.Expected expected(Value.Comparison comparison, CaseText text) {
        switch (comparison.field()) {
            case DATA:
                if (isPointer(text)) {
                    throw text.error("data are compared with bytes, not with a pointer");
                }
                return new Value.Expected(null, blob(text), null);
            case ADDR:
                return new Value.Expected(null, null, address(text));
            default:
                return new Value.Expected(integer(text), null, null);
        }
    }
}
