package libcsockets.tools.conform.run;

import static libcsockets.Constants.*;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import libcsockets.Cmsg;
import libcsockets.Control;
import libcsockets.EpollEvent;
import libcsockets.Ifconf;
import libcsockets.Ifreq;
import libcsockets.IntRef;
import libcsockets.Iovec;
import libcsockets.Libc;
import libcsockets.Mmsghdr;
import libcsockets.Msghdr;
import libcsockets.Pollfd;
import libcsockets.Sockaddr;
import libcsockets.Timespec;
import libcsockets.option.Optval;
import libcsockets.tools.conform.language.Limits;
import libcsockets.tools.conform.language.SyntaxFault;
import libcsockets.tools.conform.language.Value;
import libcsockets.tools.conform.language.Verb;
import libcsockets.tools.conform.run.Evaluator.Bytes;
import libcsockets.tools.conform.run.Evaluator.SocketAddress;

/** The verbs over {@link Libc}: one call each, the helpers a few. This is all that touches the calls under test. */
final class RawExecutor {
    /** The most entries of an array whose count is given; no case can fill more, so a larger count gives the same. */
    private static final int MOST_ENTRIES = 1 << 20;

    private static final int NOBODY = 65534;
    private static final int WAIT_MILLIS = 2000;
    private static final int BACKLOG = 5;

    private final Libc libc;
    private final Sandbox sandbox;
    private final Evaluator evaluator;
    private final Fixtures fixtures;

    private BackgroundStep background;
    private Outcome outcome;
    private List<Value> arguments;

    RawExecutor(Libc libc, Sandbox sandbox, Evaluator evaluator) {
        this.libc = libc;
        this.sandbox = sandbox;
        this.evaluator = evaluator;
        this.fixtures = new Fixtures(libc, sandbox.directory());
    }

    /** Makes a call (any verb but assert) and returns everything that it gave. */
    Outcome execute(Verb verb, List<Value> values) {
        sandbox.check();
        outcome = new Outcome();
        arguments = values;
        call(verb);
        return outcome;
    }

    private void call(Verb verb) {
        switch (verb) {
            case SOCKET -> descriptor(libc.socket(integer(0), integer(1), integer(2)));
            case SOCKETPAIR -> socketpair();
            case BIND -> bind();
            case CONNECT -> connect();
            case LISTEN -> result(libc.listen(fd(0), integer(1)));
            case ACCEPT, ACCEPT4, GETSOCKNAME, GETPEERNAME -> withResultAddress(verb);
            case SEND -> send();
            case SENDTO -> sendto();
            case RECV -> recv();
            case RECVFROM -> recvfrom();
            case SHUTDOWN -> result(libc.shutdown(fd(0), integer(1)));
            case CLOSE -> result(sandbox.close(fd(0)));
            case DUP -> descriptor(libc.dup(fd(0)));
            case FCNTL -> fcntl();
            case SETSOCKOPT -> setsockopt();
            case GETSOCKOPT -> getsockopt();
            case LISTENER -> listener();
            case UDP -> udp();
            case CONNECT_TO -> connectTo();
            case WAIT -> waitFor();
            case SLEEP -> sleep(number(0));
            case SENDFULL -> sendfull();
            case READ -> read();
            case WRITE -> write();
            case SENDMSG -> sendmsg();
            case RECVMSG -> recvmsg();
            case SENDMMSG -> sendmmsg();
            case RECVMMSG -> recvmmsg();
            case IOCTL -> ioctl();
            case POLL -> poll();
            case EPOLL_CREATE -> descriptor(libc.epoll_create(integer(0)));
            case EPOLL_CREATE1 -> descriptor(libc.epoll_create1(integer(0)));
            case EPOLL_CTL -> epollCtl();
            case EPOLL_WAIT -> epollWait();
            case PIPE -> pipe();
            case FD -> descriptor(fixtures.descriptor(word(0)));
            case TOUCH -> fixture(fixtures.touch(word(0)));
            case MKDIR -> fixture(fixtures.mkdir(word(0)));
            case UNLINK -> fixture(fixtures.unlink(word(0)));
            case EXISTS -> fixture(fixtures.exists(word(0)));
            case SYMLINK -> fixture(fixtures.symlink(word(0), word(1)));
            case CHMOD -> fixture(fixtures.chmod(word(0), (int) number(1)));
            case DROPUSER -> result(sandbox.dropUser(NOBODY));
            case PRIVPORT -> fixture(fixtures.isPrivileged(number(0)) ? 0 : EPERM);
            case START -> start((Value.Call) arguments.get(0));
            case RUNNING -> outcome.ret = background != null && !background.isDone(number(0)) ? 1 : 0;
            case JOIN -> join();
            default -> throw new AssertionError(verb);
        }
    }

