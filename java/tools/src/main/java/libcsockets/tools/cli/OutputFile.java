package libcsockets.tools.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** A file that a command was asked to write: whether it can be written is found out before the work, not after it. */
public final class OutputFile {
    private OutputFile() {}

    /**
     * Why a file cannot be written.
     *
     * @param file the file; what is in it stays
     * @return a sentence, or null if the file can be written
     */
    public static String refusal(Path file) {
        if (file.toString().isEmpty()) {
            return "a file has a name, and '' is none";
        }
        if (Files.isDirectory(file)) {
            return file + " cannot be written: it is a directory";
        }
        boolean isNew = !Files.exists(file);
        try {
            Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)
                    .close();
            if (isNew) {
                Files.delete(file);
            }
            return null;
        } catch (IOException e) {
            return file + " cannot be written: " + reason(e);
        }
    }

    /**
     * Writes a file that is there whole or not at all, also after a Ctrl-C.
     *
     * @param file the file; what was in it is replaced
     * @param bytes what will be in it
     * @throws IOException with a sentence that names the file
     */
    public static void write(Path file, byte[] bytes) throws IOException {
        try {
            if (Files.exists(file) && (!Files.isRegularFile(file) || !Files.isWritable(directory(file)))) {
                // Such as /dev/stdout: nothing can take its place.
                Files.write(file, bytes);
                return;
            }
            Path target = Files.exists(file) ? file.toRealPath() : file;
            Path part = Path.of(target + ".part");
            part.toFile().deleteOnExit();
            Files.write(part, bytes);
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new IOException(file + " cannot be written: " + reason(e) + ".", e);
        }
    }

    private static Path directory(Path file) {
        return file.toAbsolutePath().getParent();
    }

    /**
     * Why something could not be done with a file.
     *
     * @param e what the JDK threw, whose message is often the file's name alone
     * @return the reason
     */
    public static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "there is no such file or directory";
        }
        if (e instanceof AccessDeniedException) {
            return "permission is denied";
        }
        if (e instanceof FileSystemException file && file.getReason() != null) {
            return file.getReason();
        }
        return String.valueOf(e.getMessage());
    }
}
