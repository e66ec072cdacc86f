package libcsockets.tools.conform.run;

import static libcsockets.Constants.*;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import libcsockets.Libc;
import libcsockets.Sockaddr;
import libcsockets.tools.conform.language.Limits;
import libcsockets.tools.conform.language.Step;
import libcsockets.tools.conform.language.Value;

/**
 * The result of a step, in the words that the C driver prints with {@code -s}.
 *
 * @param number its place in the sequence, from 1
 * @param result {@code ok:...} or {@code errno:...}
 * @param fields what it wrote back: the fields of assertions that are not 0, and {@code data} in hexadecimal digits
 */
public record StepResult(int number, String verb, String result, Map<String, String> fields) {
    private static final Value.Field[] NUMBERS = {
        Value.Field.ALEN,
        Value.Field.VAL,
        Value.Field.OPTLEN,
        Value.Field.FLAGS,
        Value.Field.CLEN,
        Value.Field.NCMSG,
        Value.Field.NRIGHTS,
        Value.Field.CLEVEL,
        Value.Field.CTYPE,
        Value.Field.CINT,
        Value.Field.REVENTS,
        Value.Field.REVENTS1,
        Value.Field.NMSG,
        Value.Field.LEN0,
        Value.Field.LEN1
    };

    static StepResult of(Step step, Outcome outcome, Libc libc) {
        Map<String, String> fields = new LinkedHashMap<>();
        if (outcome.data.length > 0) {
            fields.put("dlen", Integer.toString(outcome.data.length));
            fields.put(
                    "data",
                    HexFormat.of().formatHex(outcome.data, 0, Math.min(outcome.data.length, Limits.MOST_TRACED)));
        }
        if (outcome.address != null) {
            fields.put("family", Integer.toString(outcome.family()));
            fields.put("port", Integer.toString(Outcome.port(outcome.address)));
            fields.put("addr", address(outcome, libc));
        }
        for (Value.Field field : NUMBERS) {
            long number = outcome.field(field);
            if (number != 0) {
                fields.put(field.name().toLowerCase(Locale.ROOT), Long.toString(number));
            }
        }
        return new StepResult(step.number(), step.verb().toString(), outcome.result(), fields);
    }

    /** The part of an address that two runs have in common. */
    private static String address(Outcome outcome, Libc libc) {
        Sockaddr address = outcome.address;
        switch (outcome.family()) {
            case AF_INET:
                return libc.inet_ntop(AF_INET, address.sin_addr());
            case AF_INET6:
                return libc.inet_ntop(AF_INET6, address.sin6_addr());
            case AF_UNIX:
                if (outcome.addressLength <= Short.BYTES) {
                    return "";
                }
                byte[] name = address.unixName(SIZEOF_SOCKADDR_UN);
                String path = new String(name, StandardCharsets.UTF_8);
                return name[0] == 0 ? "@" : path.substring(path.lastIndexOf('/') + 1);
            default:
                return "";
        }
    }

    /** Reads a line of the C driver; null when it is none of a step. */
    public static StepResult parse(String line) {
        String[] columns = line.split("\t");
        if (columns.length < 4 || !columns[1].startsWith("#")) {
            return null;
        }
        Map<String, String> fields = new LinkedHashMap<>();
        for (int i = 4; i < columns.length; i++) {
            int equals = columns[i].indexOf('=');
            fields.put(columns[i].substring(0, equals), columns[i].substring(equals + 1));
        }
        return new StepResult(Integer.parseInt(columns[1].substring(1)), columns[2], columns[3], fields);
    }
}
