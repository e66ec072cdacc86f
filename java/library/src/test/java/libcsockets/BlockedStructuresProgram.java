package libcsockets;

import static libcsockets.Constants.*;

import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;
import libcsockets.internal.VirtualThreads;
import libcsockets.testing.BlockedThreads;

/**
 * Collects garbage while two threads are blocked in calls whose structures nothing else refers to. Prints the results
 * of the calls and how many structures were gone. The argument is the backend.
 */
final class BlockedStructuresProgram {
    private static final byte[] DATA = {1, 2, 3, 4};

    private final Libc libc;
    private final int[] receiving = new int[2];
    private final int[] sending = new int[2];

    private BlockedStructuresProgram(String backend) {
        libc = Libc.open(backend);
        check(libc.socketpair(AF_UNIX, SOCK_DGRAM, 0, receiving) == 0);
        check(libc.socketpair(AF_UNIX, SOCK_STREAM, 0, sending) == 0);
    }

    public static void main(String[] args) throws Exception {
        new BlockedStructuresProgram(args[0]).run();
    }

    private static void check(boolean holds) {
        if (!holds) {
            throw new AssertionError();
        }
    }

    private void run() throws Exception {
        // The first calls run in the interpreter, where the compiled code meets a class that is not loaded yet.
        for (int i = 0; i < 200; i++) {
            check(libc.send(receiving[1], DATA, 4, 0) == 4);
            check(receive(new ArrayList<>()) == 4);
            check(send(4, new ArrayList<>()) == 1);
            check(libc.recv(sending[1], new byte[4], 4, 0) == 4);
        }
        byte[] much = new byte[65536];
        while (libc.send(sending[0], much, much.length, MSG_DONTWAIT) > 0) {}

        List<WeakReference<Object>> received = new ArrayList<>();
        List<WeakReference<Object>> sent = new ArrayList<>();
        int[] results = new int[2];
        Thread receiver = blocked("receives", () -> results[0] = receive(received));
        Thread sender = blocked("sends", () -> results[1] = send(1 << 20, sent));
        WeakReference<Object> garbage = new WeakReference<>(new Object());
        do {
            System.gc();
        } while (!garbage.refersTo(null));
        long receivedGone =
                received.stream().filter(part -> part.refersTo(null)).count();
        long sentGone = sent.stream().filter(part -> part.refersTo(null)).count();

        check(libc.send(receiving[1], DATA, 4, 0) == 4);
        check(libc.shutdown(sending[0], SHUT_RDWR) == 0);
        receiver.join();
        sender.join();
        System.out.println("received: " + results[0] + ", gone: " + receivedGone);
        System.out.println("sent: " + (results[1] != 0) + ", gone: " + sentGone);
    }

    private static Thread blocked(String name, IntSupplier call) throws Exception {
        Thread thread = VirtualThreads.startDaemon(name, call::getAsInt);
        BlockedThreads.awaitBlocked(thread);
        return thread;
    }

    private int receive(List<WeakReference<Object>> passed) {
        Msghdr msg = new Msghdr()
                .msg_name(new Sockaddr())
                .msg_iov(Iovec.of(ByteBuffer.allocateDirect(8)))
                .msg_control(new Control(64));
        for (Object part : new Object[] {msg, msg.msg_name(), msg.msg_iov(), msg.msg_control()}) {
            passed.add(new WeakReference<>(part));
        }
        return libc.recvmsg(receiving[0], msg, 0);
    }

    private int send(int length, List<WeakReference<Object>> passed) {
        Mmsghdr messages = new Mmsghdr(1);
        messages.msg_hdr(0).msg_iov(Iovec.of(ByteBuffer.allocateDirect(length)));
        for (Object part :
                new Object[] {messages, messages.msg_hdr(0), messages.msg_hdr(0).msg_iov()}) {
            passed.add(new WeakReference<>(part));
        }
        // Nothing uses it afterwards, so only the call keeps it.
        return libc.sendmmsg(sending[0], messages, 1, 0);
    }
}
