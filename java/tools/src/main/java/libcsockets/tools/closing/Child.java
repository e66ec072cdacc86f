package libcsockets.tools.closing;

import static libcsockets.Constants.*;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import libcsockets.Control;
import libcsockets.Iovec;
import libcsockets.Libc;
import libcsockets.Msghdr;
import libcsockets.option.Optval;
import libcsockets.tools.story.Fd;
import libcsockets.tools.story.Names;
import libcsockets.tools.story.NarratedCalls;
import libcsockets.tools.story.Narrator;

/** Another process that shares descriptors with this one; its calls are narrated, too. See {@link Holder}. */
final class Child implements AutoCloseable {
    /** The child inherits the descriptor as its standard output. */
    static final int INHERITED = 1;

    private static final int PATIENCE_SECONDS = 20;

    private final Libc libc;
    private final Narrator narrator;
    private Process process;
    private int orders;

    /**
     * Starts the child with one of our descriptors.
     *
     * <p>A Ctrl-C reaches all processes of the terminal, and ends a child that does not ignore it yet. It ends this
     * process a moment later; until then another child keeps the story from ending as a failure.
     */
    Child(NarratedCalls calls, Narrator narrator, Fd inherited) throws IOException {
        this.libc = calls.libc();
        this.narrator = narrator;
        try {
            start(calls, inherited);
        } catch (IOException e) {
            start(calls, inherited);
        }
    }

    /**
     * ProcessBuilder hands down the three standard descriptors and closes all others, so ours replace two of them while
     * the child starts.
     */
    private void start(NarratedCalls calls, Fd inherited) throws IOException {
        int[] sv = new int[2];
        calls.must("socketpair", libc.socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sv));
        orders = sv[0];
        int stdin = libc.fcntl(0, F_DUPFD_CLOEXEC, 3);
        int stdout = libc.fcntl(INHERITED, F_DUPFD_CLOEXEC, 3);
        boolean ready = false;
        try {
            try {
                calls.must("dup2", libc.dup2(sv[1], 0));
                calls.must("dup2", libc.dup2(inherited.number(), INHERITED));
                process = new ProcessBuilder(command()).inheritIO().start();
            } finally {
                restore(stdin, 0);
                restore(stdout, INHERITED);
                libc.close(sv[1]);
            }
            ready = libc.recv(orders, new byte[1], 1, 0) == 1;
            if (!ready) {
                throw ended();
            }
        } finally {
            if (!ready) {
                libc.close(orders);
            }
        }
    }

    private static IOException ended() {
        return new IOException("The child process has ended.");
    }

    private void restore(int saved, int fd) {
        if (saved >= 0) {
            libc.dup2(saved, fd);
            libc.close(saved);
        } else {
            libc.close(fd);
        }
    }

    private List<String> command() {
        // The shell reports that it ignores the signals, and so does what it becomes.
        List<String> command = new ArrayList<>(List.of("sh", "-c", "trap '' INT TERM; echo >&0; exec \"$@\"", "sh"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        command.addAll(List.of("-XX:-UsePerfData", "-Xlog:disable", "-Dlibcsockets.backend=" + libc.backend()));
        String library = System.getProperty("libcsockets.library.path");
        if (library != null) {
            command.add("-Dlibcsockets.library.path=" + new File(library).getAbsolutePath());
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Holder.class.getName()));
        return command;
    }

    int send(Fd fd, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        String call =
                "send(" + fd.name() + ", " + Names.text(bytes, bytes.length) + ", " + bytes.length + ", MSG_NOSIGNAL)";
        return narrate(call, order("send " + fd.number() + " " + text));
    }

    int recv(Fd fd, int length) throws IOException {
        Answer answer = order("recv " + fd.number() + " " + length);
        String shown = answer.data.length > 0 ? Names.text(answer.data, answer.data.length) : "buf";
        return narrate("recv(" + fd.name() + ", " + shown + ", " + length + ", 0)", answer);
    }

    int shutdown(Fd fd, int how) throws IOException {
        return narrate(
                "shutdown(" + fd.name() + ", " + Names.how(how) + ")", order("shutdown " + fd.number() + " " + how));
    }

    int close(Fd fd) throws IOException {
        return narrate("close(" + fd.name() + ")", order("close " + fd.number()));
    }

    /** Hands a descriptor to the child, which gets a new one for the same socket. */
    Fd pass(String name, Fd fd) throws IOException {
        byte[] order = "rights".getBytes(StandardCharsets.ISO_8859_1);
        ByteBuffer data = Optval.allocate(order.length).put(0, order);
        Msghdr msg = new Msghdr().msg_iov(Iovec.of(data)).msg_control(new Control(64).addRights(fd.number()));
        int result = libc.sendmsg(orders, msg, MSG_NOSIGNAL);
        narrator.call(
                "parent",
                "sendmsg(pair, {msg_control={SOL_SOCKET, SCM_RIGHTS, [" + fd.name() + "]}}, MSG_NOSIGNAL)",
                result,
                libc.errno());
        Answer answer = answer();
        narrator.call(
                "child",
                "recvmsg(pair, {msg_control={SOL_SOCKET, SCM_RIGHTS, [" + name + "]}}, 0)",
                answer.result < 0 ? -1 : order.length,
                answer.errno);
        return new Fd(name, answer.result);
    }

    private record Answer(int result, int errno, byte[] data) {}

    private int narrate(String call, Answer answer) {
        narrator.call("child", call, answer.result, answer.errno);
        return answer.result;
    }

    private Answer order(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        if (libc.send(orders, bytes, bytes.length, MSG_NOSIGNAL) < 0) {
            throw ended();
        }
        return answer();
    }

    private Answer answer() throws IOException {
        byte[] buf = new byte[1024];
        int length = libc.recv(orders, buf, buf.length, 0);
        if (length <= 0) {
            throw ended();
        }
        String[] words = new String(buf, 0, length, StandardCharsets.ISO_8859_1).split(" ", 3);
        return new Answer(
                Integer.parseInt(words[0]),
                Integer.parseInt(words[1]),
                HexFormat.of().parseHex(words[2]));
    }

    /** Ends the child. It also ends if this process dies, which closes the other end of its socket. */
    @Override
    public void close() {
        libc.close(orders);
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
