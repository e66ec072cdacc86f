package libcsockets.tools.conform.run;

import static libcsockets.Constants.*;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import libcsockets.Libc;
import libcsockets.option.Optval;
import libcsockets.tools.conform.language.Limits;
import libcsockets.tools.conform.language.SyntaxFault;
import libcsockets.tools.conform.language.Value;

/**
 * The surroundings of one case: a directory, names for descriptors, and the descriptors that it made, which are closed
 * at the end. Under the C driver each case has a process of its own. Here it shares the JVM, so it must not reach the
 * JVM's descriptors, and its effective user is restored.
 *
 * <p>The case's thread makes and closes descriptors. The runner's thread does so only when the case's time is over, the
 * thread of {@link Leftovers} only when the program ends.
 */
final class Sandbox {
    private static final String PREFIX = "/tmp/lc.";
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";
    private static final int RANDOM_LETTERS = Value.TemporaryPath.DIRECTORY_LENGTH - PREFIX.length();

    private static final int HIGHEST_STANDARD_STREAM = 2;

    /** How long a call that makes a file may take to come back; most others that are under way block for good. */
    private static final int GRACE_MILLIS = 1000;

    private final Libc libc;
    private final Path directory;
    private final Map<String, Integer> names = new HashMap<>();
    private final Set<Integer> open = new HashSet<>();
    private final Set<Integer> closedStreams = new HashSet<>();
    private int droppedFromGroup = -1;
    private boolean abandoned;
    private volatile Thread thread;

    Sandbox(Libc libc) throws IOException {
        this.libc = libc;
        this.directory = makeDirectory();
        // With any umask.
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
    }

    private static Path makeDirectory() throws IOException {
        while (true) {
            StringBuilder name = new StringBuilder(PREFIX);
            for (int i = 0; i < RANDOM_LETTERS; i++) {
                name.append(LETTERS.charAt(ThreadLocalRandom.current().nextInt(LETTERS.length())));
            }
            try {
                return Files.createDirectory(Path.of(name.toString()));
            } catch (FileAlreadyExistsException e) {
                // Another one, then.
            }
        }
    }

    Path directory() {
        return directory;
    }

    // ---- names ----

    void bind(String name, int descriptor) {
        names.put(name, descriptor);
    }

    int named(String name) {
        Integer descriptor = names.get(name);
        if (descriptor == null) {
            throw new SyntaxFault("unbound name '" + name + "'");
        }
        return descriptor;
    }

    // ---- descriptors ----

    /** Ends the case's thread if the time is over. */
    synchronized void check() {
        if (abandoned) {
            throw new Abandoned();
        }
    }

    /** Takes charge of a descriptor that a call made. */
    synchronized void made(int descriptor) {
        if (abandoned) {
            libc.close(descriptor);
            throw new Abandoned();
        }
        open.add(descriptor);
    }

    /**
     * The number to pass for a descriptor. A number that this case has not made, or has closed, may be one of the JVM's
     * own, and in a process of its own would not be open: then it is one that is not open here either.
     */
    synchronized int descriptor(long number) {
        check();
        int descriptor = (int) number;
        if (open.contains(descriptor)) {
            return descriptor;
        }
        if (descriptor >= 0 && descriptor <= HIGHEST_STANDARD_STREAM) {
            return closedStreams.contains(descriptor) ? Limits.BADFD : descriptor;
        }
        return descriptor > 0 && libc.fcntl(descriptor, F_GETFD) >= 0 ? Limits.BADFD : descriptor;
    }

    /** close(2), which must leave the JVM its standard streams: of those a duplicate is closed. */
    int close(int descriptor) {
        if (forget(descriptor) || descriptor < 0 || descriptor > HIGHEST_STANDARD_STREAM) {
            // Not under the lock: with SO_LINGER this may take its time.
            return libc.close(descriptor);
        }
        int duplicate = libc.dup(descriptor);
        if (duplicate < 0) {
            return duplicate;
        }
        closedStreams.add(descriptor);
        return libc.close(duplicate);
    }

    private synchronized boolean forget(int descriptor) {
        return open.remove(descriptor);
    }

    // ---- the effective user ----

    /** Root becomes user and group {@code id} in effect; anybody else stays. */
    synchronized int dropUser(int id) {
        check();
        if (libc.geteuid() != 0) {
            return 0;
        }
        int group = effectiveGroup();
        if (libc.setegid(id) < 0) {
            return -1;
        }
        droppedFromGroup = group;
        return libc.seteuid(id);
    }

    private static int effectiveGroup() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
                if (line.startsWith("Gid:")) {
                    // Real, effective, saved, file system.
                    return Integer.parseInt(line.split("\\s+")[2]);
                }
            }
            throw new IOException("/proc/self/status has no Gid line");
        } catch (IOException e) {
            throw new IllegalStateException("the effective group cannot be found, so it could not be restored", e);
        }
    }

    // ---- the end ----

    /** Lets nothing more happen: wakes the thread that is blocked, and makes it end. */
    synchronized void abandon() {
        abandoned = true;
        for (int descriptor : open) {
            libc.shutdown(descriptor, SHUT_RDWR);
        }
    }

    /** Runs the case on a thread of its own. */
    Thread start(String name, Runnable task) {
        thread = new Thread(task, name);
        // A call that never comes back must not keep the JVM.
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** Closes, restores and deletes all that the case left; it can do nothing from now on. */
    void end() {
        release();
        try {
            deleteDirectory();
        } catch (IOException e) {
            deleteDirectoryOnceMore();
        }
    }

    private synchronized void release() {
        abandoned = true;
        for (int descriptor : open) {
            // A process that ends does not linger; closing here would.
            libc.setsockopt(descriptor, SOL_SOCKET, SO_LINGER, Optval.linger(0, 0), SIZEOF_LINGER);
            libc.close(descriptor);
        }
        open.clear();
        if (droppedFromGroup >= 0) {
            if (libc.seteuid(0) < 0 || libc.setegid(droppedFromGroup) < 0) {
                throw new IllegalStateException("the effective user cannot be restored");
            }
            droppedFromGroup = -1;
        }
    }

    /** A call that was under way may have put something into the directory while it was being deleted. */
    private void deleteDirectoryOnceMore() {
        try {
            thread.join(GRACE_MILLIS);
            deleteDirectory();
        } catch (IOException e) {
            // No reason for the cases that follow not to run.
            System.err.println("libc-sockets: the directory " + directory + " cannot be deleted: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void deleteDirectory() throws IOException {
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult preVisitDirectory(Path inner, BasicFileAttributes attributes) throws IOException {
                // A case may have taken away the right to change it.
                Files.setPosixFilePermissions(inner, PosixFilePermissions.fromString("rwx------"));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path inner, IOException failure) throws IOException {
                Files.delete(inner);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