    // ---- a step in the background ----

    private void start(Value.Call call) {
        if (background != null) {
            throw new SyntaxFault("there is a background step already");
        }
        RawExecutor own = new RawExecutor(libc, sandbox, evaluator);
        background = new BackgroundStep(() -> own.execute(call.verb(), call.arguments()));
        background.start();
    }

    private void join() {
        if (background == null) {
            throw new SyntaxFault("there is no background step");
        }
        if (background.isDone(BackgroundStep.JOIN_MILLIS)) {
            outcome = background.outcome();
            background = null;
        } else {
            outcome.fail(ETIMEDOUT);
        }
    }

    // ---- arguments ----

    private long number(int index) {
        return evaluator.number((Value.Int) arguments.get(index));
    }

    private int integer(int index) {
        return (int) number(index);
    }

    private int fd(int index) {
        return evaluator.descriptor((Value.Int) arguments.get(index));
    }

    private Bytes bytes(int index) {
        return evaluator.transfer((Value.Blob) arguments.get(index));
    }

    private SocketAddress address(int index) {
        return evaluator.address((Value.Address) arguments.get(index));
    }

    private String word(int index) {
        return ((Value.Word) arguments.get(index)).text();
    }

    // ---- results ----

    private void result(long ret) {
        outcome.ret = ret;
        if (ret < 0) {
            outcome.errno = libc.errno();
        }
    }

    private void descriptor(int ret) {
        result(ret);
        if (ret >= 0) {
            outcome.madeDescriptor = true;
            made(ret);
        }
    }

    private void made(int fd) {
        sandbox.made(fd);
        outcome.descriptors.add(fd);
    }

    private void pair(int ret, int[] fds) {
        result(ret);
        if (ret == 0 && fds != null) {
            made(fds[0]);
            made(fds[1]);
        }
    }

    /** A fixture gives 0 or an error number. */
    private void fixture(int error) {
        if (error != 0) {
            outcome.fail(error);
        }
    }

    /** The result of a call that received into one buffer. */
    private void received(int ret, Value.Buffer buffer, Bytes bytes) {
        result(ret);
        if (ret > 0 && buffer.size() != null) {
            outcome.data = copy(bytes, ret);
        }
    }

    /** The first bytes of a buffer; a MSG_TRUNC length may be above what it holds. */
    private static byte[] copy(Bytes bytes, long count) {
        byte[] copy = new byte[(int) Math.min(count, bytes.length())];
        bytes.memory().get(0, copy);
        return copy;
    }

    // ---- result addresses ----

    /** The two arguments of a result address, made ready before the call and read after it. */
    private final class ResultAddress {
        final Sockaddr memory;
        final IntRef length;

        ResultAddress(int index) {
            memory = ((Value.ResultBuffer) arguments.get(index)).own() ? untouched() : null;
            Value.Int room = ((Value.ResultLength) arguments.get(index + 1)).value();
            length = room == null ? null : new IntRef(evaluator.integer(room));
        }

