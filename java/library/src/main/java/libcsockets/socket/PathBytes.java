package libcsockets.socket;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.util.Arrays;

/**
 * The bytes of a path, as the kernel has them.
 *
 * <p>A {@link Path} of Linux is bytes, and its text is those bytes in the encoding of the JVM's locale, where some
 * become a replacement character. So text that is not plain ASCII does not identify the file. The path's URI does:
 * it has each byte that is not ASCII as {@code %XX}.
 */
final class PathBytes {
    private PathBytes() {}

    /** @throws ProviderMismatchException if the path is not one of the kernel's files, but of an archive, say */
    static byte[] of(Path path) {
        if (path.getFileSystem() != FileSystems.getDefault()) {
            throw new ProviderMismatchException(path + " is in a file system of Java's own");
        }
        String text = path.toString();
        if (isAscii(text)) {
            return text.getBytes(StandardCharsets.US_ASCII);
        }
        byte[] absolute = decode(path.toAbsolutePath().toUri().getRawPath());
        int start = 0;
        if (!path.isAbsolute()) {
            byte[] directory = decode(Path.of("").toAbsolutePath().toUri().getRawPath());
            start = directory[directory.length - 1] == '/' ? directory.length : directory.length + 1;
        }
        int end = absolute.length;
        // The URI of a directory that exists ends with a slash, which no Path has.
        if (absolute[end - 1] == '/' && end > start + 1) {
            end--;
        }
        return Arrays.copyOfRange(absolute, start, end);
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    private static byte[] decode(String rawPath) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(rawPath.length());
        for (int i = 0; i < rawPath.length(); i++) {
            char c = rawPath.charAt(i);
            if (c == '%') {
                bytes.write(Integer.parseInt(rawPath.substring(i + 1, i + 3), 16));
                i += 2;
            } else {
                bytes.write(c);
            }
        }
        return bytes.toByteArray();
    }
}
