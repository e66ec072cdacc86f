package libcsockets;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import libcsockets.internal.Backend;
import libcsockets.internal.Calls;
import libcsockets.internal.JniBackend;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Chooses and loads the backends, tries each with one call, and keeps the reason why a backend does not work. */
final class BackendLoader {
    static final String FFM = "ffm";
    static final String JNI = "jni";
    private static final String AUTO = "auto";
    private static final int FFM_RELEASE = 25;
    private static final String LIBRARY = "csockets";
    private static final String LIBRARY_PATH = "libcsockets.library.path";

    private static final Map<String, BackendUnavailableException> REJECTED = new LinkedHashMap<>();
    private static Calls ffm;
    private static Calls jni;
    private static volatile Calls opened;

    private BackendLoader() {}

    /** The backend that the system property names. */
    static Calls chosen() {
        return open(System.getProperty("libcsockets.backend", AUTO));
    }

    /**
     * A backend for operations that are the same in each: one that is open already if there is one, so that such an
     * operation does not choose the backend of the JVM.
     */
    static Calls any() {
        Calls any = opened;
        return any != null ? any : chosen();
    }

    static synchronized Calls open(String backend) {
        switch (backend) {
            case FFM:
                if (ffm == null) {
                    ffm = opened(FFM);
                }
                return ffm;
            case JNI:
                if (jni == null) {
                    jni = opened(JNI);
                }
                return jni;
            case AUTO:
                return openFirst();
            default:
                throw new IllegalArgumentException("unknown backend '" + backend + "': use ffm, jni or auto");
        }
    }

    /** Tries a backend only once, because a second attempt would fail in the same way. */
    private static Calls opened(String name) {
        BackendUnavailableException rejected = REJECTED.get(name);
        if (rejected != null) {
            throw rejected;
        }
        try {
            Calls calls = name.equals(FFM) ? ffm() : jni();
            Backend.opened(calls);
            opened = calls;
            return calls;
        } catch (BackendUnavailableException e) {
            REJECTED.put(name, e);
            throw e;
        }
    }

    private static Calls openFirst() {
        StringBuilder reasons = new StringBuilder("libc cannot be called from this JVM");
        List<BackendUnavailableException> rejected = new ArrayList<>();
        for (String name : new String[] {FFM, JNI}) {
            try {
                Calls calls = open(name);
                if (!rejected.isEmpty()) {
                    logFallback(calls, rejected);
                }
                return calls;
            } catch (BackendUnavailableException e) {
                rejected.add(e);
                reasons.append("; ").append(e.getMessage());
            }
        }
        BackendUnavailableException none = new BackendUnavailableException(reasons.toString());
        rejected.forEach(none::addSuppressed);
        throw none;
    }

    static synchronized Map<String, String> rejected() {
        Map<String, String> reasons = new LinkedHashMap<>();
        REJECTED.forEach((name, e) -> reasons.put(name, e.getMessage()));
        return Collections.unmodifiableMap(reasons);
    }