        void take() {
            if (length != null) {
                outcome.addressLength = length.get();
                outcome.address = memory;
            }
        }
    }

    /** An address whose bytes show whether they were written. */
    private static Sockaddr untouched() {
        Sockaddr address = new Sockaddr();
        byte[] mark = new byte[SIZEOF_SOCKADDR_STORAGE];
        Arrays.fill(mark, (byte) 0xEE);
        address.memory().put(mark);
        return address;
    }

    private void withResultAddress(Verb verb) {
        ResultAddress peer = new ResultAddress(1);
        switch (verb) {
            case ACCEPT -> descriptor(libc.accept(fd(0), peer.memory, peer.length));
            case ACCEPT4 -> descriptor(libc.accept4(fd(0), peer.memory, peer.length, integer(3)));
            case GETSOCKNAME -> result(libc.getsockname(fd(0), peer.memory, peer.length));
            default -> result(libc.getpeername(fd(0), peer.memory, peer.length));
        }
        peer.take();
    }

    // ---- sockets ----

    private void socketpair() {
        // With the fourth argument, which is NULL, there is no array.
        int[] fds = arguments.size() == 4 ? null : new int[2];
        pair(libc.socketpair(integer(0), integer(1), integer(2), fds), fds);
    }

    private void pipe() {
        int[] fds = new int[2];
        pair(libc.pipe(fds), fds);
    }

    private void bind() {
        SocketAddress address = address(1);
        result(bind(fd(0), address));
    }

    private int bind(int fd, SocketAddress address) {
        int ret = libc.bind(fd, address.memory(), address.length());
        if (ret == 0 && address.family() == AF_UNIX) {
            fixtures.allowAll(address.memory().unixName(address.length()));
        }
        return ret;
    }

    private void connect() {
        SocketAddress address = address(1);
        result(libc.connect(fd(0), address.memory(), address.length()));
    }

    private void send() {
        Bytes bytes = bytes(1);
        result(libc.send(fd(0), bytes.memory(), bytes.length(), integer(2)));
    }

    private void write() {
        Bytes bytes = bytes(1);
        result(libc.write(fd(0), bytes.memory(), bytes.length()));
    }

    private void sendto() {
        Bytes bytes = bytes(1);
        SocketAddress to = address(3);
        result(libc.sendto(fd(0), bytes.memory(), bytes.length(), integer(2), to.memory(), to.length()));
    }

    private void recv() {
        Value.Buffer buffer = (Value.Buffer) arguments.get(1);
        Bytes bytes = evaluator.receiveBuffer(buffer);
        received(libc.recv(fd(0), bytes.memory(), bytes.length(), integer(2)), buffer, bytes);
    }

    private void read() {
        Value.Buffer buffer = (Value.Buffer) arguments.get(1);
        Bytes bytes = evaluator.receiveBuffer(buffer);
        received(libc.read(fd(0), bytes.memory(), bytes.length()), buffer, bytes);
    }

    private void recvfrom() {
        Value.Buffer buffer = (Value.Buffer) arguments.get(1);
        Bytes bytes = evaluator.receiveBuffer(buffer);
        ResultAddress from = new ResultAddress(3);
        int ret = libc.recvfrom(fd(0), bytes.memory(), bytes.length(), integer(2), from.memory, from.length);
        received(ret, buffer, bytes);
        from.take();
    }

    private void fcntl() {
        int command = integer(1);
        int ret = libc.fcntl(fd(0), command, arguments.size() == 3 ? number(2) : 0);
        if (command == F_DUPFD || command == F_DUPFD_CLOEXEC) {
            descriptor(ret);
        } else {
            result(ret);
        }
    }

    // ---- options ----

    private void setsockopt() {
        Bytes value = option((Value.Option) arguments.get(3));
        result(libc.setsockopt(fd(0), integer(1), integer(2), value.memory(), value.length()));
    }

