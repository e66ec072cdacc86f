package libcsockets.tools.conform.run;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Things to remove even when a signal ends the program: a shutdown hook removes those that are still there. */
public final class Leftovers {
    private static final Map<Object, Runnable> REMOVERS = new LinkedHashMap<>();
    private static boolean hooked;
    private static boolean ending;

    private Leftovers() {}

    /** Makes something that has to be removed. */
    public interface Maker<T> {
        T make() throws IOException;
    }

    /** How it is removed. */
    public interface Remover<T> {
        void remove(T made);
    }

    /** Makes something; {@link #remove} or else the end of the program removes it. */
    public static synchronized <T> T make(Maker<T> maker, Remover<T> remover) throws IOException {
        hook();
        stopIfEnding();
        T made = maker.make();
        REMOVERS.put(made, () -> remover.remove(made));
        return made;
    }

    /** Removes what {@link #make} made. */
    public static synchronized void remove(Object made) {
        stopIfEnding();
        REMOVERS.remove(made).run();
    }

    private static void hook() {
        if (!hooked) {
            try {
                Runtime.getRuntime().addShutdownHook(new Thread(Leftovers::end));
            } catch (IllegalStateException e) {
                ending = true;
            }
            hooked = true;
        }
    }

    private static synchronized void end() {
        ending = true;
        REMOVERS.values().forEach(Runnable::run);
    }

    /** Blocks once the hook has run: the JVM is about to end, so nothing more may be made, done or printed. */
    private static void stopIfEnding() {
        while (ending) {
            try {
                Leftovers.class.wait();
            } catch (InterruptedException e) {
                // Nobody wants this thread to go on.
            }
        }
    }
}
