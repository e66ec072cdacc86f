package libcsockets.tools.compare.catalogue;

import static libcsockets.Constants.*;
import static libcsockets.tools.compare.scenario.JdkRun.*;
import static libcsockets.tools.compare.scenario.Verdict.*;

import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import libcsockets.tools.compare.scenario.JdkRun;
import libcsockets.tools.compare.scenario.Scenarios;
import libcsockets.tools.compare.scenario.Theme;

/** A server that closes its connections first and restarts while they are in TIME_WAIT. */
public final class TimeWait implements Theme {
    /** A connection that the server closes first; k keeps the port number, on an address of its own. */
    private static final String END = """
            bind(l,127.0.0.1:0)
            listen(l,5)
            k = socket(AF_INET,SOCK_STREAM,0)
            bind(k,127.0.0.2:@l)
            c = connect_to(l)
            s = accept(l,NULL,NULL)
            close(s)
            wait(c,POLLIN)
            close(c)
            close(l)
            n = socket(AF_INET,SOCK_STREAM,0)
            """;

    private static final String WITHOUT = """
            l = socket(AF_INET,SOCK_STREAM,0)
            """ + END;

    private static final String WITH = """
            l = socket(AF_INET,SOCK_STREAM,0)
            setsockopt(l,SOL_SOCKET,SO_REUSEADDR,1)
            """ + END;

