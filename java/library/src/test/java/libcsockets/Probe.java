package libcsockets;

/**
 * Prints which backend a JVM chooses, or why it chooses none. With the name of a backend as its argument it opens that
 * one, and prints a message that needs no choice.
 */
final class Probe {
    private Probe() {}

    public static void main(String[] args) {
        try {
            if (args.length == 0) {
                System.out.println("probe: " + Libc.get().backend());
            } else {
                Libc.open(args[0]);
                Sockaddr address = Sockaddr.inet("127.0.0.1", 80);
                System.out.println(
                        "probe: " + new ErrnoException("connect", Constants.ECONNREFUSED, 5, address).getMessage());
            }
        } catch (RuntimeException e) {
            System.out.println("probe: " + e);
        }
    }
}
