package libcsockets.tools.compare.catalogue;

import java.net.ServerSocket;
import java.nio.channels.ServerSocketChannel;
import libcsockets.tools.compare.JdkRun;
import libcsockets.tools.compare.Need;
import libcsockets.tools.compare.Scenarios;
import libcsockets.tools.compare.Theme;
import libcsockets.tools.compare.Verdict;

/** What an ordinary user may not do. */
public final class Privileges implements Theme {
    @Override
    public void addTo(Scenarios scenarios) {
        scenarios
                .scenario("bind-privileged-port")
                .title("bind to port 80 as an ordinary user")
                .explanation("Ports below net.ipv4.ip_unprivileged_port_start need CAP_NET_BIND_SERVICE; EACCES becomes"
                        + " BindException.")
                .source("ip(7); Net.c handleSocketError")
                .tags("bind", "privileges", "tcp")
                .needs(Need.UNPRIVILEGED)
                .verdict(Verdict.SAME)
                .libc("""
                        s = socket(AF_INET, SOCK_STREAM, 0)
                        bind: bind(s, 127.0.0.1:80)
                        """)
                .net(j -> {
                    ServerSocket server = j.keep(new ServerSocket());
                    j.phase("bind", () -> server.bind(JdkRun.loopback(80)));
                })
                .nio(j -> {
                    ServerSocketChannel server = j.keep(ServerSocketChannel.open());
                    j.phase("bind", () -> {
                        server.bind(JdkRun.loopback(80));
                    });
                });
    }
}
