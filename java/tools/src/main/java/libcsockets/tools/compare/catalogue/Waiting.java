package libcsockets.tools.compare.catalogue;

import static libcsockets.Constants.FIONREAD;
import static libcsockets.Constants.POLLIN;

import java.io.IOException;
import libcsockets.IntRef;
import libcsockets.Libc;
import libcsockets.Pollfd;
import libcsockets.tools.compare.scenario.JdkRun;

/** Waits for an event of a JDK socket by polling its descriptor, which consumes nothing. */
final class Waiting {
    private static final int LIMIT_MILLIS = 3000;

    private Waiting() {}

    /** Waits until {@code poll} reports one of the events, like {@code wait} of the step language. */
    static void forEvents(Object socket, int events) throws Exception {
        Libc libc = JdkRun.libc();
        Pollfd one = new Pollfd(1).set(0, JdkRun.descriptor(socket), events);
        if (libc.poll(one, 1, LIMIT_MILLIS) != 1) {
            throw new IOException("no event within " + LIMIT_MILLIS + " ms");
        }
    }

    /** Whether the socket becomes readable within so many milliseconds. */
    static boolean isReadable(Object socket, int millis) throws Exception {
        Pollfd one = new Pollfd(1).set(0, JdkRun.descriptor(socket), POLLIN);
        return JdkRun.libc().poll(one, 1, millis) == 1;
    }

    /** Waits until so many bytes are readable. */
    static void forBytes(Object socket, int count) throws Exception {
        Libc libc = JdkRun.libc();
        int descriptor = JdkRun.descriptor(socket);
        IntRef queued = new IntRef(0);
        for (int waited = 0; waited < LIMIT_MILLIS; waited++) {
            libc.ioctl(descriptor, FIONREAD, queued);
            if (queued.get() >= count) {
                return;
            }
            Thread.sleep(1);
        }
        throw new IOException("only " + queued.get() + " of " + count + " bytes came");
    }
}
