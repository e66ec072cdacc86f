package libcsockets.socket;

import java.io.FileDescriptor;
import java.io.IOException;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Method;
import java.net.DatagramSocket;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketImpl;
import java.nio.channels.Channel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NetworkChannel;

/** Finds the descriptor of the JDK's sockets, which its modules keep to themselves unless they are opened. */
final class JdkDescriptors {
    private JdkDescriptors() {}

    static int descriptor(Socket socket) throws IOException {
        return socket.getChannel() != null ? descriptor(socket.getChannel()) : descriptor(Socket.class, socket);
    }

    static int descriptor(ServerSocket socket) throws IOException {
        return socket.getChannel() != null ? descriptor(socket.getChannel()) : descriptor(ServerSocket.class, socket);
    }

    static int descriptor(DatagramSocket socket) throws IOException {
        if (socket.getChannel() != null) {
            return descriptor(socket.getChannel());
        }
        try {
            // Since JDK 18 an adaptor of a channel that it does not show.
            Method delegate = opened(DatagramSocket.class.getDeclaredMethod("delegate"));
            Object adaptor = delegate.invoke(socket);
            return descriptor(
                    (Channel) opened(adaptor.getClass().getDeclaredField("dc")).get(adaptor));
        } catch (ReflectiveOperationException e) {
            throw changed(socket, e);
        }
    }

    private static int descriptor(Class<?> type, Object socket) throws IOException {
        try {
            Object impl = opened(type.getDeclaredField("impl")).get(socket);
            FileDescriptor descriptor = impl == null
                    ? null
                    : (FileDescriptor) opened(SocketImpl.class.getDeclaredMethod("getFileDescriptor"))
                            .invoke(impl);
            if (descriptor == null || !descriptor.valid()) {
                // Until it is bound or connected, the JDK has not made a socket.
                throw new ClosedChannelException();
            }
            Class<?> ioUtil = Class.forName("sun.nio.ch.IOUtil");
            return (int) opened(ioUtil.getDeclaredMethod("fdVal", FileDescriptor.class))
                    .invoke(null, descriptor);
        } catch (ReflectiveOperationException e) {
            throw changed(socket, e);
        }
    }

    static int descriptor(Channel channel) throws IOException {
        if (!(channel instanceof NetworkChannel)) {
            throw new IllegalArgumentException("not a socket's channel: " + channel);
        }
        if (!channel.isOpen()) {
            throw new ClosedChannelException();
        }
        try {
            Class<?> selectable = Class.forName("sun.nio.ch.SelChImpl");
            return (int) opened(selectable.getDeclaredMethod("getFDVal")).invoke(channel);
        } catch (ReflectiveOperationException e) {
            throw changed(channel, e);
        }
    }

    private static <T extends AccessibleObject & java.lang.reflect.Member> T opened(T member) {
        Class<?> owner = member.getDeclaringClass();
        Module user = JdkDescriptors.class.getModule();
        if (!owner.getModule().isOpen(owner.getPackageName(), user)) {
            throw new IllegalStateException("the descriptors of the JDK's sockets cannot be reached: start java with "
                    + flag(owner.getModule(), "sun.nio.ch", user) + " "
                    + flag(owner.getModule(), "java.net", user));
        }
        member.setAccessible(true);
        return member;
    }

    private static String flag(Module module, String packageName, Module user) {
        return "--add-opens " + module.getName() + "/" + packageName + "="
                + (user.isNamed() ? user.getName() : "ALL-UNNAMED");
    }

    private static IOException changed(Object socket, ReflectiveOperationException e) {
        return new IOException(
                "this JDK (" + Runtime.version() + ") keeps the descriptor of " + socket + " elsewhere", e);
    }
}
