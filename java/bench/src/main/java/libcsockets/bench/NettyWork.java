package libcsockets.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufHolder;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;

/** The same work over Netty's epoll transport, one event loop. */
final class NettyWork {
    /** The length of what accept writes, and room for the address. */
    private static final int LONGEST_ADDRESS = 128;

    private NettyWork() {}

    static Work open(String role, int port, int size) throws IOException, InterruptedException {
        // It asks the hardware otherwise, and complains of a network namespace that has none.
        System.setProperty("io.netty.machineId", "00:00:00:00:00:01");
        Epoll.ensureAvailability();
        switch (role) {
            case "eagain":
                return eagain(port);
            case "unix":
                return unix();
            case "getsockopt":
                LinuxSocket socket = connected(port);
                return Work.repeat(socket::getReceiveBufferSize);
            case "ping-pong":
                return tcp(port, size);
            case "connect":
                return connect(port);
            case "udp":
                return udp(port, 1);
            case "udp-batch":
                return udp(port, Work.WINDOW);
            case "accept-server":
                return server(true);
            case "epoll-server":
                return server(false);
            case "open":
                return open(port, size);
            default:
                throw new IllegalArgumentException(role);
        }
    }

    private static EventLoopGroup group() {
        return new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    }

    private static InetSocketAddress loopback(int port) throws IOException {
        return new InetSocketAddress(SocketWork.loopback(), port);
    }

    private static ByteBuf message(int size) {
        return Unpooled.directBuffer(size).writeZero(size);
    }

    /** The call beneath the channels. */
    private static Work eagain(int port) throws IOException {
        ByteBuf buf = message(Work.MESSAGE);
        long address = buf.memoryAddress();
        LinuxSocket socket = connected(port);
        return count -> {
            for (int i = 0; i < count; i++) {
                if (socket.readAddress(address, 0, Work.MESSAGE) != 0) {
                    throw new IllegalStateException("read");
                }
            }
        };
    }

    private static LinuxSocket connected(int port) throws IOException {
        LinuxSocket socket = LinuxSocket.newSocketStream();
        if (!socket.connect(loopback(port))) {
            while (!socket.finishConnect()) {
                Thread.onSpinWait();
            }
        }
        return socket;
    }

    private static Work unix() throws IOException {
        Path directory = Files.createTempDirectory("bench");
        Path path = directory.resolve("socket");
        LinuxSocket server = LinuxSocket.newSocketDomain();
        LinuxSocket near = LinuxSocket.newSocketDomain();
        server.bind(new DomainSocketAddress(path.toFile()));
        server.listen(1);
        near.connect(new DomainSocketAddress(path.toFile()));
        Socket far = new Socket(server.accept(new byte[LONGEST_ADDRESS]));
        server.close();
        Files.delete(path);
        Files.delete(directory);
        ByteBuf buf = message(1);
        long address = buf.memoryAddress();
        return Work.repeat(() -> {
            near.sendAddress(address, 0, 1);
            if (far.recvAddress(address, 0, 1) != 1) {
                throw new IllegalStateException("recv");
            }
        });
    }

    private static Work open(int port, int most) throws IOException {
        Bootstrap bootstrap = new Bootstrap()
                .group(group())
                .channel(EpollSocketChannel.class)
                .remoteAddress(loopback(port))
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {}
                });
        return new OpenConnections(most).work(() -> bootstrap.connect().sync().channel(), null);
    }

    private static Work tcp(int port, int size) throws IOException, InterruptedException {
        Echoed echoed = new Echoed(message(size), 1);
        Channel channel = new Bootstrap()
                .group(group())
                .channel(EpollSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(echoed)
                .connect(loopback(port))
                .sync()
                .channel();
        return count -> echoed.run(channel, count);
    }

    private static Work udp(int port, int window) throws IOException, InterruptedException {
        Echoed echoed = new Echoed(message(Work.MESSAGE), window);
        Channel channel = new Bootstrap()
                .group(group())
                .channel(EpollDatagramChannel.class)
                // Room for a window: this is what makes it receive several datagrams with one call.
                .option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, Work.MESSAGE)
                .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(window * Work.MESSAGE))
                .handler(echoed)
                .connect(loopback(port))
                .sync()
                .channel();
        return count -> echoed.run(channel, count / window);
    }

    /** Sends a message, or several, when the ones before have come back. */
    private static final class Echoed extends Handler {
        private final ByteBuf message;
        private final int window;
        private final Semaphore done = new Semaphore(0);
        private int left;
        private int missing;

        Echoed(ByteBuf message, int window) {
            this.message = message;
            this.window = window;
        }

        void run(Channel channel, int count) throws InterruptedException {
            channel.eventLoop().execute(() -> {
                left = count;
                send(channel);
            });
            done.acquire();
        }

        private void send(Channel channel) {
            missing = window * message.readableBytes();
            for (int i = 0; i < window; i++) {
                channel.write(message.retainedDuplicate(), channel.voidPromise());
            }
            channel.flush();
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object received) {
            ByteBuf bytes =
                    received instanceof ByteBufHolder ? ((ByteBufHolder) received).content() : (ByteBuf) received;
            missing -= bytes.readableBytes();
            bytes.release();
            if (missing == 0) {
                if (--left > 0) {
                    send(context.channel());
                } else {
                    done.release();
                }
            }
        }
    }

    private static Work connect(int port) throws IOException {
        ByteBuf message = message(Work.MESSAGE);
        Bootstrap bootstrap = new Bootstrap()
                .group(group())
                .channel(EpollSocketChannel.class)
                .remoteAddress(loopback(port))
                .handler(new EchoedOnce(message));
        return count -> {
            Semaphore done = new Semaphore(0);
            connect(bootstrap, count, done);
            done.acquire();
        };
    }

    private static void connect(Bootstrap bootstrap, int count, Semaphore done) {
        if (count == 0) {
            done.release();
        } else {
            bootstrap
                    .connect()
                    .addListener(ChannelFutureListener.FIRE_EXCEPTION_ON_FAILURE)
                    .channel()
                    .closeFuture()
                    .addListener(closed -> connect(bootstrap, count - 1, done));
        }
    }

    /** A connection for one message. */
    @ChannelHandler.Sharable
    private static final class EchoedOnce extends Handler {
        private final ByteBuf message;

        EchoedOnce(ByteBuf message) {
            this.message = message;
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            context.writeAndFlush(message.retainedDuplicate(), context.voidPromise());
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object received) {
            ((ByteBuf) received).release();
            context.close();
        }
    }

    private static Work server(boolean closes) throws IOException, InterruptedException {
        Channel server = new ServerBootstrap()
                .group(group())
                .channel(EpollServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, Integer.MAX_VALUE)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new Echo(closes));
                    }
                })
                .bind(loopback(0))
                .sync()
                .channel();
        return Work.server(((InetSocketAddress) server.localAddress()).getPort());
    }

    /** Sends back what comes, and then closes if it is to. */
    private static final class Echo extends ChannelInboundHandlerAdapter {
        private final boolean closes;

        Echo(boolean closes) {
            this.closes = closes;
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            // The load ends with a reset.
            context.close();
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object received) {
            if (closes) {
                context.writeAndFlush(received).addListener(ChannelFutureListener.CLOSE);
            } else {
                context.writeAndFlush(received, context.voidPromise());
            }
        }
    }

    /** An error ends the measurement. */
    private abstract static class Handler extends ChannelInboundHandlerAdapter {
        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            Work.fail(cause);
        }
    }
}
