package libcsockets;

import java.io.IOException;
import java.io.ObjectOutputStream;

/**
 * Thrown when a libc call fails, with the function, its arguments and the errno.
 *
 * <p>The raw layer, {@link Libc}, never throws it, because its calls return {@code -1} as in C. It is for code that
 * needs an exception with the errno as a number, not only in the message:
 *
 * <pre>{@code
 * if (libc.connect(fd, addr, addr.length()) < 0) {
 *     throw new ErrnoException("connect", libc.errno(), fd, addr);
 * }
 * }</pre>
 *
 * <p>{@link libcsockets.socket.LibcSocket} throws it for every failed call. It has no subclasses, because the number is
 * more precise than the JDK's classes and a {@code switch} over it is just as short. For code that catches the JDK's
 * exceptions, {@link #toJdk()} converts it by this table:
 *
 * <table>
 * <caption>Error numbers and the JDK's exceptions</caption>
 * <tr><th scope="col">errno</th><th scope="col">call</th><th scope="col">{@link #toJdk()} and its text</th></tr>
 * <tr><th scope="row">{@code ECONNREFUSED}, {@code ETIMEDOUT}</th><td>{@code connect}</td>
 *     <td>{@link java.net.ConnectException}: Connection refused, Connection timed out</td></tr>
 * <tr><th scope="row">{@code ECONNREFUSED}</th><td>sending and receiving calls, on UDP</td>
 *     <td>{@link java.net.PortUnreachableException}</td></tr>
 * <tr><th scope="row">{@code EHOSTUNREACH}</th>
 *     <td>{@code connect}, {@code sendto}, {@code sendmsg}, {@code sendmmsg}</td>
 *     <td>{@link java.net.NoRouteToHostException}: No route to host</td></tr>
 * <tr><th scope="row">{@code EADDRINUSE}, {@code EADDRNOTAVAIL}, {@code EACCES}</th>
 *     <td>{@code bind}, {@code listen}, {@code connect}, {@code sendto}, {@code sendmsg}, {@code sendmmsg}</td>
 *     <td>{@link java.net.BindException}: Address already in use, Cannot assign requested address, Permission
 *     denied</td></tr>
 * <tr><th scope="row">{@code EPROTO}</th><td>{@code connect}, {@code accept}, {@code accept4}</td>
 *     <td>{@link java.net.ProtocolException}: Protocol error</td></tr>
 * <tr><th scope="row">{@code ECONNRESET}</th><td>receiving calls</td><td>{@link java.net.SocketException}: Connection
 *     reset</td></tr>
 * <tr><th scope="row">{@code ENOTCONN}</th><td>any</td><td>{@link java.net.SocketException}: Socket is not connected. A
 *     channel throws {@link java.nio.channels.NotYetConnectedException}, without a call</td></tr>
 * <tr><th scope="row">{@code EBADF}</th><td>any</td><td>{@link java.nio.channels.ClosedChannelException}, which {@code
 *     LibcSocket} throws itself: after {@code close} it makes no call</td></tr>
 * <tr><th scope="row">{@code EPIPE}, {@code ENETUNREACH}, {@code EMSGSIZE} and all others</th>
 *     <td>calls on a socket</td><td>{@link java.net.SocketException}: Broken pipe, ..., from {@link Libc#strerror}. A
 *     channel that reads or writes throws an {@link IOException} with the same text</td></tr>
 * <tr><th scope="row">all others</th><td>{@code open}, {@code sendfile}, {@code splice}, {@code fcntl}, {@code poll},
 *     {@code eventfd}, {@code epoll_...}</td><td>{@link IOException} with the text of {@link Libc#strerror}</td></tr>
 * </table>
 *
 * <p>For some errors the JDK throws unchecked exceptions, because it knows the state of a channel and makes no call:
 * {@link java.nio.channels.NotYetBoundException}, {@link java.nio.channels.AlreadyBoundException} ({@code EINVAL}),
 * {@link java.nio.channels.AlreadyConnectedException} ({@code EISCONN}),
 * {@link java.nio.channels.ConnectionPendingException} ({@code EALREADY}). In both libraries {@code EAGAIN} and
 * {@code EINPROGRESS} are results, and a timeout is a {@link java.net.SocketTimeoutException}. Only {@link Libc}
 * returns {@code EINTR}.
 */
public class ErrnoException extends IOException {
    private static final long serialVersionUID = 2L;

    /** @serial the error number */
    private final int errno;

    /** @serial the C name of the function that failed */
    private final String call;

    private final transient Object[] values;

    /** @serial the call's arguments as text, in C's order; null until requested */
    private String arguments;

    /** @serial the message; null until requested */
    private String message;

    /**
     * Creates an exception for a failed call. It keeps the arguments and formats them only on demand.
     *
     * @param call the C name of the function
     * @param errno the call's error number
     * @param arguments the call's arguments in C's order, for the message, which names flags and other constants; the
     *     caller must not change the array afterwards
     */
    public ErrnoException(String call, int errno, Object... arguments) {
        this.call = call;
        this.errno = errno;
        this.values = CallText.keep(arguments);
    }

    /**
     * The call, the error and its meaning: {@code connect(5, 127.0.0.1:80, 16): ECONNREFUSED (111), Connection
     * refused}.
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

    /**
     * Converts this exception to the one that the JDK's sockets throw, by the table above.
     *
     * @return a new exception with the JDK's text, and with this one as its cause
     */
    public IOException toJdk() {
        IOException exception = JdkExceptions.of(call, errno);
        exception.initCause(this);
        return exception;
    }

    private void writeObject(ObjectOutputStream out) throws IOException {
        // The JVM that reads it may have no libc to ask.
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
     * @return the arguments as text in C's order, separated by a comma and a space
     */
    public String arguments() {
        if (arguments == null) {
            arguments = CallText.arguments(call, values);
        }
        return arguments;
    }
}
