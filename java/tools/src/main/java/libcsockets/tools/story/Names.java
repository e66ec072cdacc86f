package libcsockets.tools.story;

import java.util.List;

/** The C names of numbers. */
public final class Names {
    private Names() {}

    public static String msg(int flags) {
        return spaced(libcsockets.Names.flags("MSG_", flags));
    }

    static String poll(int events) {
        return spaced(libcsockets.Names.flags("POLL", events));
    }

    /** Apart, where there is room for it. */
    private static String spaced(String flags) {
        return flags.replace("|", " | ");
    }

    static String domain(int domain) {
        return libcsockets.Names.of("AF_", domain);
    }

    static String type(int type) {
        return spaced(libcsockets.Names.type(type));
    }

    public static String how(int how) {
        return libcsockets.Names.of("SHUT_", how);
    }

    /** The first of these names with the value; the number if there is none. */
    public static String one(int value, String... names) {
        return libcsockets.Names.of(value, List.of(names));
    }

    /** Bytes as a C string literal, as in strace. */
    public static String text(byte[] bytes, int length) {
        int shown = Math.min(length, 32);
        StringBuilder text = new StringBuilder("\"");
        for (int i = 0; i < shown; i++) {
            int b = bytes[i] & 0xff;
            if (b == '"' || b == '\\') {
                text.append('\\').append((char) b);
            } else if (b >= ' ' && b < 0x7f) {
                text.append((char) b);
            } else if (b == '\n') {
                text.append("\\n");
            } else {
                text.append(String.format("\\x%02x", b));
            }
        }
        return text.append(shown < length ? "\"..." : "\"").toString();
    }
}
