package libcsockets.socket;

import java.io.FileDescriptor;
import java.io.IOException;
import java.lang.ref.Reference;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.net.DatagramSocket;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketImpl;
import java.nio.channels.Channel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NetworkChannel;
import libcsockets.Constants;
import libcsockets.ErrnoException;
import libcsockets.internal.Calls;

/**
 * Duplicates the descriptors of the JDK's sockets, which its modules keep to themselves unless they are opened.
 *
 * <p>A number belongs to a socket only while that is open, and the JDK does not forget the number of a closed one. So
 * the socket is asked whether it is open after its number has been duplicated: the JDK marks a socket as closing before
 * it gives up the number, so one that is open then had its number all the time.
 */
final class JdkDescriptors {
    private JdkDescriptors() {}

    /** A socket of the JDK's: its number, and whether it is open. */
    private interface Owner {
        int number() throws IOException, ReflectiveOperationException;

        boolean isOpen() throws IOException, ReflectiveOperationException;
    }

    static int duplicate(Calls calls, Socket socket) throws IOException {
        return socket.getChannel() != null
                ? duplicate(calls, socket.getChannel())
                : duplicate(calls, socket, () -> owner(Socket.class, socket));
    }

    static int duplicate(Calls calls, ServerSocket socket) throws IOException {
        return socket.getChannel() != null
                ? duplicate(calls, socket.getChannel())
                : duplicate(calls, socket, () -> owner(ServerSocket.class, socket));
    }

    static int duplicate(Calls calls, DatagramSocket socket) throws IOException {
        return socket.getChannel() != null
                ? duplicate(calls, socket.getChannel())
                : duplicate(calls, socket, () -> owner(channelOf(socket)));
    }

    static int duplicate(Calls calls, NetworkChannel channel) throws IOException {
        return duplicate(calls, channel, () -> owner(channel));
    }

    private interface Finder {
        Owner find() throws IOException, ReflectiveOperationException;
    }

    private static int duplicate(Calls calls, Object socket, Finder finder) throws IOException {
        try {
            Owner owner = finder.find();
            int number = owner.number();
            int copy = calls.fcntl(number, Constants.F_DUPFD_CLOEXEC, 0);
            if (!owner.isOpen()) {
                if (copy >= 0) {
                    calls.close(copy);
                }
                throw new ClosedChannelException();
            }
            if (copy < 0) {
                throw new ErrnoException("fcntl", -copy, number, "F_DUPFD_CLOEXEC", 0);
            }
            return copy;
        } catch (ReflectiveOperationException e) {
            throw new IOException(
                    "this JDK (" + Runtime.version() + ") keeps the descriptor of " + socket + " elsewhere", e);
        } finally {
            // The JDK closes a socket that nothing refers to.
            Reference.reachabilityFence(socket);
        }
    }

    /** Since JDK 18 an adaptor of a channel that it does not show; before, its delegate is one. */
    private static Channel channelOf(DatagramSocket socket) throws ReflectiveOperationException {
        Method delegate = opened(DatagramSocket.class.getDeclaredMethod("delegate"));
        Object adaptor = delegate.invoke(socket);
        return (Channel) opened(adaptor.getClass().getDeclaredField("dc")).get(adaptor);
    }

    private static Owner owner(Channel channel) throws IOException, ReflectiveOperationException {
        Class<?> selectable = Class.forName("sun.nio.ch.SelChImpl");
        if (!selectable.isInstance(channel)) {
            throw new IllegalArgumentException("not a socket channel of the JDK: " + channel);
        }
        if (!channel.isOpen()) {
            throw new ClosedChannelException();
        }
        Method number = opened(selectable.getDeclaredMethod("getFDVal"));
        return new Owner() {
            @Override
            public int number() throws ReflectiveOperationException {
                return (int) number.invoke(channel);
            }

            @Override
            public boolean isOpen() {
                return channel.isOpen();
            }
        };
    }

    private static Owner owner(Class<?> type, Object socket) throws IOException, ReflectiveOperationException {
        Object impl = opened(type.getDeclaredField("impl")).get(socket);
        if (impl != null && impl.getClass().getName().equals("java.net.SocksSocketImpl")) {
            Class<?> delegating = Class.forName("java.net.DelegatingSocketImpl");
            impl = opened(delegating.getDeclaredField("delegate")).get(impl);
        }
        if (impl == null) {
            // Until it is bound or connected, the JDK has not made a socket.
            throw new ClosedChannelException();
        }
        Class<?> nio = Class.forName("sun.nio.ch.NioSocketImpl");
        if (!nio.isInstance(impl)) {
            throw new IllegalArgumentException("not a socket of the JDK's own: it is implemented by "
                    + impl.getClass().getName());
        }
        SocketImpl socketImpl = (SocketImpl) impl;
        Field state = opened(nio.getDeclaredField("state"));
        int closing = (int) opened(nio.getDeclaredField("ST_CLOSING")).get(null);
        Method descriptor = opened(SocketImpl.class.getDeclaredMethod("getFileDescriptor"));
        Method number = opened(Class.forName("sun.nio.ch.IOUtil").getDeclaredMethod("fdVal", FileDescriptor.class));
        return new Owner() {
            @Override
            public int number() throws IOException, ReflectiveOperationException {
                FileDescriptor fd = (FileDescriptor) descriptor.invoke(socketImpl);
                if (fd == null || !fd.valid() || !isOpen()) {
                    throw new ClosedChannelException();
                }
                return (int) number.invoke(null, fd);
            }

            @Override
            public boolean isOpen() throws ReflectiveOperationException {
                return (int) state.get(socketImpl) < closing;
            }
        };
    }

    private static <T extends AccessibleObject & Member> T opened(T member) {
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
}
