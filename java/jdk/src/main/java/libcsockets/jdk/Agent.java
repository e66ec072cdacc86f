package libcsockets.jdk;

import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.net.DatagramSocket;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * {@code -javaagent:libc-sockets-jdk.jar}: every socket of a program over libc, {@code java.net} and NIO, without a
 * change to the program.
 */
public final class Agent {
    private static final String PROVIDER = "java.nio.channels.spi.SelectorProvider";

    private Agent() {}

    /**
     * Called by the JVM before the program's {@code main}.
     *
     * @param arguments none
     * @param instrumentation not used: no class is changed
     * @throws IOException if another factory has been set
     */
    @SuppressWarnings({"deprecation", "exports"})
    public static void premain(String arguments, Instrumentation instrumentation) throws IOException {
        try {
            SocketDefaults.get();
        } catch (IllegalArgumentException e) {
            System.err.println("libc-sockets: " + e.getMessage());
            System.exit(2);
        }
        if (System.getProperty(PROVIDER) == null) {
            System.setProperty(PROVIDER, LibcSelectorProvider.class.getName());
        }
        Socket.setSocketImplFactory(() -> new LibcSocketImpl(false));
        ServerSocket.setSocketFactory(() -> new LibcSocketImpl(true));
        DatagramSocket.setDatagramSocketImplFactory(LibcDatagramSocketImpl::new);
    }
}
