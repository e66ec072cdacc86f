package libcsockets.tools.compare.catalogue;

import static libcsockets.Constants.*;
import static libcsockets.tools.compare.catalogue.Steps.CONNECTION;
import static libcsockets.tools.compare.scenario.JdkRun.*;
import static libcsockets.tools.compare.scenario.Verdict.*;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import libcsockets.tools.compare.scenario.Need;
import libcsockets.tools.compare.scenario.Scenarios;
import libcsockets.tools.compare.scenario.Theme;

/** Changes that the JDK makes to sockets for virtual threads. */
public final class VirtualThreads implements Theme {
    @Override
    public void addTo(Scenarios scenarios) {
        scenarios
                .scenario("virtual-thread-nonblocking")
                .title("A socket that a virtual thread has read from")
                .explanation(
                        "Its descriptor is non-blocking for good, so that the thread can wait without its carrier; "
                                + "a channel still reports that it is blocking.")
                .source("fcntl(2); sun.nio.ch.NioSocketImpl.configureNonBlockingIfNeeded, "
                        + "sun.nio.ch.SocketChannelImpl.configureSocketNonBlockingIfVirtualThread")
                .tags("virtual-threads", "streams", "nonblocking", "tcp")
                .needs(Need.VIRTUAL_THREADS)
                .verdict(DIFFERS)
                .libc(CONNECTION + """
                        start(recv(s,16,0))
                        send(c,"x",0)
                        read: join() => data
                        flags: fcntl(s,F_GETFL)
                        """)
                .net(j -> {
                    var both = j.connection();
                    var reader = j.startVirtual(() -> read(both.server().getInputStream(), 16));
                    both.client().getOutputStream().write(bytes("x"));
                    j.phase("read", reader::get);
                    j.phase("flags", () -> fcntl(both.server(), F_GETFL));
                })
                .nio(j -> {
                    var both = j.channels();
                    var reader = j.startVirtual(() -> read(both.server(), 16));
                    both.client().write(buffer("x"));
                    j.phase("read", reader::get);
                    j.phase("flags", () -> fcntl(both.server(), F_GETFL));
                    j.phase("calls itself blocking", () -> both.server().isBlocking());
                });

        scenarios
                .scenario("virtual-thread-accept")
                .title("A listener that a virtual thread has accepted on")
                .explanation("The listener's descriptor is non-blocking for good, the accepted one's is not.")
                .source("fcntl(2); sun.nio.ch.NioSocketImpl.accept, sun.nio.ch.ServerSocketChannelImpl.accept")
                .tags("virtual-threads", "listen", "nonblocking", "tcp")
                .needs(Need.VIRTUAL_THREADS)
                .verdict(DIFFERS)
                .libc("""
                        l = listener(127.0.0.1:0)
                        start(accept(l,NULL,NULL))
                        c = connect_to(l)
                        accept: s = join()
                        listener: fcntl(l,F_GETFL)
                        accepted: fcntl(s,F_GETFL)
                        """)
                .net(j -> {
                    ServerSocket l = j.keep(new ServerSocket(0, 1, loopback()));
                    var acceptor = j.startVirtual(() -> l.accept());
                    j.keep(new Socket(loopback(), l.getLocalPort()));
                    Object server = j.phase("accept", acceptor::get);
                    j.phase("listener", () -> fcntl(l, F_GETFL));
                    j.phase("accepted", () -> fcntl(server, F_GETFL));
                })
                .nio(j -> {
                    ServerSocketChannel l = j.keep(ServerSocketChannel.open());
                    l.bind(loopback(0));
                    var acceptor = j.startVirtual(() -> l.accept());
                    j.keep(SocketChannel.open(l.getLocalAddress()));
                    Object server = j.phase("accept", acceptor::get);
                    j.phase("listener", () -> fcntl(l, F_GETFL));
                    j.phase("accepted", () -> fcntl(server, F_GETFL));
                });

        scenarios
                .scenario("virtual-thread-receive")
                .title("A datagram socket that a virtual thread has received on")
                .explanation("Its descriptor is non-blocking for good.")
                .source("fcntl(2); sun.nio.ch.DatagramChannelImpl.configureSocketNonBlockingIfVirtualThread")
                .tags("virtual-threads", "datagrams", "nonblocking", "udp")
                .needs(Need.VIRTUAL_THREADS)
                .verdict(DIFFERS)
                .libc("""
                        u = udp(127.0.0.1:0)
                        c = connect_to(u)
                        start(recv(u,10,0))
                        send(c,"x",0)
                        receive: join() => ret
                        flags: fcntl(u,F_GETFL)
                        """)
                .net(j -> {
                    DatagramSocket u = j.keep(new DatagramSocket(loopback(0)));
                    DatagramPacket packet = new DatagramPacket(new byte[10], 10);
                    var receiver = j.startVirtual(() -> {
                        u.receive(packet);
                        return packet.getLength();
                    });
                    DatagramSocket sender = j.keep(new DatagramSocket());
                    sender.send(new DatagramPacket(bytes("x"), 1, u.getLocalSocketAddress()));
                    j.phase("receive", receiver::get);
                    j.phase("flags", () -> fcntl(u, F_GETFL));
                })
                .nio(j -> {
                    DatagramChannel u = j.keep(DatagramChannel.open().bind(loopback(0)));
                    ByteBuffer buffer = ByteBuffer.allocate(10);
                    var receiver = j.startVirtual(() -> {
                        u.receive(buffer);
                        return buffer.position();
                    });
                    DatagramChannel sender = j.keep(DatagramChannel.open());
                    sender.send(buffer("x"), u.getLocalAddress());
                    j.phase("receive", receiver::get);
                    j.phase("flags", () -> fcntl(u, F_GETFL));
                });

        scenarios
                .scenario("virtual-thread-close")
                .title("Closing a socket that a virtual thread reads from")
                .explanation("The thread wakes with the same exceptions as a platform thread; libc wakes nobody.")
                .source("close(2): notes; sun.nio.ch.NioSocketImpl.close, sun.nio.ch.Poller.stopPoll")
                .tags("virtual-threads", "close", "tcp")
                .needs(Need.VIRTUAL_THREADS)
                .verdict(DIFFERS)
                .libc(CONNECTION + """
                        start(recv(s,16,0))
                        close: close(s)
                        reading: running(200)
                        send(c,"late",0)
                        read: join() => data
                        """)
                .net(j -> {
                    var both = j.connection();
                    var reader = j.startVirtual(() -> read(both.server().getInputStream(), 16));
                    j.phase("close", () -> both.server().close());
                    j.phase("read", reader::get);
                })
                .nio(j -> {
                    var both = j.channels();
                    var reader = j.startVirtual(() -> read(both.server(), 16));
                    j.phase("close", () -> both.server().close());
                    j.phase("read", reader::get);
                });

        scenarios
                .scenario("virtual-thread-starvation")
                .title("As many blocked virtual threads as carriers")
                .explanation("Blocked in reads of the JDK they leave their carriers, and another virtual thread runs; "
                        + "blocked in a recv of libc they keep them until shutdown ends it.")
                .source("recv(2); java.lang.Thread: virtual threads, sun.nio.ch.Poller")
                .tags("virtual-threads", "threads", "streams", "tcp")
                .needs(Need.VIRTUAL_THREADS)
                .limit(20)
                .verdict(ONLY_JDK)
                .libcCannot("it has no virtual threads")
                .net(j -> {
                    int carriers = Runtime.getRuntime().availableProcessors();
                    List<Socket> sockets = new ArrayList<>();
                    for (int i = 0; i < carriers; i++) {
                        Socket s = j.connection().client();
                        sockets.add(s);
                        j.startVirtual(() -> s.getInputStream().read());
                    }
                    CountDownLatch ran = new CountDownLatch(1);
                    j.start(() -> j.startVirtual(() -> {
                        ran.countDown();
                        return null;
                    }));
                    j.phase("another runs beside reads of java.net", () -> ran.await(3, TimeUnit.SECONDS));
                    for (Socket s : sockets) {
                        s.close();
                    }
                })
                .nio(j -> {
                    int carriers = Runtime.getRuntime().availableProcessors();
                    List<Integer> descriptors = new ArrayList<>();
                    CountDownLatch blocked = new CountDownLatch(carriers);
                    for (int i = 0; i < carriers; i++) {
                        int s = descriptor(j.channels().client());
                        descriptors.add(s);
                        j.start(() -> j.startVirtual(() -> {
                            blocked.countDown();
                            return libc().recv(s, new byte[1], 1, 0);
                        }));
                    }
                    blocked.await();
                    CountDownLatch ran = new CountDownLatch(1);
                    j.start(() -> j.startVirtual(() -> {
                        ran.countDown();
                        return null;
                    }));
                    j.phase("another runs beside recv of libc", () -> ran.await(300, TimeUnit.MILLISECONDS));
                    for (int s : descriptors) {
                        libc().shutdown(s, SHUT_RDWR);
                    }
                    j.phase("after shutdown", () -> ran.await(3, TimeUnit.SECONDS));
                });
    }
}
