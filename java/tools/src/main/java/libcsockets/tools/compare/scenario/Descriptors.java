package libcsockets.tools.compare.scenario;

import java.io.FileDescriptor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.net.DatagramSocket;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketImpl;
import java.nio.channels.Channel;

/**
 * Finds the descriptors of the JDK's sockets, for scenarios that look at them. {@code LibcSocket.borrow} does not serve
 * them: its duplicate has an FD_CLOEXEC of its own, and would show in the system calls of the scenario. A JVM that runs
 * scenarios opens the packages that this class reads.
 */
public final class Descriptors {
    /** The options that the JVM needs. */
    public static final String[] OPTIONS = {
        "--add-opens=java.base/java.io=ALL-UNNAMED",
        "--add-opens=java.base/java.net=ALL-UNNAMED",
        "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED"
    };

    private Descriptors() {}

    static int of(Object socket) throws ReflectiveOperationException {
        if (socket instanceof Channel channel) {
            return ofChannel(channel);
        }
        if (socket instanceof DatagramSocket datagram) {
            Object delegate = call(DatagramSocket.class, "delegate", datagram);
            return ofChannel(get(delegate.getClass(), "dc", delegate));
        }
        if (socket instanceof ServerSocket server && server.getChannel() != null) {
            return ofChannel(server.getChannel());
        }
        if (socket instanceof Socket client && client.getChannel() != null) {
            return ofChannel(client.getChannel());
        }
        Class<?> type = socket instanceof ServerSocket ? ServerSocket.class : Socket.class;
        Object descriptor = call(SocketImpl.class, "getFileDescriptor", call(type, "getImpl", socket));
        return (int) get(FileDescriptor.class, "fd", descriptor);
    }

    private static int ofChannel(Object channel) throws ReflectiveOperationException {
        return (int) call(Class.forName("sun.nio.ch.SelChImpl"), "getFDVal", channel);
    }

    private static Object call(Class<?> type, String name, Object target) throws ReflectiveOperationException {
        Method method = type.getDeclaredMethod(name);
        method.setAccessible(true);
        return method.invoke(target);
    }

    private static Object get(Class<?> type, String name, Object target) throws ReflectiveOperationException {
        Field field = type.getDeclaredField(name);
        field.setAccessible(true);
        return field.get(target);
    }
}
