package libcsockets.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import libcsockets.BackendUnavailableException;
import libcsockets.Libc;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.provider.Arguments;

/** The backends that every contract test runs on. */
public final class BackendsUnderTest {
    private BackendsUnderTest() {}

    /**
     * The backends that the property {@code libcsockets.backends} names, each of which must open; without the property,
     * those that open.
     */
    public static Stream<Named<Libc>> all() {
        String required = System.getProperty("libcsockets.backends");
        List<Named<Libc>> backends = new ArrayList<>();
        for (String name : (required != null ? required : "ffm,jni").split(",")) {
            try {
                backends.add(Named.of(name, Libc.open(name)));
            } catch (BackendUnavailableException e) {
                if (required != null) {
                    throw e;
                }
            }
        }
        return backends.stream();
    }

    /** Each backend with each kind of thread that this JDK has. */
    public static Stream<Arguments> andThreads() {
        return all().flatMap(libc -> ThreadKind.all().stream().map(kind -> Arguments.of(libc, kind)));
    }
}
