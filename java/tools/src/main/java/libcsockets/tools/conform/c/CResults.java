package libcsockets.tools.conform.c;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Where a step's results are, as C expressions. */
final class CResults {
    /** Memory: its address, and how many bytes of it count. */
    record Memory(String start, String count) {}

    /** By the names that assertions and phases use. */
    final Map<String, String> numbers = new HashMap<>();

    /** The bytes that came; null when there are none. */
    Memory data;

    /** The socket address that came; null when there is none. */
    Memory address;

    /** Whether the return value is a descriptor. */
    boolean descriptor;

    /** The descriptors that came in another way. */
    List<String> made = new ArrayList<>();

    /** Becomes what another step has. */
    void take(CResults other) {
        numbers.putAll(other.numbers);
        data = other.data;
        address = other.address;
        descriptor = other.descriptor;
        made = other.made;
    }

    /** A field of the step whose return value is in {@code result}. */
    String field(String field, String result) {
        int at = field.indexOf('@');
        if (at >= 0) {
            String size = Map.of("int", "sizeof(int)", "short", "sizeof(short)", "byte", "1")
                    .get(field.substring(0, at));
            return "number_at(" + data.start() + ", " + field.substring(at + 1) + ", " + size + ")";
        }
        return switch (field) {
            case "ret" -> result;
            case "dlen" -> data == null ? "0" : data.count();
            case "family" -> address == null ? "0" : "((const struct sockaddr *)" + address.start() + ")->sa_family";
            case "port" -> address == null ? "-1" : "port_in(" + address.start() + ")";
            default -> numbers.getOrDefault(field, "0");
        };
    }
}