    private Bytes option(Value.Option option) {
        if (option.blob() != null) {
            return evaluator.option(option.blob());
        }
        Value.Plain plain = option.plain();
        List<Long> numbers = plain.numbers().stream().map(evaluator::number).toList();
        ByteBuffer value = Optval.allocate(SIZEOF_IP_MREQ);
        switch (plain.shape()) {
            case INT -> value = Optval.of(numbers.get(0).intValue());
            case LINGER ->
                value = Optval.linger(numbers.get(0).intValue(), numbers.get(1).intValue());
            case TIMEVAL -> value = Optval.timeval(numbers.get(0), numbers.get(1));
            // in_addr twice: the group, the interface
            default -> plain.addresses().forEach(value::put);
        }
        byte[] content = new byte[value.limit()];
        value.get(0, content);
        int length = plain.length() == null ? content.length : evaluator.integer(plain.length());
        return new Bytes(evaluator.memory(content, length), length);
    }

    private void getsockopt() {
        boolean own = ((Value.ResultBuffer) arguments.get(3)).own();
        Value.Int room = ((Value.ResultLength) arguments.get(4)).value();
        IntRef length = room == null ? null : new IntRef(evaluator.integer(room));
        ByteBuffer buffer =
                own ? evaluator.memory(new byte[Limits.RESULT_SIZE], length == null ? 0 : length.get()) : Libc.NULL;
        result(libc.getsockopt(fd(0), integer(1), integer(2), buffer, length));
        if (length == null) {
            return;
        }
        outcome.optionLength = length.get();
        if (outcome.ret == 0 && own) {
            outcome.data = new byte[Math.min(length.get(), Limits.RESULT_SIZE)];
            buffer.get(0, outcome.data);
            outcome.value = optionNumber(buffer, length.get());
        }
    }

    private static int optionNumber(ByteBuffer buffer, int length) {
        switch (length) {
            case 0:
            case 3:
                return 0;
            case 1:
                return Byte.toUnsignedInt(buffer.get(0));
            case 2:
                return Short.toUnsignedInt(buffer.getShort(0));
            default:
                return buffer.getInt(0);
        }
    }

    // ---- scattered buffers and control data ----

    /** An array of buffers, the count to pass with it, and the buffers to read back. */
    private record Vector(Iovec memory, long count, List<Value.Buffer> elements, List<Bytes> buffers) {
        /** The first bytes of the buffers, one after the other. */
        byte[] data(long length) {
            byte[] data = new byte[0];
            long left = length;
            for (int i = 0; i < buffers.size() && left > 0; i++) {
                if (buffers.get(i).memory() != null) {
                    byte[] part = copy(buffers.get(i), left);
                    data = Arrays.copyOf(data, data.length + part.length);
                    System.arraycopy(part, 0, data, data.length - part.length, part.length);
                }
                left -= Math.min(left, buffers.get(i).length());
            }
            return data;
        }
    }

    private Vector vector(Value.Vector vector, boolean receive) {
        if (vector.elements() == null) {
            return new Vector(null, evaluator.length(vector.pointer()), List.of(), List.of());
        }
        List<Value.Buffer> elements = vector.elements();
        long count = vector.count() == null ? elements.size() : evaluator.number(vector.count());
        // The entries that are not written are {NULL, 0}. A count above the limit is refused unseen.
        int entries = Math.max(elements.size(), (int) Math.min(Math.max(count, 0), UIO_MAXIOV));
        Iovec iov = new Iovec(entries);
        List<Bytes> buffers = new ArrayList<>();
        for (int i = 0; i < elements.size(); i++) {
            buffers.add(element(iov, i, elements.get(i), receive));
        }
        return new Vector(iov, count, elements, buffers);
    }

