package libcsockets;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Loads the backends, tries each with one call, and says in a sentence why one cannot be used. */
final class Backends {
    private static final int FFM_RELEASE = 25;
    private static final String LIBRARY = "csockets";
    private static final String LIBRARY_PATH = "libcsockets.library.path";

    private Backends() {}

    static Libc ffm() {
        checkPlatform();
        int release = Runtime.version().feature();
        if (release < FFM_RELEASE) {
            throw new BackendUnavailableException(
                    "the ffm backend needs JDK " + FFM_RELEASE + " or later, and this is JDK " + release);
        }
        Libc libc;
        try {
            // By name: the class exists only in the part of the jar that is for JDK 25 and later.
            libc = (Libc) Class.forName("libcsockets.FfmLibc")
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (InvocationTargetException | ExceptionInInitializerError e) {
            throw refused(e.getCause());
        } catch (ReflectiveOperationException | LinkageError e) {
            throw new BackendUnavailableException(
                    "the ffm backend is not in this build of the library (the classes of META-INF/versions/"
                            + FFM_RELEASE + " are only seen in the jar): " + e,
                    e);
        }
        return probed(libc);
    }

    private static BackendUnavailableException refused(Throwable cause) {
        Module module = Backends.class.getModule();
        String target = module.isNamed() ? module.getName() : "ALL-UNNAMED";
        // IllegalCallerException is what a restricted method throws without the grant.
        if (cause instanceof IllegalCallerException) {
            return new BackendUnavailableException(
                    "native access is denied: start java with --enable-native-access=" + target, cause);
        }
        if (cause instanceof BackendUnavailableException unavailable) {
            return unavailable;
        }
        return new BackendUnavailableException("the ffm backend failed to start: " + cause, cause);
    }

    static Libc jni() {
        checkPlatform();
        return probed(new JniLibc(loadLibrary()));
    }

    /** One call that needs no resource and must fail: the way to errno is open only if it does. */
    private static Libc probed(Libc libc) {
        int result;
        try {
            result = libc.close0(-1);
        } catch (ExceptionInInitializerError e) {
            // The classes behind a backend are linked by this first call.
            throw refused(e.getCause());
        } catch (LinkageError e) {
            throw new BackendUnavailableException(
                    "the native library " + libc.origin() + " does not fit this version of the Java classes: " + e, e);
        }
        if (result != -Constants.EBADF) {
            throw new BackendUnavailableException("the " + libc.backend() + " backend does not deliver errno: close(-1)"
                    + " gave " + result + " instead of " + -Constants.EBADF);
        }
        return libc;
    }

    private static void checkPlatform() {
        String os = System.getProperty("os.name");
        String arch = System.getProperty("os.arch");
        if (!os.equals("Linux") || !(arch.equals("amd64") || arch.equals("aarch64"))) {
            throw new BackendUnavailableException(
                    "libc-sockets needs Linux with glibc on x86-64 or aarch64, and this is " + os + " on " + arch);
        }
    }

    /** Loads the JNI library and tells from where. */
    private static String loadLibrary() {
        String file = System.mapLibraryName(LIBRARY);
        String directory = System.getProperty(LIBRARY_PATH);
        if (directory != null) {
            // Not a Path: the file system classes would be loaded for nothing else at a short program's start.
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
        try (InputStream in = Backends.class.getResourceAsStream(resource)) {
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
        BackendUnavailableException e = new BackendUnavailableException(text.append("; -D")
                .append(LIBRARY_PATH)
                .append("=DIRECTORY says where it is")
                .toString());
        reasons.forEach(e::addSuppressed);
        throw e;
    }

    private static String reason(Throwable e) {
        return e.getMessage() != null ? e.getMessage() : e.toString();
    }

    /** Through a directory of our own that no other user can enter, never a path that can be foreseen. */
    private static Path loadExtracted(InputStream in, String file) throws IOException {
        Path directory = Files.createTempDirectory(
                "libcsockets", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path path = directory.resolve(file);
        try {
            Files.copy(in, path);
            System.load(path.toString());
            return path;
        } finally {
            // Once loaded it needs no name any more.
            Files.deleteIfExists(path);
            Files.deleteIfExists(directory);
        }
    }

    /**
     * Only where there was something to fall back from: that an old JDK has no FFM is no news, and loading the logging
     * library would cost a short program half its start.
     */
    static void logFallback(Libc libc, List<BackendUnavailableException> reasons) {
        if (Runtime.version().feature() < FFM_RELEASE) {
            return;
        }
        Logger log = LoggerFactory.getLogger(Libc.class);
        for (BackendUnavailableException reason : reasons) {
            log.debug("using the {} backend: {}", libc.backend(), reason.getMessage());
        }
    }
}
