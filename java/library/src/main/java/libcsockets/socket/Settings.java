package libcsockets.socket;

import org.slf4j.LoggerFactory;

/** The values of system properties. A wrong one is reported, and costs nobody a socket: the default is used. */
final class Settings {
    private Settings() {}

    static int bytes(String property, int usual, int least, int most) {
        String value = System.getProperty(property);
        if (value == null) {
            return usual;
        }
        try {
            int bytes = Integer.decode(value.strip());
            if (least <= bytes && bytes <= most) {
                return bytes;
            }
        } catch (NumberFormatException e) {
            // Reported below, with those that are out of range.
        }
        report(property, value, "a number of bytes from " + least + " to " + most, Integer.toString(usual));
        return usual;
    }

    /** Whether the value is {@code on}; any value but {@code off} is wrong. */
    static boolean isOn(String property, String on) {
        String value = System.getProperty(property, "off");
        if (!value.equals(on) && !value.equals("off")) {
            report(property, value, on + " or off", "off");
        }
        return value.equals(on);
    }

    private static void report(String property, String value, String allowed, String usual) {
        LoggerFactory.getLogger("libcsockets")
                .warn("-D{}={} is not {}: {} is used instead", property, value, allowed, usual);
    }
}
