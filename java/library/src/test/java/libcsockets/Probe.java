package libcsockets;

/** Prints which backend a JVM chooses, or why none. */
final class Probe {
    private Probe() {}

    public static void main(String[] args) {
        try {
            System.out.println("probe: " + Libc.get().backend());
        } catch (RuntimeException e) {
            System.out.println("probe: " + e);
        }
    }
}