    private Bytes element(Iovec iov, int index, Value.Buffer element, boolean receive) {
        Value.Blob blob = element.blob();
        if (blob != null && blob.length() != null) {
            long length = evaluator.number(blob.length());
            if (blob.isPointer() || length < 0) {
                // A negative length is refused before the address is looked at.
                iov.setNull(index, length);
                return new Bytes(null, (int) Math.max(0, Math.min(length, Integer.MAX_VALUE)));
            }
        }
        Bytes bytes = receive ? evaluator.receiveBuffer(element) : evaluator.transfer(blob);
        if (bytes.memory() == null) {
            iov.setNull(index, bytes.length());
        } else {
            iov.set(index, bytes.memory(), 0, bytes.length());
        }
        return bytes;
    }

    private void sendmsg() {
        if (arguments.size() == 3) {
            result(libc.sendmsg(fd(0), null, integer(2)));
            return;
        }
        SocketAddress to = address(1);
        Vector vector = vector((Value.Vector) arguments.get(2), false);
        Msghdr message = new Msghdr()
                .msg_name(to.memory())
                .msg_namelen(to.length())
                .msg_iov(vector.memory())
                .msg_iovlen(vector.count());
        control(message, (Value.Control) arguments.get(3));
        result(libc.sendmsg(fd(0), message, integer(4)));
    }

    private void control(Msghdr message, Value.Control control) {
        Long given = control.length() == null ? null : evaluator.number(control.length());
        if (control.blob() != null) {
            if (control.blob().isPointer()) {
                message.msg_control(null).msg_controllen(given != null ? given : evaluator.length(control.blob()));
                return;
            }
            byte[] content = evaluator.array(control.blob());
            long length = given != null ? given : evaluator.length(control.blob());
            Control buffer = new Control(capacity(content.length, length));
            buffer.memory().put(content);
            message.msg_control(buffer).msg_controllen(length);
            return;
        }
        List<byte[]> data = control.items().stream().map(this::data).toList();
        int size = data.stream().mapToInt(bytes -> Control.space(bytes.length)).sum();
        Control buffer = new Control(capacity(size, given == null ? size : given));
        for (int i = 0; i < data.size(); i++) {
            Value.Item item = control.items().get(i);
            if (item instanceof Value.Cmsg cmsg) {
                buffer.add(evaluator.integer(cmsg.level()), evaluator.integer(cmsg.type()), data.get(i));
            } else {
                buffer.add(SOL_SOCKET, SCM_RIGHTS, data.get(i));
            }
            if (item.length() != null) {
                buffer.cmsg_len(i, evaluator.number(item.length()));
            }
        }
        message.msg_control(buffer).msg_controllen(given == null ? size : given);
    }

    /** The size of a control buffer for so much content, with memory behind the length that is passed. */
    private static int capacity(int content, long length) {
        return (int) Math.max(content, Math.min(Math.max(length, 0), Limits.MOST_CONTROL));
    }

    private byte[] data(Value.Item item) {
        if (item instanceof Value.Cmsg cmsg) {
            if (cmsg.blob() != null) {
                return evaluator.array(cmsg.blob());
            }
            return cmsg.number() == null ? new byte[0] : ints(List.of(evaluator.integer(cmsg.number())));
        }
        List<Integer> fds = new ArrayList<>();
        for (Value.Right right : ((Value.Rights) item).rights()) {
            int fd = evaluator.descriptor(right.descriptor());
            long times = evaluator.number(right.times());
            if (fds.size() + times > MOST_ENTRIES) {
                throw new SyntaxFault("too many descriptors");
            }
            for (long i = 0; i < times; i++) {
                fds.add(fd);
            }
        }
        return ints(fds);
    }

    private static byte[] ints(List<Integer> values) {
        ByteBuffer buffer = Optval.allocate(values.size() * Integer.BYTES);
        values.forEach(buffer::putInt);
        byte[] bytes = new byte[buffer.capacity()];
        buffer.get(0, bytes);
        return bytes;
    }

