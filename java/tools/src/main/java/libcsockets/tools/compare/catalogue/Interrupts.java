package libcsockets.tools.compare.catalogue;

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
import java.util.concurrent.CompletableFuture;
import libcsockets.Errno;
import libcsockets.tools.compare.scenario.Need;
import libcsockets.tools.compare.scenario.Scenarios;
import libcsockets.tools.compare.scenario.Theme;

/** {@code Thread.interrupt} and blocked sockets. */
public final class Interrupts implements Theme {
    private static final String NO_INTERRUPT =
            "its threads have no interrupt; a signal whose handler lacks SA_RESTART makes a call fail with EINTR";

    @Override
    public void addTo(Scenarios scenarios) {
        scenarios
                .scenario("interrupt-read")
                .title("Interrupting a thread blocked in a read")
                .explanation("A Socket does not notice and gets its data later; a channel closes with "
                        + "ClosedByInterruptException.")
                .source("signal(7); java.nio.channels.InterruptibleChannel, sun.nio.ch.NioSocketImpl.park")
                .tags("interrupt", "threads", "streams", "tcp")
                .verdict(ONLY_JDK)
                .libcCannot(NO_INTERRUPT)
                .net(j -> {
                    var both = j.connection();
                    var reader = j.start(() -> read(both.client().getInputStream(), 10));
                    reader.interrupt();
                    j.phase("reading", () -> reader.running(100));
                    both.server().getOutputStream().write(bytes("late"));
                    j.phase("read", reader::get);
                    j.phase("closed", () -> both.client().isClosed());
                })
                .nio(j -> {
                    var both = j.channels();
                    var reader = j.start(() -> read(both.client(), 10));
                    reader.interrupt();
                    j.phase("read", reader::get);
                    j.phase("closed", () -> !both.client().isOpen());
                });

        scenarios
                .scenario("interrupt-read-virtual")
                .title("Interrupting a virtual thread blocked in a read")
                .explanation("Here a Socket does notice: it closes, and the read throws SocketException; a channel "
                        + "behaves as on any thread.")
                .source("java.net.Socket.getInputStream; sun.nio.ch.NioSocketImpl.park")
                .tags("interrupt", "virtual-threads", "threads", "tcp")
                .needs(Need.VIRTUAL_THREADS)
                .verdict(ONLY_JDK)
                .libcCannot(NO_INTERRUPT)
                .net(j -> {
                    var both = j.connection();
                    var reader = j.startVirtual(() -> read(both.client().getInputStream(), 10));
                    reader.interrupt();
                    j.phase("read", reader::get);
                    j.phase("closed", () -> both.client().isClosed());
                })
                .nio(j -> {
                    var both = j.channels();
                    var reader = j.startVirtual(() -> read(both.client(), 10));
                    reader.interrupt();
                    j.phase("read", reader::get);
                    j.phase("closed", () -> !both.client().isOpen());
                });

        scenarios
                .scenario("interrupt-before-read")
                .title("A read by a thread that was interrupted earlier")
                .explanation("A Socket reads as if nothing had happened; a channel closes although the data is there.")
                .source("java.nio.channels.spi.AbstractInterruptibleChannel.begin")
                .tags("interrupt", "threads", "streams", "tcp")
                .verdict(ONLY_JDK)
                .libcCannot(NO_INTERRUPT)
                .net(j -> {
                    var both = j.connection();
                    both.server().getOutputStream().write(bytes("there"));
                    Waiting.forBytes(both.client(), 5);
                    var reader = j.start(() -> {
                        Thread.currentThread().interrupt();
                        return read(both.client().getInputStream(), 10);
                    });
                    j.phase("read", reader::get);
                    j.phase("closed", () -> both.client().isClosed());
                })
                .nio(j -> {
                    var both = j.channels();
                    both.server().write(buffer("there"));
                    Waiting.forBytes(both.client(), 5);
                    var reader = j.start(() -> {
                        Thread.currentThread().interrupt();
                        return read(both.client(), 10);
                    });
                    j.phase("read", reader::get);
                    j.phase("closed", () -> !both.client().isOpen());
                });

        scenarios
                .scenario("interrupt-nonblocking-read")
                .title("A non-blocking read by a thread that was interrupted earlier")
                .explanation("An interrupt closes only what may block: a non-blocking channel stays open.")
                .source("java.nio.channels.InterruptibleChannel; sun.nio.ch.SocketChannelImpl.beginRead")
                .tags("interrupt", "threads", "nonblocking", "tcp")
                .verdict(ONLY_JDK)
                .libcCannot(NO_INTERRUPT)
                .netCannot("a java.net socket has no non-blocking mode")
                .nio(j -> {
                    SocketChannel client = j.channels().client();
                    client.configureBlocking(false);
                    var reader = j.start(() -> {
                        Thread.currentThread().interrupt();
                        return client.read(ByteBuffer.allocate(1));
                    });
                    j.phase("read", reader::get);
                    j.phase("closed", () -> !client.isOpen());
                });

        scenarios
                .scenario("interrupt-accept")
                .title("Interrupting a thread blocked in accept")
                .explanation("A ServerSocket does not notice; its channel closes.")
                .source("java.nio.channels.ServerSocketChannel.accept; sun.nio.ch.NioSocketImpl.accept")
                .tags("interrupt", "threads", "listen", "tcp")
                .verdict(ONLY_JDK)
                .libcCannot(NO_INTERRUPT)
                .net(j -> {
                    ServerSocket listener = j.keep(new ServerSocket(0, 1, loopback()));
                    var acceptor = j.start(() -> j.keep(listener.accept()));
                    acceptor.interrupt();
                    j.phase("accepting", () -> acceptor.running(100));
                    j.keep(new Socket(loopback(), listener.getLocalPort()));
                    j.phase("accept", acceptor::get);
                    j.phase("closed", () -> listener.isClosed());
                })
                .nio(j -> {
                    ServerSocketChannel listener = j.keep(ServerSocketChannel.open());
                    listener.bind(loopback(0));
                    var acceptor = j.start(() -> listener.accept());
                    acceptor.interrupt();
                    j.phase("accept", acceptor::get);
                    j.phase("closed", () -> !listener.isOpen());
                });

        scenarios
                .scenario("interrupt-receive")
                .title("Interrupting a thread blocked in a receive")
                .explanation("A DatagramChannel closes and throws ClosedByInterruptException; a DatagramSocket, built "
                        + "on a channel that no interrupt can close, does not notice.")
                .source("java.nio.channels.DatagramChannel.receive; sun.nio.ch.DatagramSocketAdaptor")
                .tags("interrupt", "threads", "datagrams", "udp")
                .verdict(ONLY_JDK)
                .libcCannot(NO_INTERRUPT)
                .net(j -> {
                    DatagramSocket u = j.keep(new DatagramSocket(loopback(0)));
                    DatagramPacket packet = new DatagramPacket(new byte[10], 10);
                    var receiver = j.start(() -> {
                        u.receive(packet);
                        return packet.getLength();
                    });
                    receiver.interrupt();
                    j.phase("receiving", () -> receiver.running(100));
                    DatagramSocket sender = j.keep(new DatagramSocket());
                    sender.send(new DatagramPacket(bytes("late"), 4, u.getLocalSocketAddress()));
                    j.phase("receive", receiver::get);
                    j.phase("closed", () -> u.isClosed());
                })
                .nio(j -> {
                    DatagramChannel u = j.keep(DatagramChannel.open().bind(loopback(0)));
                    var receiver = j.start(() -> u.receive(ByteBuffer.allocate(10)));
                    receiver.interrupt();
                    j.phase("receive", receiver::get);
                    j.phase("closed", () -> !u.isOpen());
                });

        scenarios
                .scenario("interrupt-signal")
                .title("The signal by which the JDK wakes its own threads")
                .explanation("Its handler lacks SA_RESTART, so that recv fails with EINTR; the JDK's own reads try "
                        + "again and never show it.")
                .source("signal(7): EINTR; NativeThread.c, sun.nio.ch.IOStatus.okayToRetry")
                .tags("interrupt", "threads", "streams", "tcp")
                .verdict(ONLY_JDK)
                .libcCannot("its steps send no signals; the first phase of java.net is a recv of libc")
                .net(j -> {
                    var both = j.connection();
                    int descriptor = descriptor(both.client());
                    var first = new CompletableFuture<Long>();
                    var caller = j.start(() -> {
                        first.complete(WakeUp.current());
                        int count = libc().recv(descriptor, new byte[1], 1, 0);
                        return count < 0 ? Errno.name(libc().errno()) : count;
                    });
                    WakeUp.send(first.get());
                    j.phase("recv of libc", caller::get);
                    var second = new CompletableFuture<Long>();
                    var reader = j.start(() -> {
                        second.complete(WakeUp.current());
                        return read(both.client().getInputStream(), 10);
                    });
                    WakeUp.send(second.get());
                    j.phase("reading", () -> reader.running(100));
                    both.server().getOutputStream().write(bytes("late"));
                    j.phase("read", reader::get);
                })
                .nio(j -> {
                    var both = j.channels();
                    var id = new CompletableFuture<Long>();
                    var reader = j.start(() -> {
                        id.complete(WakeUp.current());
                        return read(both.client(), 10);
                    });
                    WakeUp.send(id.get());
                    j.phase("reading", () -> reader.running(100));
                    both.server().write(buffer("late"));
                    j.phase("read", reader::get);
                });
    }
}
