package libcsockets.jdk;

import static libcsockets.Constants.*;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.nio.channels.spi.SelectorProvider;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import libcsockets.socket.LibcSocket;

/** A pipe: two connected stream sockets, of which each is used in one direction. */
final class LibcPipe extends Pipe {
    private final Source source;
    private final Sink sink;

    LibcPipe(SelectorProvider provider) throws IOException {
        LibcSocket[] pair = Failures.nio(() -> LibcSocket.pair(SOCK_STREAM));
        source = new Source(provider, pair[0]);
        sink = new Sink(provider, pair[1]);
    }

    @Override
    public SourceChannel source() {
        return source;
    }

    @Override
    public SinkChannel sink() {
        return sink;
    }

    private static final class Source extends SourceChannel implements SelectableLibc {
        private final LibcSocket socket;
        private final ReentrantLock reading = new ReentrantLock();

        Source(SelectorProvider provider, LibcSocket socket) {
            super(provider);
            this.socket = socket;
        }

        @Override
        public LibcSocket socketBeneath() {
            return socket;
        }

        @Override
        public int read(ByteBuffer buffer) throws IOException {
            Objects.requireNonNull(buffer);
            return transfer(reading, this::ensureOpen, () -> socket.read(buffer));
        }

        @Override
        public long read(ByteBuffer[] buffers, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, buffers.length);
            return transfer(reading, this::ensureOpen, () -> socket.read(buffers, offset, length));
        }

        @Override
        public long read(ByteBuffer[] buffers) throws IOException {
            return read(buffers, 0, buffers.length);
        }

        @Override
        protected void implCloseSelectableChannel() throws IOException {
            socket.close();
        }

        @Override
        protected void implConfigureBlocking(boolean block) throws IOException {
            Failures.nio(() -> socket.configureBlocking(block));
        }

        @Override
        public int eventsOf(int ops) {
            return (ops & SelectionKey.OP_READ) != 0 ? EPOLLIN : 0;
        }

        @Override
        public int readyOps(int events, int interest) {
            return interest;
        }
    }

    private static final class Sink extends SinkChannel implements SelectableLibc {
        private final LibcSocket socket;
        private final ReentrantLock writing = new ReentrantLock();

        Sink(SelectorProvider provider, LibcSocket socket) {
            super(provider);
            this.socket = socket;
        }

        @Override
        public LibcSocket socketBeneath() {
            return socket;
        }

        @Override
        public int write(ByteBuffer buffer) throws IOException {
            Objects.requireNonNull(buffer);
            return transfer(writing, this::ensureOpen, () -> socket.write(buffer));
        }

        @Override
        public long write(ByteBuffer[] buffers, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, buffers.length);
            return transfer(writing, this::ensureOpen, () -> socket.write(buffers, offset, length));
        }

        @Override
        public long write(ByteBuffer[] buffers) throws IOException {
            return write(buffers, 0, buffers.length);
        }

        @Override
        protected void implCloseSelectableChannel() throws IOException {
            socket.close();
        }

        @Override
        protected void implConfigureBlocking(boolean block) throws IOException {
            Failures.nio(() -> socket.configureBlocking(block));
        }

        @Override
        public int eventsOf(int ops) {
            return (ops & SelectionKey.OP_WRITE) != 0 ? EPOLLOUT : 0;
        }

        @Override
        public int readyOps(int events, int interest) {
            return interest;
        }
    }
}
