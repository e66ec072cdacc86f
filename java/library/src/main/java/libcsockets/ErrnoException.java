package libcsockets;

import java.io.IOException;

/**
 * A libc call failed: which one, with what arguments, and the errno.
 *
 * <p>The raw layer, {@link Libc}, never throws it: there a call returns {@code -1} as in C. It is for code that wants
 * an exception, with the errno as a number and not only in a text:
 *
 * <pre>{@code
 * if (libc.connect(fd, addr, addr.length()) < 0) {
 *     throw new ErrnoException("connect", libc.errno(), fd, addr);
 * }
 * }</pre>
 */
public class ErrnoException extends IOException {
    private static final long serialVersionUID = 1L;

    /** @serial the error number */
    private final int errno;

    /** @serial the C name of the function that failed */
    private final String call;

    /** @serial the call's arguments as text, in C's order */
    private final String arguments;

    /**
     * An exception for a failed call.
     *
     * @param call the C name of the function
     * @param errno the error number it gave
     * @param arguments the call's arguments in C's order, for the message
     */
    public ErrnoException(String call, int errno, Object... arguments) {
        super(message(call, errno, join(arguments)));
        this.call = call;
        this.errno = errno;
        this.arguments = join(arguments);
    }

    /**
     * The error number.
     *
     * @return errno, positive
     */
    public int errno() {
        return errno;
    }

    /**
     * The error's name.
     *
     * @return for example {@code ECONNREFUSED}
     */
    public String errnoName() {
        return Errno.name(errno);
    }

    /**
     * The function that failed.
     *
     * @return its C name, for example {@code connect}
     */
    public String call() {
        return call;
    }

    /**
     * The call's arguments.
     *
     * @return them as text in C's order, separated by a comma and a blank
     */
    public String arguments() {
        return arguments;
    }

    private static String message(String call, int errno, String arguments) {
        return call + "(" + arguments + "): " + Errno.name(errno) + " (" + errno + "), "
                + Libc.any().strerror(errno);
    }

    private static String join(Object[] arguments) {
        StringBuilder text = new StringBuilder();
        for (Object argument : arguments) {
            if (text.length() > 0) {
                text.append(", ");
            }
            text.append(argument);
        }
        return text.toString();
    }
}
