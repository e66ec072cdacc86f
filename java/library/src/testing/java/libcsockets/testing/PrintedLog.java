package libcsockets.testing;

import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.helpers.NOPMDCAdapter;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/** Prints warnings and errors, in a JVM that is started with {@link #OPTION}. */
public final class PrintedLog implements SLF4JServiceProvider {
    public static final String OPTION = "-Dslf4j.provider=libcsockets.testing.PrintedLog";

    private static final AtomicInteger PRINTED = new AtomicInteger();

    /** How many there were so far. */
    public static int printed() {
        return PRINTED.get();
    }

    private static final class Printer extends LegacyAbstractLogger {
        private static final long serialVersionUID = 1L;

        Printer(String name) {
            this.name = name;
        }

        @Override
        protected void handleNormalizedLoggingCall(
                Level level, Marker marker, String pattern, Object[] arguments, Throwable thrown) {
            synchronized (System.out) {
                System.out.println(level + " " + name + " " + MessageFormatter.basicArrayFormat(pattern, arguments));
                if (thrown != null) {
                    thrown.printStackTrace(System.out);
                }
            }
            PRINTED.incrementAndGet();
        }

        @Override
        protected String getFullyQualifiedCallerName() {
            return null;
        }

        @Override
        public boolean isTraceEnabled() {
            return false;
        }

        @Override
        public boolean isDebugEnabled() {
            return false;
        }

        @Override
        public boolean isInfoEnabled() {
            return false;
        }

        @Override
        public boolean isWarnEnabled() {
            return true;
        }

        @Override
        public boolean isErrorEnabled() {
            return true;
        }
    }

    @Override
    public void initialize() {}

    @Override
    public ILoggerFactory getLoggerFactory() {
        return Printer::new;
    }

    @Override
    public IMarkerFactory getMarkerFactory() {
        return new BasicMarkerFactory();
    }

    @Override
    public MDCAdapter getMDCAdapter() {
        return new NOPMDCAdapter();
    }

    @Override
    public String getRequestedApiVersion() {
        return "2.0";
    }
}
