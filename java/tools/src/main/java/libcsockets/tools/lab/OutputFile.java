package libcsockets.tools.lab;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A file that the user names for a result: it is there whole or not at all, also after a Ctrl-C. */
final class OutputFile {
    private OutputFile() {}

    /** Why it cannot be written, as far as that can be known before; null if it can. */
    static String problem(Path file) {
        if (file.toString().isEmpty() || Files.isDirectory(file)) {
            return "'" + file + "' is a directory";
        }
        if (!Files.isDirectory(directory(file))) {
            return "there is no directory '" + directory(file) + "'";
        }
        return Files.isWritable(Files.exists(file) ? file : directory(file))
                ? null
                : "'" + file + "' is not ours to write";
    }

    static void write(Path file, byte[] bytes) throws IOException {
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
            boolean named = e instanceof FileSystemException f && f.getReason() != null;
            String reason = named ? ((FileSystemException) e).getReason() : e.getMessage();
            throw new IOException("'" + file + "' cannot be written: " + reason + ".", e);
        }
    }

    private static Path directory(Path file) {
        return file.toAbsolutePath().getParent();
    }
}