    private void recvmsg() {
        if (arguments.size() == 3) {
            result(libc.recvmsg(fd(0), null, integer(2)));
            return;
        }
        Value.Int nameLength = ((Value.ResultLength) arguments.get(1)).value();
        Vector vector = vector((Value.Vector) arguments.get(2), true);
        Msghdr message = new Msghdr().msg_iov(vector.memory()).msg_iovlen(vector.count());
        if (nameLength != null) {
            message.msg_name(untouched()).msg_namelen(evaluator.integer(nameLength));
        }
        Control control = receiveControl(message, (Value.Buffer) arguments.get(3));
        result(libc.recvmsg(fd(0), message, integer(4)));
        if (outcome.failed()) {
            return;
        }
        outcome.data = vector.data(outcome.ret);
        outcome.messageFlags = message.msg_flags();
        outcome.controlLength = message.msg_controllen();
        if (nameLength != null) {
            outcome.addressLength = message.msg_namelen();
            outcome.address = message.msg_name();
        }
        if (control != null) {
            takeControl(control.messages(message.msg_controllen()), message.msg_controllen());
        }
    }

    /** Gives the message a buffer for control data; returns it, or null when there is none to read. */
    private Control receiveControl(Msghdr message, Value.Buffer buffer) {
        if (buffer.size() == null) {
            Bytes bytes = evaluator.transfer(buffer.blob());
            Control unread = bytes.memory() == null ? null : new Control(capacity(0, bytes.length()));
            long length = unread == null ? evaluator.length(buffer.blob()) : unread.capacity();
            message.msg_control(unread).msg_controllen(length);
            return null;
        }
        int size = capacity(0, evaluator.number(buffer.size()));
        Control control = size == 0 ? null : new Control(size);
        message.msg_control(control).msg_controllen(size);
        return control;
    }

    private void takeControl(List<Cmsg> messages, long controlLength) {
        int offset = 0;
        for (Cmsg message : messages) {
            int[] rights = message.is(SOL_SOCKET, SCM_RIGHTS) ? message.asRights() : new int[0];
            int end = offset + Control.space(message.data().length);
            // CMSG_NXTHDR of glibc before 2.37 leaves out a later message without its padding; its descriptors are ours
            // all the same.
            boolean found = offset == 0 || end <= controlLength;
            for (int fd : rights) {
                if (found) {
                    made(fd);
                    outcome.rights++;
                } else {
                    sandbox.made(fd);
                }
            }
            if (found && outcome.controlMessages++ == 0) {
                outcome.controlLevel = message.level();
                outcome.controlType = message.type();
                if (message.data().length >= Integer.BYTES) {
                    outcome.controlInt = message.asInt();
                }
            }
            offset = end;
        }
    }

    private void sendmmsg() {
        Value.Messages messages = (Value.Messages) arguments.get(1);
        if (messages.messages() == null) {
            result(libc.sendmmsg(fd(0), null, (int) evaluator.length(messages.pointer()), integer(2)));
            return;
        }
        Mmsghdr array = new Mmsghdr(messages.messages().size());
        vectors(array, messages.messages(), false);
        result(libc.sendmmsg(fd(0), array, array.length(), integer(2)));
        takeLengths(array);
    }

    private List<Vector> vectors(Mmsghdr array, List<Value.Vector> messages, boolean receive) {
        List<Vector> vectors = new ArrayList<>();
        for (int i = 0; i < messages.size(); i++) {
            Vector vector = vector(messages.get(i), receive);
            array.msg_hdr(i).msg_iov(vector.memory()).msg_iovlen(vector.count());
            vectors.add(vector);
        }
        return vectors;
    }

    private void takeLengths(Mmsghdr array) {
        outcome.messages = outcome.ret;
        outcome.length0 = array.length() > 0 ? Integer.toUnsignedLong(array.msg_len(0)) : 0;
        outcome.length1 = array.length() > 1 ? Integer.toUnsignedLong(array.msg_len(1)) : 0;
    }

