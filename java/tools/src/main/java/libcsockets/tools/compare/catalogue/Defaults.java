package libcsockets.tools.compare.catalogue;

import static libcsockets.Constants.*;

import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import libcsockets.tools.compare.JdkRun;
import libcsockets.tools.compare.Need;
import libcsockets.tools.compare.Scenarios;
import libcsockets.tools.compare.Theme;
import libcsockets.tools.compare.Verdict;

/** What a socket is like when it has just been made. */
public final class Defaults implements Theme {
    @Override
    public void addTo(Scenarios scenarios) {
        scenarios
                .scenario("reuseaddr-default")
                .title("SO_REUSEADDR of a fresh server socket")
                .explanation("The JDK sets SO_REUSEADDR on every server socket it makes, so that a server can be"
                        + " restarted at once; libc leaves it off.")
                .source("socket(7); sun.nio.ch.Net.serverSocket")
                .tags("defaults", "options", "tcp")
                .verdict(Verdict.DIFFERS)
                .libc("""
                        s = socket(AF_INET, SOCK_STREAM, 0)
                        reuse: getsockopt(s, SOL_SOCKET, SO_REUSEADDR, BUF, 4) => val
                        """)
                .net(j -> {
                    ServerSocket server = j.keep(new ServerSocket());
                    j.phase("reuse", () -> server.getReuseAddress());
                })
                .nio(j -> {
                    ServerSocketChannel server = j.keep(ServerSocketChannel.open());
                    j.phase("reuse", () -> server.getOption(StandardSocketOptions.SO_REUSEADDR));
                });

        scenarios
                .scenario("socket-domain")
                .title("The address family of a socket nobody asked an address family for")
                .explanation("The JDK makes an AF_INET6 socket wherever IPv6 is there, and turns IPV6_V6ONLY off.")
                .source("ipv6(7); sun.nio.ch.Net.isIPv6Available")
                .tags("defaults", "ipv6", "tcp")
                .needs(Need.IPV6)
                .verdict(Verdict.DIFFERS)
                .libc("""
                        s = socket(AF_INET, SOCK_STREAM, 0)
                        domain: getsockopt(s, SOL_SOCKET, SO_DOMAIN, BUF, 4) => val
                        """)
                .net(j -> {
                    Socket socket = j.keep(new Socket());
                    socket.bind(JdkRun.loopback(0));
                    j.phase("domain", () -> JdkRun.option(socket, SOL_SOCKET, SO_DOMAIN));
                })
                .nio(j -> {
                    SocketChannel channel = j.keep(SocketChannel.open());
                    j.phase("domain", () -> JdkRun.option(channel, SOL_SOCKET, SO_DOMAIN));
                });
    }
}
