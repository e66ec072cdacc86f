package libcsockets;

import java.io.IOException;
import java.io.ObjectOutputStream;

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
 *
 * <p>{@link libcsockets.socket.LibcSocket} throws it for every error of a call. Where the JDK has a class for an error, this has the number;
 * there are no subclasses, since the number says more than any class of the JDK's and a {@code switch} over it is as short.
 *
 * <table>
 * <caption>Error numbers and what the JDK throws instead</caption>
 * <tr><th scope="col">errno</th><th scope="col">call</th><th scope="col">{@code java.net}, {@code java.nio.channels}</th></tr>
 * <tr><th scope="row">{@code ECONNREFUSED}, {@code ETIMEDOUT}, {@code ENOTCONN}</th><td>{@code connect}</td>
 *     <td>{@link java.net.ConnectException}</td></tr>
 * <tr><th scope="row">{@code ECONNREFUSED}</th><td>{@code send}, {@code recv} on UDP</td>
 *     <td>{@link java.net.PortUnreachableException}</td></tr>
 * <tr><th scope="row">{@code EHOSTUNREACH}</th><td>{@code connect}</td>
 *     <td>{@link java.net.NoRouteToHostException}</td></tr>
 * <tr><th scope="row">{@code EADDRINUSE}, {@code EADDRNOTAVAIL}, {@code EACCES}</th><td>{@code bind}, {@code connect},
 *     {@code sendto}</td><td>{@link java.net.BindException}, for {@code EACCES} from {@code connect} and {@code sendto}
 *     too</td></tr>
 * <tr><th scope="row">{@code EPROTO}</th><td>{@code connect}, {@code accept}</td>
 *     <td>{@link java.net.ProtocolException}</td></tr>
 * <tr><th scope="row">{@code ECONNRESET}, {@code EPIPE}</th><td>{@code send}, {@code recv}</td>
 *     <td>{@link java.net.SocketException}, from a channel {@link IOException}, told apart by the text only</td></tr>
 * <tr><th scope="row">{@code ENETUNREACH}, {@code EINVAL}, {@code EMSGSIZE}, {@code ENOENT} and all others</th><td>any</td>
 *     <td>{@link java.net.SocketException}</td></tr>
 * <tr><th scope="row">{@code ENOTCONN}</th><td>{@code send}, {@code recv}, {@code getpeername}</td>
 *     <td>{@link java.nio.channels.NotYetConnectedException}, or a null address, without a call</td></tr>
 * <tr><th scope="row">{@code EINVAL}</th><td>{@code accept} before {@code listen}</td>
 *     <td>{@link java.nio.channels.NotYetBoundException}, without a call</td></tr>
 * <tr><th scope="row">{@code EISCONN}, {@code EALREADY}</th><td>{@code connect}</td>
 *     <td>{@link java.nio.channels.AlreadyConnectedException}, {@link java.nio.channels.ConnectionPendingException}</td></tr>
 * <tr><th scope="row">{@code EINVAL}</th><td>{@code bind} twice</td>
 *     <td>{@link java.nio.channels.AlreadyBoundException}, without a call</td></tr>
 * <tr><th scope="row">{@code EBADF}</th><td>any, after {@code close}</td>
 *     <td>{@link java.nio.channels.ClosedChannelException}, here too: the call is not made</td></tr>
 * <tr><th scope="row">{@code EAGAIN}, {@code EINPROGRESS}</th><td>any</td><td>none: 0, null or false; the results of
 *     {@link libcsockets.socket.LibcSocket} stand in its table</td></tr>
 * <tr><th scope="row">(none)</th><td>a timeout</td><td>{@link java.net.SocketTimeoutException}, here too</td></tr>
 * <tr><th scope="row">{@code EINTR}</th><td>any</td><td>none: the call is made again, here too, but not by
 *     {@link Libc}</td></tr>
 * </table>
 */
public class ErrnoException extends IOException {
    private static final long serialVersionUID = 2L;

    /** @serial the error number */
    private final int errno;

    /** @serial the C name of the function that failed */
    private final String call;

    private final transient Object[] values;

    /** @serial the call's arguments as text, in C's order; null until they are asked for */
    private String arguments;

    /** @serial the message; null until it is asked for */
    private String message;

    /**
     * An exception for a failed call. It keeps the arguments, and makes text of them only when that is asked for.
     *
     * @param call the C name of the function
     * @param errno the error number it gave
     * @param arguments the call's arguments in C's order, for the message, which has the names of flags and of other
     *     constants for their numbers; the caller must not change the array afterwards
     */
    public ErrnoException(String call, int errno, Object... arguments) {
        this.call = call;
        this.errno = errno;
        this.values = CallText.keep(arguments);
    }

    /**
     * The call, the error and what it means: {@code connect(5, 127.0.0.1:80, 16): ECONNREFUSED (111), Connection refused}.
     *
     * @return the text
     */
    @Override
    public String getMessage() {
        if (message == null) {
            message = call + "(" + arguments() + "): " + Errno.name(errno) + " (" + errno + "), "
                    + Errno.message(BackendLoader.any(), errno);
        }
        return message;
    }

    private void writeObject(ObjectOutputStream out) throws IOException {
        // Where it is read there may be no libc to ask.
        getMessage();
        out.defaultWriteObject();
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
        if (arguments == null) {
            arguments = CallText.arguments(call, values);
        }
        return arguments;
    }
}
