package libcsockets.tools.options;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import libcsockets.Errno;
import libcsockets.ErrnoException;
import libcsockets.Libc;
import libcsockets.option.Sockopt;
import libcsockets.option.Sockopts;

/**
 * An option on this machine: its default, the JDK's default, and whether it can be set, measured on fresh sockets that
 * are never bound or connected.
 *
 * @param option the option
 * @param value libc's default; null if it cannot be read
 * @param readError the errno's name if the default cannot be read; null if it can
 * @param jdk the defaults of the JDK's sockets
 * @param setError the errno's name if the option could not be set; null if it could
 */
record OptionReport<T>(Sockopt<T> option, T value, String readError, List<JdkSockets.Default> jdk, String setError) {
    static <T> OptionReport<T> of(Libc libc, JdkSockets jdk, Sockopt<T> option) {
        T value = null;
        String readError = null;
        String setError = null;
        Trial<T> trial = Trial.of(option);
        int fd = trial.socket(libc);
        if (fd < 0) {
            readError = Errno.name(libc.errno());
            setError = readError;
        } else {
            if (option.access() != Sockopt.Access.WRITE_ONLY) {
                try {
                    value = Sockopts.get(libc, fd, option);
                } catch (ErrnoException e) {
                    readError = e.errnoName();
                }
            }
            if (option.access() != Sockopt.Access.READ_ONLY) {
                try {
                    trial.set(libc, fd);
                } catch (ErrnoException e) {
                    setError = e.errnoName();
                }
            }
            libc.close(fd);
        }
        return new OptionReport<>(option, value, readError, jdk.defaults(option), setError);
    }

    /** Whether it could be set: "yes", the errno, or empty for a read-only option. */
    String settable() {
        if (option.access() == Sockopt.Access.READ_ONLY) {
            return "";
        }
        return setError == null ? "yes" : setError;
    }

    /** All facts, for JSON. */
    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", option.name());
        json.put("level", option.levelName());
        json.put("levelNumber", option.level());
        json.put("number", option.optname());
        json.put("socket", Trial.of(option).kind().name());
        json.put("type", option.type().getSimpleName());
        json.put("cType", option.cType());
        json.put("unit", option.unit());
        json.put("range", option.range());
        json.put("since", option.since());
        json.put("privilege", option.privilege());
        json.put("access", option.access().name());
        json.put("source", option.source());
        json.put("default", plain(value));
        json.put("defaultErrno", readError);
        json.put("jdkEquivalent", option.jdk());
        json.put("jdk", jdk.stream().map(OptionReport::json).toList());
        json.put("settable", option.access() == Sockopt.Access.READ_ONLY ? null : setError == null);
        json.put("settableErrno", setError);
        json.put("tried", plain(Trial.of(option).value()));
        return json;
    }

    private static Map<String, Object> json(JdkSockets.Default jdk) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("socket", jdk.socket());
        json.put("option", plain(jdk.option()));
        json.put("descriptor", plain(jdk.descriptor()));
        return json;
    }

    /** Numbers, booleans and lists stay as they are; anything else becomes text. */
    private static Object plain(Object value) {
        return value == null || value instanceof Number || value instanceof Boolean || value instanceof int[]
                ? value
                : Sockopt.text(value);
    }
}
