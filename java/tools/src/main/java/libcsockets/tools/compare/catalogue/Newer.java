package libcsockets.tools.compare.catalogue;

import java.io.IOException;
import java.net.SocketOption;
import java.nio.channels.NetworkChannel;
import java.util.Set;

/** Socket options that this program's oldest JDK lacks. */
final class Newer {
    private Newer() {}

    /** Finds a supported option by its name. */
    static SocketOption<?> option(Set<SocketOption<?>> supported, String name) {
        return supported.stream()
                .filter(option -> option.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new UnsupportedOperationException("'" + name + "' not supported"));
    }

    /** Sets a boolean option by its name. */
    @SuppressWarnings("unchecked")
    static void set(NetworkChannel channel, String name, boolean value) throws IOException {
        channel.setOption((SocketOption<Boolean>) option(channel.supportedOptions(), name), value);
    }
}
