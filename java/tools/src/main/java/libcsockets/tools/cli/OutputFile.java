package libcsockets.tools.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** An output file of a command, checked before the work starts. */
public final class OutputFile {
    private OutputFile() {}

    /**
     * The reason that a file cannot be written.
     *
     * @param file the file; its content does not change
     * @return a sentence, or null if the file can be written
     */
    public static String refusal(Path file) {
        if (file.toString().isEmpty()) {
            return "the name of the output file is empty";
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
     * Writes a file completely or not at all, even if a Ctrl-C interrupts it.
     *
     * @param file the file; its content is replaced
     * @param bytes the new content
     * @throws IOException with a sentence that names the file
     */
    public static void write(Path file, byte[] bytes) throws IOException {
        try {
            if (Files.exists(file) && (!Files.isRegularFile(file) || !Files.isWritable(directory(file)))) {
                // A file such as /dev/stdout cannot be replaced.
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
     * The reason for a failure on a file.
     *
     * @param e the JDK's exception; its message is often only the file's name
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
