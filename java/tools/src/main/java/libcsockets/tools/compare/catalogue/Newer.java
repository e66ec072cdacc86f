package libcsockets.tools.compare.catalogue;

import java.io.IOException;
import java.net.SocketOption;
import java.nio.channels.NetworkChannel;
import java.util.Set;

/** What only JDKs after this program's oldest have. */
final class Newer {
    private Newer() {}

    /** The option of that name among the supported ones. */
    static SocketOption<?> option(Set<SocketOption<?>> supported, String name) {
        return supported.stream()
                .filter(option -> option.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new UnsupportedOperationException("'" + name + "' not supported"));
    }

    /** Sets the option of that name, which is one of booleans. */
    @SuppressWarnings("unchecked")
    static void set(NetworkChannel channel, String name, boolean value) throws IOException {
        channel.setOption((SocketOption<Boolean>) option(channel.supportedOptions(), name), value);
    }
}