    private void recvmmsg() {
        Value.Messages messages = (Value.Messages) arguments.get(1);
        Value.Timeout given = (Value.Timeout) arguments.get(3);
        Timespec timeout = given.seconds() == null
                ? null
                : new Timespec(evaluator.number(given.seconds()), evaluator.number(given.nanoseconds()));
        if (messages.messages() == null) {
            result(libc.recvmmsg(fd(0), null, (int) evaluator.length(messages.pointer()), integer(2), timeout));
            return;
        }
        Mmsghdr array = new Mmsghdr(messages.messages().size());
        List<Vector> vectors = vectors(array, messages.messages(), true);
        result(libc.recvmmsg(fd(0), array, array.length(), integer(2), timeout));
        takeLengths(array);
        if (array.length() > 0) {
            outcome.messageFlags = array.msg_hdr(0).msg_flags();
        }
        for (int i = 0; i < outcome.ret; i++) {
            byte[] part = vectors.get(i).data(Integer.toUnsignedLong(array.msg_len(i)));
            int length = outcome.data.length;
            outcome.data = Arrays.copyOf(outcome.data, length + part.length);
            System.arraycopy(part, 0, outcome.data, length, part.length);
        }
    }

    // ---- ioctl, readiness ----

    private void ioctl() {
        int fd = fd(0);
        long request = number(1);
        Value argument = arguments.get(2);
        if (argument instanceof Value.IntArgument in) {
            IntRef value = new IntRef(evaluator.integer(in.in()));
            result(libc.ioctl(fd, request, value));
            outcome.value = value.get();
        } else if (argument instanceof Value.Ifreq name) {
            Ifreq interfaceRequest = new Ifreq(fixtures.interfaceName(name.name()));
            result(libc.ioctl(fd, request, interfaceRequest));
            outcome.value = (short) interfaceRequest.ifr_flags();
        } else if (argument instanceof Value.Ifconf size) {
            Ifconf list = new Ifconf(evaluator.integer(size.size()));
            result(libc.ioctl(fd, request, list));
            outcome.value = list.ifc_len();
        } else {
            result(libc.ioctl(
                    fd, request, evaluator.transfer((Value.Blob) argument).memory()));
        }
    }

    private void poll() {
        Value.PollArray array = (Value.PollArray) arguments.get(0);
        if (array.entries() == null) {
            result(libc.poll(null, evaluator.length(array.pointer()), integer(1)));
            return;
        }
        List<Value.PollEntry> entries = array.entries();
        long count = array.count() == null ? entries.size() : evaluator.number(array.count());
        Pollfd fds = new Pollfd((int) Math.max(entries.size(), Math.min(count, MOST_ENTRIES)));
        for (int i = 0; i < entries.size(); i++) {
            fds.set(
                    i,
                    evaluator.descriptor(entries.get(i).descriptor()),
                    evaluator.integer(entries.get(i).events()));
        }
        // Above what a process may open, and a negative count is that, poll refuses the number unseen.
        result(libc.poll(fds, count > MOST_ENTRIES ? -1 : count, integer(1)));
        outcome.revents = fds.length() > 0 ? (short) fds.revents(0) : 0;
        outcome.revents1 = fds.length() > 1 ? (short) fds.revents(1) : 0;
    }

    private void epollCtl() {
        Value.Int events = ((Value.Events) arguments.get(3)).events();
        int fd = fd(2);
        EpollEvent event = events == null ? null : EpollEvent.of(evaluator.integer(events), Integer.toUnsignedLong(fd));
        result(libc.epoll_ctl(fd(0), integer(1), fd, event));
    }