    @Override
    public void addTo(Scenarios scenarios) {
        scenarios
                .scenario("time-wait-defaults")
                .title("Restarting a server that closed first, with default options")
                .explanation("A program in C fails with EADDRINUSE for a minute; one in Java does not, since all its "
                        + "server sockets set SO_REUSEADDR.")
                .source("socket(7): SO_REUSEADDR, tcp(7); sun.nio.ch.Net.serverSocket")
                .tags("time-wait", "bind", "reuse", "tcp")
                .verdict(DIFFERS)
                .libc(WITHOUT + """
                        bind: bind(n,127.0.0.1:@k)
                        """)
                .net(j -> {
                    ServerSocket first = j.keep(new ServerSocket());
                    SocketAddress address = end(j, first);
                    ServerSocket second = j.keep(new ServerSocket());
                    j.phase("bind", () -> second.bind(address));
                })
                .nio(j -> {
                    ServerSocketChannel first = j.keep(ServerSocketChannel.open());
                    SocketAddress address = end(j, first);
                    ServerSocketChannel second = j.keep(ServerSocketChannel.open());
                    j.phase("bind", () -> {
                        second.bind(address);
                    });
                });

        scenarios
                .scenario("time-wait-neither")
                .title("Restarting a server, neither run with SO_REUSEADDR")
                .explanation("EADDRINUSE; in the JDK the option can be switched off, with the same result.")
                .source("socket(7): SO_REUSEADDR; java.net.ServerSocket.setReuseAddress")
                .tags("time-wait", "bind", "reuse", "tcp")
                .verdict(SAME)
                .libc(WITHOUT + """
                        bind: bind(n,127.0.0.1:@k)
                        """)
                .net(j -> {
                    ServerSocket first = j.keep(new ServerSocket());
                    first.setReuseAddress(false);
                    SocketAddress address = end(j, first);
                    ServerSocket second = j.keep(new ServerSocket());
                    second.setReuseAddress(false);
                    j.phase("bind", () -> second.bind(address));
                })
                .nio(j -> {
                    ServerSocketChannel first = j.keep(ServerSocketChannel.open());
                    first.setOption(StandardSocketOptions.SO_REUSEADDR, false);
                    SocketAddress address = end(j, first);
                    ServerSocketChannel second = j.keep(ServerSocketChannel.open());
                    second.setOption(StandardSocketOptions.SO_REUSEADDR, false);
                    j.phase("bind", () -> {
                        second.bind(address);
                    });
                });

        scenarios
                .scenario("time-wait-second-only")
                .title("Restarting a server, only the new run with SO_REUSEADDR")
                .explanation("EADDRINUSE: the connections have inherited from the old listener that they do not share.")
                .source("socket(7): SO_REUSEADDR; net/ipv4/inet_connection_sock.c, inet_csk_bind_conflict")
                .tags("time-wait", "bind", "reuse", "tcp")
                .verdict(SAME)
                .libc(WITHOUT + """
                        setsockopt(n,SOL_SOCKET,SO_REUSEADDR,1)
                        bind: bind(n,127.0.0.1:@k)
                        """)
                .net(j -> {
                    ServerSocket first = j.keep(new ServerSocket());
                    first.setReuseAddress(false);
                    SocketAddress address = end(j, first);
                    ServerSocket second = j.keep(new ServerSocket());
                    j.phase("bind", () -> second.bind(address));
                })
                .nio(j -> {
                    ServerSocketChannel first = j.keep(ServerSocketChannel.open());
                    first.setOption(StandardSocketOptions.SO_REUSEADDR, false);
                    SocketAddress address = end(j, first);
                    ServerSocketChannel second = j.keep(ServerSocketChannel.open());
                    j.phase("bind", () -> {
                        second.bind(address);
                    });
                });

        scenarios
                .scenario("time-wait-first-only")
                .title("Restarting a server, only the old run with SO_REUSEADDR")
                .explanation("EADDRINUSE: both have to set it.")
                .source("socket(7): SO_REUSEADDR")
                .tags("time-wait", "bind", "reuse", "tcp")
                .verdict(SAME)
                .libc(WITH + """
                        bind: bind(n,127.0.0.1:@k)
                        """)
                .net(j -> {
                    ServerSocket first = j.keep(new ServerSocket());
                    SocketAddress address = end(j, first);
                    ServerSocket second = j.keep(new ServerSocket());
                    second.setReuseAddress(false);
                    j.phase("bind", () -> second.bind(address));
                })
                .nio(j -> {
                    ServerSocketChannel first = j.keep(ServerSocketChannel.open());
                    SocketAddress address = end(j, first);
                    ServerSocketChannel second = j.keep(ServerSocketChannel.open());
                    second.setOption(StandardSocketOptions.SO_REUSEADDR, false);
                    j.phase("bind", () -> {
                        second.bind(address);
                    });
                });

        scenarios
                .scenario("time-wait-both")
                .title("Restarting a server, both runs with SO_REUSEADDR")
                .explanation("It works, everywhere.")
                .source("socket(7): SO_REUSEADDR; java.net.ServerSocket")
                .tags("time-wait", "bind", "reuse", "tcp")
                .verdict(SAME)
                .libc(WITH + """
                        setsockopt(n,SOL_SOCKET,SO_REUSEADDR,1)
                        bind: bind(n,127.0.0.1:@k)
                        """)
                .net(j -> {
                    SocketAddress address = end(j, j.keep(new ServerSocket()));
                    ServerSocket second = j.keep(new ServerSocket());
                    j.phase("bind", () -> second.bind(address));
                })
                .nio(j -> {
                    SocketAddress address = end(j, j.keep(ServerSocketChannel.open()));
                    ServerSocketChannel second = j.keep(ServerSocketChannel.open());
                    j.phase("bind", () -> {
                        second.bind(address);
                    });
                });

        scenarios
                .scenario("time-wait-client-first")
                .title("Restarting a server whose client closed first")
                .explanation(
                        "TIME_WAIT is then on the client's side, and the server's port is free without any option.")
                .source("RFC 9293, 3.6; socket(7): SO_REUSEADDR")
                .tags("time-wait", "bind", "reuse", "tcp")
                .verdict(SAME)
                .libc("""
                        l = socket(AF_INET,SOCK_STREAM,0)
                        bind(l,127.0.0.1:0)
                        listen(l,5)
                        k = socket(AF_INET,SOCK_STREAM,0)
                        bind(k,127.0.0.2:@l)
                        c = connect_to(l)
                        s = accept(l,NULL,NULL)
                        close(c)
                        wait(s,POLLIN)
                        close(s)
                        close(l)
                        n = socket(AF_INET,SOCK_STREAM,0)
                        bind: bind(n,127.0.0.1:@k)
                        """)
                .net(j -> {
                    ServerSocket first = j.keep(new ServerSocket());
                    first.setReuseAddress(false);
                    first.bind(loopback(0));
                    Socket client = new Socket(loopback(), first.getLocalPort());
                    Socket server = first.accept();
                    client.close();
                    Waiting.forEvents(server, POLLRDHUP);
                    server.close();
                    first.close();
                    ServerSocket second = j.keep(new ServerSocket());
                    second.setReuseAddress(false);
                    j.phase("bind", () -> second.bind(first.getLocalSocketAddress()));
                })
                .nio(j -> {
                    ServerSocketChannel first = j.keep(ServerSocketChannel.open());
                    first.setOption(StandardSocketOptions.SO_REUSEADDR, false);
                    first.bind(loopback(0));
                    SocketAddress address = first.getLocalAddress();
                    SocketChannel client = SocketChannel.open(address);
                    SocketChannel server = first.accept();
                    client.close();
                    Waiting.forEvents(server, POLLRDHUP);
                    server.close();
                    first.close();
                    ServerSocketChannel second = j.keep(ServerSocketChannel.open());
                    second.setOption(StandardSocketOptions.SO_REUSEADDR, false);
                    j.phase("bind", () -> {
                        second.bind(address);
                    });
                });

        scenarios
                .scenario("time-wait-reset")
                .title("Restarting a server that reset its connection")
                .explanation("A reset leaves no TIME_WAIT, so that no option is needed.")
                .source("socket(7): SO_LINGER; RFC 9293, 3.10.7")
                .tags("time-wait", "bind", "linger", "reset", "tcp")
                .verdict(SAME)
                .libc("""
                        l = socket(AF_INET,SOCK_STREAM,0)
                        bind(l,127.0.0.1:0)
                        listen(l,5)
                        k = socket(AF_INET,SOCK_STREAM,0)
                        bind(k,127.0.0.2:@l)
                        c = connect_to(l)
                        s = accept(l,NULL,NULL)
                        setsockopt(s,SOL_SOCKET,SO_LINGER,linger(1,0))
                        close(s)
                        wait(c,POLLHUP)
                        close(c)
                        close(l)
                        n = socket(AF_INET,SOCK_STREAM,0)
                        bind: bind(n,127.0.0.1:@k)
                        """)
                .net(j -> {
                    ServerSocket first = j.keep(new ServerSocket());
                    first.setReuseAddress(false);
                    first.bind(loopback(0));
                    Socket client = j.keep(new Socket(loopback(), first.getLocalPort()));
                    Socket server = first.accept();
                    server.setSoLinger(true, 0);
                    server.close();
                    Waiting.forEvents(client, POLLHUP);
                    first.close();
                    ServerSocket second = j.keep(new ServerSocket());
                    second.setReuseAddress(false);
                    j.phase("bind", () -> second.bind(first.getLocalSocketAddress()));
                })
                .nio(j -> {
                    ServerSocketChannel first = j.keep(ServerSocketChannel.open());
                    first.setOption(StandardSocketOptions.SO_REUSEADDR, false);
                    first.bind(loopback(0));
                    SocketAddress address = first.getLocalAddress();
                    SocketChannel client = j.keep(SocketChannel.open(address));
                    SocketChannel server = first.accept();
                    server.setOption(StandardSocketOptions.SO_LINGER, 0);
                    server.close();
                    Waiting.forEvents(client, POLLHUP);
                    first.close();
                    ServerSocketChannel second = j.keep(ServerSocketChannel.open());
                    second.setOption(StandardSocketOptions.SO_REUSEADDR, false);
                    j.phase("bind", () -> {
                        second.bind(address);
                    });
                });
    }

    /** Accepts a connection, closes it on the server's side first, closes the listener, and returns its address. */
    private static SocketAddress end(JdkRun j, ServerSocket server) throws Exception {
        server.bind(loopback(0));
        Socket client = j.keep(new Socket(loopback(), server.getLocalPort()));
        server.accept().close();
        Waiting.forEvents(client, POLLRDHUP);
        client.close();
        server.close();
        return server.getLocalSocketAddress();
    }

    private static SocketAddress end(JdkRun j, ServerSocketChannel server) throws Exception {
        server.bind(loopback(0));
        InetSocketAddress address = (InetSocketAddress) server.getLocalAddress();
        SocketChannel client = j.keep(SocketChannel.open(address));
        server.accept().close();
        Waiting.forEvents(client, POLLRDHUP);
        client.close();
        server.close();
        return address;
    }
}
