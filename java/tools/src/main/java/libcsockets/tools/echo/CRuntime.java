package libcsockets.tools.echo;

import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import libcsockets.BackendUnavailableException;
import libcsockets.Libc;

/**
 * The parts of the C runtime that the JDK lacks: arguments as bytes, NUL-terminated strings, {@code printf}. All this
 * runs before the first socket call, so it uses only classes that every JVM has loaded: no lambdas, no formatters, no
 * string concatenation.
 */
final class CRuntime {
    static final int EXIT_FAILURE = 1;
    /** The exit code for an invalid setting. */
    static final int EXIT_USAGE = 2;

    static final FileOutputStream stdout = new FileOutputStream(FileDescriptor.out);
    static final FileOutputStream stderr = new FileOutputStream(FileDescriptor.err);

    private static final String PROGRAM = "libcsockets.program";

    private CRuntime() {}

    /** The libc of the chosen backend; if it is not available, reports why and ends the program. */
    static Libc libc() {
        try {
            return Libc.get();
        } catch (BackendUnavailableException | IllegalArgumentException e) {
            fprintf(stderr, "libc-sockets: %s\n", e.getMessage());
            exit(EXIT_USAGE);
            throw e;
        }
    }

    /**
     * C's {@code exit}. Since JDK 21 System.exit looks for a logger first, which takes as long as the rest of a
     * client's run: a Java program should return from {@code main} where the C program does.
     */
    static void exit(int status) {
        System.exit(status);
    }

    /** The port in LIBC_SOCKETS_PORT, by the rule of {@code echo_port.h}. */
    static int port(int otherwise) {
        String text = System.getenv("LIBC_SOCKETS_PORT");
        if (text == null || text.isEmpty()) {
            return otherwise;
        }
        int port = parsePort(text);
        if (port < 0) {
            fprintf(stderr, "LIBC_SOCKETS_PORT must be a decimal number from 1 to 65535.\n");
            exit(EXIT_USAGE);
        }
        return port;
    }

    /** A decimal port from 1 to 65535, or -1 if the text is anything else. */
    static int parsePort(String text) {
        int port = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9' || port > 65535) {
                return -1;
            }
            port = port * 10 + (c - '0');
        }
        return port < 1 || port > 65535 ? -1 : port;
    }

    /**
     * C's {@code argv}: the program's name as it was called, then the arguments, each as the original bytes with its
     * NUL. The JVM decodes arguments by the locale and loses bytes, so they come from the kernel.
     */
    static byte[][] argv(String[] args) {
        byte[] cmdline = cmdline();
        byte[][] argv = new byte[args.length + 1][];
        // The program's own arguments come last, after any options of the JVM.
        int end = cmdline.length;
        for (int i = args.length; i > 0; i--) {
            int start = startOfLast(cmdline, end);
            byte[] arg = start < 0 ? null : copy(cmdline, start, end);
            // The kernel's command line lacks arguments from an @argfile.
            argv[i] = arg != null && couldBe(arg, args[i - 1]) ? arg : terminated(args[i - 1]);
            end = start < 0 ? 0 : start;
        }
        argv[0] = program(cmdline, end);
        return argv;
    }

    private static byte[] cmdline() {
        try (FileInputStream file = new FileInputStream("/proc/self/cmdline")) {
            return file.readAllBytes();
        } catch (IOException e) {
            return new byte[0];
        }
    }

    /** The start of the string whose NUL is the byte before {@code end}; -1 if there is none. */
    private static int startOfLast(byte[] strings, int end) {
        if (end == 0 || strings[end - 1] != 0) {
            return -1;
        }
        int start = end - 1;
        while (start > 0 && strings[start - 1] != 0) {
            start--;
        }
        return start;
    }

    /**
     * Whether the JVM may have decoded these bytes to {@code text}. Every decoder keeps ASCII; other bytes may change.
     */
    private static boolean couldBe(byte[] string, String text) {
        int length = string.length - 1;
        for (int i = 0; i < length; i++) {
            if (string[i] < 0) {
                return true;
            }
        }
        if (length != text.length()) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (string[i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** The launcher's name from {@code -Dlibcsockets.program=}, as bytes if possible. */
    private static byte[] program(byte[] cmdline, int end) {
        byte[] option = terminated("-Dlibcsockets.program=");
        int length = option.length - 1;
        for (int start = startOfLast(cmdline, end); start >= 0; start = startOfLast(cmdline, end)) {
            int matched = 0;
            while (matched < length && cmdline[start + matched] == option[matched]) {
                matched++;
            }
            if (matched == length) {
                return copy(cmdline, start + length, end);
            }
            end = start;
        }
        return terminated(System.getProperty(PROGRAM, "java"));
    }

    private static byte[] copy(byte[] from, int start, int end) {
        byte[] copy = new byte[end - start];
        System.arraycopy(from, start, copy, 0, copy.length);
        return copy;
    }

    private static byte[] terminated(String text) {
        byte[] bytes = text.getBytes();
        byte[] string = new byte[bytes.length + 1];
        System.arraycopy(bytes, 0, string, 0, bytes.length);
        return string;
    }

    static int strlen(byte[] s) {
        int length = 0;
        while (s[length] != 0) {
            length++;
        }
        return length;
    }

    /** Compares {@code s} with the ASCII text {@code t}, like C's strcmp. */
    static int strcmp(byte[] s, String t) {
        for (int i = 0; ; i++) {
            int c = s[i] & 0xff;
            int d = i < t.length() ? t.charAt(i) : 0;
            if (c != d || c == 0) {
                return c - d;
            }
        }
    }

    static void printf(String format, Object... args) {
        fprintf(stdout, format, args);
    }

    /**
     * Supports {@code %s} of a {@code byte[]} up to its NUL or of an ASCII {@code String}, and {@code %d} of an
     * {@code Integer}. The output is one write; like the C programs, it ignores an error of the stream.
     */
    static void fprintf(FileOutputStream stream, String format, Object... args) {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int next = 0;
        for (int i = 0; i < format.length(); i++) {
            char c = format.charAt(i);
            if (c == '%') {
                i++; // skips the letter: the argument's type decides the form
                Object arg = args[next++];
                byte[] s = arg instanceof byte[] ? (byte[]) arg : terminated(arg.toString());
                line.write(s, 0, strlen(s));
            } else {
                line.write(c);
            }
        }
        try {
            line.writeTo(stream);
        } catch (IOException ignored) {
            // The C programs ignore printf's result, too.
        }
    }
}