    private void epollWait() {
        int count = integer(1);
        if (arguments.size() == 4) {
            result(libc.epoll_wait(fd(0), null, count, integer(2)));
            return;
        }
        // A count that the kernel takes, but no case can have so many events.
        if (count > MOST_ENTRIES && count <= Integer.MAX_VALUE / SIZEOF_EPOLL_EVENT) {
            count = MOST_ENTRIES;
        }
        EpollEvent events = new EpollEvent(Math.max(2, count <= MOST_ENTRIES ? count : 2));
        result(libc.epoll_wait(fd(0), events, count, integer(2)));
        outcome.revents = Integer.toUnsignedLong(events.events(0));
        outcome.revents1 = Integer.toUnsignedLong(events.events(1));
        outcome.eventDescriptor = events.fd(0);
    }

    // ---- helpers ----

    private void listener() {
        SocketAddress address = address(0);
        int backlog = arguments.size() > 1 ? integer(1) : BACKLOG;
        int fd = libc.socket(address.family(), SOCK_STREAM, 0);
        if (fd >= 0) {
            sandbox.made(fd);
        }
        // The first that fails gives the errno.
        boolean done = fd >= 0 && bind(fd, address) == 0 && libc.listen(fd, backlog) == 0;
        bound(done, fd);
    }

    private void udp() {
        SocketAddress address = address(0);
        int fd = libc.socket(address.family(), SOCK_DGRAM, 0);
        if (fd >= 0) {
            sandbox.made(fd);
        }
        bound(fd >= 0 && bind(fd, address) == 0, fd);
    }

    private void connectTo() {
        int peer = fd(0);
        IntRef domain = new IntRef();
        IntRef type = new IntRef();
        IntRef protocol = new IntRef();
        libc.getsockopt(peer, SOL_SOCKET, SO_DOMAIN, domain);
        libc.getsockopt(peer, SOL_SOCKET, SO_TYPE, type);
        libc.getsockopt(peer, SOL_SOCKET, SO_PROTOCOL, protocol);
        SocketAddress address = evaluator.local(peer);
        int fd = libc.socket(domain.get(), type.get(), protocol.get());
        if (fd >= 0) {
            sandbox.made(fd);
        }
        bound(fd >= 0 && libc.connect(fd, address.memory(), address.length()) == 0, fd);
    }

    /** The result of a helper that makes a socket in several calls. */
    private void bound(boolean done, int fd) {
        if (!done) {
            result(-1);
            return;
        }
        outcome.ret = fd;
        outcome.madeDescriptor = true;
        outcome.descriptors.add(fd);
    }

    private void waitFor() {
        Pollfd fds = Pollfd.of(fd(0), integer(1));
        result(libc.poll(fds, 1, arguments.size() > 2 ? integer(2) : WAIT_MILLIS));
        outcome.revents = (short) fds.revents(0);
        if (outcome.ret == 0) {
            outcome.fail(ETIMEDOUT);
        }
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(Math.max(0, millis));
        } catch (InterruptedException e) {
            throw new Abandoned();
        }
    }

    /** Sends until for 100 ms not one byte more goes in. */
    private void sendfull() {
        int fd = fd(0);
        int chunk = Evaluator.size(number(1));
        if (chunk == 0) {
            throw new SyntaxFault("sendfull needs a chunk of at least one byte");
        }
        ByteBuffer zeros = ByteBuffer.allocateDirect(chunk);
        int flags = MSG_DONTWAIT | MSG_NOSIGNAL;
        long total = 0;
        int quiet = 0;
        while (quiet < 4) {
            // The descriptor may be closed, and its number another's, when the time of the case is over.
            sandbox.descriptor(fd);
            int sent = libc.send(fd, zeros, chunk, flags);
            if (sent < 0 && libc.errno() == EAGAIN && chunk > 1) {
                sent = libc.send(fd, zeros, 1, flags);
            }
            if (sent >= 0) {
                quiet = 0;
                total += sent;
                if (total > Limits.MOST_BYTES) {
                    outcome.fail(EFBIG);
                    return;
                }
            } else if (libc.errno() == EAGAIN) {
                quiet++;
                sleep(25);
            } else {
                result(-1);
                return;
            }
        }
        outcome.ret = total;
    }
}