    private static Calls ffm() {
        checkPlatform();
        int release = Runtime.version().feature();
        if (release < FFM_RELEASE) {
            throw new BackendUnavailableException(
                    "the ffm backend needs JDK " + FFM_RELEASE + " or later, and this is JDK " + release);
        }
        Calls calls;
        try {
            // By name, because the class exists only in the part of the jar for JDK 25 and later.
            calls = (Calls) Class.forName("libcsockets.internal.FfmBackend")
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (InvocationTargetException | ExceptionInInitializerError e) {
            throw refused(e.getCause());
        } catch (ReflectiveOperationException | LinkageError e) {
            throw new BackendUnavailableException(
                    "the ffm backend is not in this build of the library (the JVM reads META-INF/versions/"
                            + FFM_RELEASE + " only in a jar): " + e,
                    e);
        }
        return probed(calls);
    }

    private static BackendUnavailableException refused(Throwable cause) {
        Module module = BackendLoader.class.getModule();
        String target = module.isNamed() ? module.getName() : "ALL-UNNAMED";
        // A restricted method throws IllegalCallerException without the grant.
        if (cause instanceof IllegalCallerException) {
            return new BackendUnavailableException(
                    "native access is denied: start java with --enable-native-access=" + target, cause);
        }
        if (cause instanceof UnsupportedOperationException unsupported) {
            return new BackendUnavailableException(unsupported.getMessage(), unsupported);
        }
        return new BackendUnavailableException("the ffm backend failed to start: " + cause, cause);
    }

    private static Calls jni() {
        checkPlatform();
        return probed(new JniBackend(loadLibrary()));
    }

    /** Makes one call that needs no resource and must fail, to check that the backend reports errno. */
    private static Calls probed(Calls calls) {
        int result;
        try {
            result = calls.close(-1);
        } catch (ExceptionInInitializerError e) {
            // This first call links the classes behind a backend.
            throw refused(e.getCause());
        } catch (LinkageError e) {
            throw new BackendUnavailableException(
                    "the native library " + calls.origin() + " does not match this version of the Java classes: " + e,
                    e);
        }
        if (result != -Constants.EBADF) {
            throw new BackendUnavailableException("the " + calls.name() + " backend does not report errno: close(-1)"
                    + " returned " + result + " instead of " + -Constants.EBADF);
        }
        return calls;
    }

    private static void checkPlatform() {
        String os = System.getProperty("os.name");
        String arch = System.getProperty("os.arch");
        if (!os.equals("Linux") || !(arch.equals("amd64") || arch.equals("aarch64"))) {
            throw new BackendUnavailableException(
                    "libc-sockets needs Linux with glibc on x86-64 or aarch64, and this is " + os + " on " + arch);
        }
    }

    /** Loads the JNI library and returns where it came from. */
    private static String loadLibrary() {
        String file = System.mapLibraryName(LIBRARY);
        String directory = System.getProperty(LIBRARY_PATH);
        if (directory != null) {
            // A Path would load the file system classes, which a short program may not need otherwise.
            String path = new File(directory, file).getAbsolutePath();
            try {
                System.load(path);
                return path;
            } catch (IllegalCallerException e) {
                throw refused(e);
            } catch (UnsatisfiedLinkError e) {
                throw new BackendUnavailableException(
                        "the JNI library cannot be loaded from -D" + LIBRARY_PATH + "=" + directory + ": " + reason(e),
                        e);
            }
        }
        List<Throwable> reasons = new ArrayList<>();
        String resource = "/META-INF/native/linux-"
                + (System.getProperty("os.arch").equals("amd64") ? "x86_64" : "aarch64") + "/" + file;
        try (InputStream in = resource(resource)) {
            if (in != null) {
                return loadExtracted(in, file) + " from " + resource;
            }
            reasons.add(new IOException("the jar has no " + resource));
        } catch (IllegalCallerException e) {
            throw refused(e);
        } catch (IOException | UnsatisfiedLinkError e) {
            reasons.add(e);
        }
        try {
            System.loadLibrary(LIBRARY);
            return file + " on java.library.path";
        } catch (IllegalCallerException e) {
            throw refused(e);
        } catch (UnsatisfiedLinkError e) {
            reasons.add(e);
        }
        StringBuilder text = new StringBuilder("the JNI library cannot be loaded");
        for (Throwable reason : reasons) {
            text.append("; ").append(reason(reason));
        }
        BackendUnavailableException e = new BackendUnavailableException(text.append("; set its directory with -D")
                .append(LIBRARY_PATH)
                .append("=DIRECTORY")
                .toString());
        reasons.forEach(e::addSuppressed);
        throw e;
    }

    /**
     * Opens a resource; null if it does not exist. It does not use the cache of open jars, because all class loaders
     * share the cache, and one that closes at this moment would close the jar while we read it.
     */
    private static InputStream resource(String name) throws IOException {
        URL url = BackendLoader.class.getResource(name);
        if (url == null) {
            return null;
        }
        URLConnection connection = url.openConnection();
        connection.setUseCaches(false);
        return connection.getInputStream();
    }

    private static String reason(Throwable e) {
        return e.getMessage() != null ? e.getMessage() : e.toString();
    }

    /** Uses a new directory that no other user can enter, never a predictable path. */
    private static Path loadExtracted(InputStream in, String file) throws IOException {
        Path directory = Files.createTempDirectory(
                "libcsockets", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path path = directory.resolve(file);
        try {
            Files.copy(in, path);
            System.load(path.toString());
            return path;
        } finally {
            // A loaded library no longer needs its file name.
            Files.deleteIfExists(path);
            Files.deleteIfExists(directory);
        }
    }

    /**
     * Logs only a real fallback: an old JDK without FFM is expected, and loading the logging library would double the
     * start time of a short program.
     */
    private static void logFallback(Calls calls, List<BackendUnavailableException> reasons) {
        if (Runtime.version().feature() < FFM_RELEASE) {
            return;
        }
        Logger log = LoggerFactory.getLogger("libcsockets.Libc");
        for (BackendUnavailableException reason : reasons) {
            log.debug("using the {} backend: {}", calls.name(), reason.getMessage());
        }
    }
}
