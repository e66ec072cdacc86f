package libcsockets.tools.compare.scenario;

import java.util.Locale;

/** One of the parties that play a scenario. */
public enum Subject {
    C("C", "the libc steps as a C program"),
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

    /** The name on the command line and in JSON. */
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

    /** Whether the subject plays the libc steps. */
    public boolean isLibc() {
        return this == C || this == FFM || this == JNI;
    }
}
