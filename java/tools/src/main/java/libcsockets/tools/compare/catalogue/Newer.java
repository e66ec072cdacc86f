package libcsockets.tools.compare.catalogue;

import java.net.SocketOption;
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
}
