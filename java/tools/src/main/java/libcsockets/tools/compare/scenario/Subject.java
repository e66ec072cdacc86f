package libcsockets.tools.compare.scenario;

import java.util.Locale;

/** Who plays a scenario. */
public enum Subject {
    C("C", "the steps as a C program makes them"),
    FFM("libc over ffm", "the same steps from Java through the Foreign Function & Memory API"),
    JNI("libc over jni", "the same steps from Java through JNI"),
    NET("java.net", "Socket, ServerSocket, DatagramSocket, MulticastSocket"),
    NIO("NIO", "SocketChannel, ServerSocketChannel, DatagramChannel");

    private final String title;
    private final String description;

    Subject(String title, String description) {
        this.title = title;
        this.description = description;
    }

    public String title() {
        return title;
    }

    public String description() {
        return description;
    }

    /** As the command line and JSON have it. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Subject of(String id) {
        for (Subject subject : values()) {
            if (subject.id().equals(id)) {
                return subject;
            }
        }
        return null;
    }

    /** Whether it plays the libc steps. */
    public boolean isLibc() {
        return this == C || this == FFM || this == JNI;
    }
}
