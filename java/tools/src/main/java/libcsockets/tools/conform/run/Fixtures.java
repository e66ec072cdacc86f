package libcsockets.tools.conform.run;

import static libcsockets.Constants.*;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;
import libcsockets.Libc;

/**
 * Fixtures of cases: descriptors that are not sockets, and files in the case's directory. The methods for files
 * return 0 or an error number.
 */
final class Fixtures {
    private static final int OWNER_ONLY = 0600;
    private static final int EVERYBODY = 0777;

    /** The value of net.ipv4.ip_unprivileged_port_start where it cannot be read. */
    private static final int FIRST_UNPRIVILEGED_PORT = 1024;

    private static final Path UNPRIVILEGED_PORTS = Path.of("/proc/sys/net/ipv4/ip_unprivileged_port_start");

    private static final int HIGHEST_ERRNO = 133;

    private final Libc libc;
    private final Path directory;

    Fixtures(Libc libc, Path directory) {
        this.libc = libc;
        this.directory = directory;
    }

    // ---- descriptors ----

    /** A descriptor of that kind, or -1. */
    int descriptor(String kind) {
        switch (kind) {
            case "file":
                return libc.open(directory + "/fdfile", O_RDWR | O_CREAT, OWNER_ONLY);
            case "dir":
                return libc.open(directory.toString(), O_RDONLY | O_DIRECTORY, 0);
            case "devnull":
                return libc.open("/dev/null", O_WRONLY, 0);
            case "devzero":
                return libc.open("/dev/zero", O_RDONLY, 0);
            case "procmaps":
                return libc.open("/proc/self/maps", O_RDONLY, 0);
            case "path":
                return libc.open(directory.toString(), O_PATH, 0);
            case "fifo":
                libc.mkfifo(directory + "/fifo", OWNER_ONLY);
                return libc.open(directory + "/fifo", O_RDWR, 0);
            case "epoll":
                return libc.epoll_create1(0);
            case "eventfd":
                return libc.eventfd(0, 0);
            case "signalfd":
                return libc.signalfd(-1, 0, 0);
            case "timerfd":
                return libc.timerfd_create(CLOCK_REALTIME, 0);
            case "pidfd":
                return libc.pidfd_open(libc.getpid(), 0);
            case "inotify":
                return libc.inotify_init1(0);
            case "memfd":
                return libc.memfd_create("conform", 0);
            default:
                throw new AssertionError(kind);
        }
    }

    // ---- files ----

    private interface FileCall {
        void run() throws IOException;
    }

    int touch(String name) {
        int fd = libc.open(directory + "/" + name, O_RDWR | O_CREAT, OWNER_ONLY);
        if (fd < 0) {
            return libc.errno();
        }
        libc.close(fd);
        return 0;
    }

    int mkdir(String name) {
        Path path = path(name);
        return attempt(() -> {
            Files.createDirectory(path);
            Files.setPosixFilePermissions(path, permissions(EVERYBODY));
        });
    }

    int unlink(String name) {
        int error = look(name, O_NOFOLLOW);
        if (error != 0) {
            return error;
        }
        Path path = path(name);
        // unlink(2) leaves directories alone.
        return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS) ? EISDIR : attempt(() -> Files.delete(path));
    }

    int exists(String name) {
        return look(name, 0);
    }

    /** Finds a file as access(2) does: through libc, since Java takes some errors for others. */
    private int look(String name, int flags) {
        int fd = libc.open(directory + "/" + name, O_PATH | O_CLOEXEC | flags, 0);
        if (fd < 0) {
            return libc.errno();
        }
        libc.close(fd);
        return 0;
    }

    int symlink(String target, String name) {
        return attempt(() -> Files.createSymbolicLink(path(name), Path.of(target)));
    }

    int chmod(String name, int mode) {
        return attempt(() -> Files.setPosixFilePermissions(path(name), permissions(mode)));
    }

    /**
     * Lets everybody use the socket of that path, if it is in the case's directory: the C driver runs its cases with
     * umask 0, and a JVM cannot change its umask.
     */
    void allowAll(byte[] socket) {
        Path path = Path.of(new String(socket, StandardCharsets.UTF_8).replace('\0', ' '));
        if (path.startsWith(directory)) {
            attempt(() -> Files.setPosixFilePermissions(path, permissions(EVERYBODY)));
        }
    }

    private Path path(String name) {
        // As C joins them, so that a name beginning with / stays below the directory.
        return Path.of(directory + "/" + name);
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        PosixFilePermission[] fromHighestBit = PosixFilePermission.values();
        for (int i = 0; i < fromHighestBit.length; i++) {
            if ((mode & 0400 >> i) != 0) {
                permissions.add(fromHighestBit[i]);
            }
        }
        return permissions;
    }

    private int attempt(FileCall call) {
        try {
            call.run();
            return 0;
        } catch (NoSuchFileException e) {
            return ENOENT;
        } catch (FileAlreadyExistsException e) {
            return EEXIST;
        } catch (AccessDeniedException e) {
            return EACCES;
        } catch (FileSystemException e) {
            return errno(e.getReason());
        } catch (IOException e) {
            return EIO;
        }
    }

    /** Java reports the other errors only by strerror's text. */
    private int errno(String reason) {
        for (int errno = 1; errno <= HIGHEST_ERRNO; errno++) {
            if (reason != null && reason.startsWith(libc.strerror(errno))) {
                return errno;
            }
        }
        return EIO;
    }

    // ---- the machine ----

    boolean isPrivileged(long port) {
        long first = FIRST_UNPRIVILEGED_PORT;
        // Line by line, with a buffer: a sysctl gives its value to one read only, and readString's first read is one
        // byte.
        try (BufferedReader lines = Files.newBufferedReader(UNPRIVILEGED_PORTS)) {
            first = Long.parseLong(lines.readLine().trim());
        } catch (IOException e) {
            // An old kernel, or no /proc.
        }
        return port < first;
    }

    /** A name that fits ifr_name: what is too long is cut, as snprintf does. */
    String interfaceName(String name) {
        return name.length() < IFNAMSIZ ? name : name.substring(0, IFNAMSIZ - 1);
    }
}
