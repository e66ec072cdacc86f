package consumer;

import static libcsockets.Constants.AF_UNIX;
import static libcsockets.Constants.MSG_DONTWAIT;
import static libcsockets.Constants.SOCK_STREAM;

import libcsockets.Errno;
import libcsockets.ErrnoException;
import libcsockets.Libc;
import libcsockets.option.Sockopts;

/** Says on what it runs, and a greeting that has been through a pair of sockets. */
public final class Main {
    private Main() {}

    /**
     * Prints the module if there is one, the release, the backend, the greeting, an option and an errno.
     *
     * @param args ignored
     * @throws ErrnoException if the option cannot be read
     */
    public static void main(String[] args) throws ErrnoException {
        Libc libc = Libc.get();
        int[] pair = new int[2];
        libc.socketpair(AF_UNIX, SOCK_STREAM, 0, pair);
        byte[] hello = {'h', 'e', 'l', 'l', 'o'};
        libc.send(pair[0], hello, hello.length, 0);
        byte[] buf = new byte[128];
        int n = libc.recv(pair[1], buf, buf.length, 0);
        int nothing = libc.recv(pair[1], buf, buf.length, MSG_DONTWAIT);
        String errno = nothing < 0 ? Errno.name(libc.errno()) : "no error";
        System.out.println(String.join(
                " ",
                String.valueOf(Main.class.getModule().getName()),
                String.valueOf(Runtime.version().feature()),
                libc.backend(),
                new String(buf, 0, n),
                Sockopts.get(libc, pair[0], Sockopts.SO_PEERCRED).pid() == libc.getpid() ? "own" : "foreign",
                errno));
    }
}
