package libcsockets.tools.compare.catalogue;

import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import libcsockets.tools.compare.JdkRun;
import libcsockets.tools.compare.Scenarios;
import libcsockets.tools.compare.Theme;
import libcsockets.tools.compare.Verdict;

/** The client's side of a connection. */
public final class Connecting implements Theme {
    @Override
    public void addTo(Scenarios scenarios) {
        scenarios
                .scenario("connect-refused-retry")
                .title("A connect that is refused, and another one with the same socket")
                .explanation("After ECONNREFUSED a socket of libc can be used again; the JDK closes it.")
                .source("connect(2); sun.nio.ch.NioSocketImpl.connect, sun.nio.ch.SocketChannelImpl.connect")
                .tags("connect", "tcp")
                .verdict(Verdict.DIFFERS)
                .libc("""
                        l = socket(AF_INET, SOCK_STREAM, 0)
                        bind(l, 127.0.0.1:0)
                        s = socket(AF_INET, SOCK_STREAM, 0)
                        refused: connect(s, &l)
                        listen(l, 1)
                        retry: connect(s, &l)
                        """)
                .net(j -> {
                    InetSocketAddress address = JdkRun.loopback(JdkRun.unusedPort());
                    Socket socket = j.keep(new Socket());
                    j.phase("refused", () -> socket.connect(address));
                    j.keep(new ServerSocket(address.getPort(), 1, address.getAddress()));
                    j.phase("retry", () -> socket.connect(address));
                })
                .nio(j -> {
                    InetSocketAddress address = JdkRun.loopback(JdkRun.unusedPort());
                    SocketChannel channel = j.keep(SocketChannel.open());
                    j.phase("refused", () -> {
                        channel.connect(address);
                    });
                    j.keep(ServerSocketChannel.open()).bind(address);
                    j.phase("retry", () -> {
                        channel.connect(address);
                    });
                });

        scenarios
                .scenario("route-unreachable")
                .title("A connect to where a route says \"unreachable\"")
                .explanation("EHOSTUNREACH becomes NoRouteToHostException, a class of its own.")
                .source("ip-route(8), connect(2); Net.c handleSocketError")
                .tags("connect", "tcp", "routes")
                .namespace("ip route add unreachable 192.0.2.0/24")
                .verdict(Verdict.SAME)
                .libc("""
                        s = socket(AF_INET, SOCK_STREAM, 0)
                        connect: connect(s, 192.0.2.1:9)
                        """)
                .net(j -> {
                    Socket socket = j.keep(new Socket());
                    j.phase("connect", () -> socket.connect(new InetSocketAddress("192.0.2.1", 9)));
                })
                .nio(j -> {
                    SocketChannel channel = j.keep(SocketChannel.open());
                    j.phase("connect", () -> {
                        channel.connect(new InetSocketAddress("192.0.2.1", 9));
                    });
                });
    }
}
