package libcsockets.tools.conform.language;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A file of conformance cases. */
public record CaseFile(String name, List<Case> cases) {
    private static final String BUNDLED = "cases.tsv";

    /** The columns a line must have (the first six) and may have. */
    private static final int FEWEST_COLUMNS = 6;

    private static final int MOST_COLUMNS = 9;

    /** The cases that come with this program. */
    public static CaseFile bundled() {
        try (InputStream in = CaseFile.class.getResourceAsStream(BUNDLED)) {
            return parse(BUNDLED, in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads a file.
     *
     * @throws CaseFileException if it cannot be read or does not follow the language
     */
    public static CaseFile read(Path file) {
        String name = file.toString();
        if (Files.isDirectory(file)) {
            throw new CaseFileException(name, "this is a directory, not a case file");
        }
        try {
            return parse(name, Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            throw new CaseFileException(name, "there is no such file");
        } catch (AccessDeniedException e) {
            throw new CaseFileException(name, "permission to read it is denied");
        } catch (IOException | OutOfMemoryError e) {
            throw new CaseFileException(name, "it cannot be read: " + e.getMessage());
        }
    }

    /**
     * Takes a file's bytes apart.
     *
     * @param name what messages call it
     * @throws CaseFileException if they do not follow the language
     */
    public static CaseFile parse(String name, byte[] bytes) {
        List<Case> cases = new ArrayList<>();
        Map<String, Integer> lines = new HashMap<>();
        int number = 0;
        for (String line : lines(name, bytes)) {
            number++;
            if (line.isEmpty() || line.startsWith("#") || line.startsWith("id\t")) {
                continue;
            }
            CaseText text = CaseText.ofLine(name, number, line);
            List<CaseText> columns = text.columns();
            if (columns.size() < FEWEST_COLUMNS || columns.size() > MOST_COLUMNS) {
                throw text.error("a case has 6 to 9 columns separated by tabs (id, tags, setup, call, args, expected,"
                        + " check, source, note); here are " + columns.size());
            }
            Case parsed = new Parser().parse(line, columns);
            Integer before = lines.put(parsed.id(), number);
            if (before != null) {
                throw text.error("the id " + parsed.id() + " is that of line " + before + " too");
            }
            cases.add(parsed);
        }
        if (cases.isEmpty()) {
            throw new CaseFileException(name, "there is no case in it");
        }
        return new CaseFile(name, List.copyOf(cases));
    }

    /** The lines of a text in UTF-8; CR LF ends one as LF does. */
    private static List<String> lines(String name, byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        List<String> lines = new ArrayList<>();
        int from = 0;
        while (from < bytes.length) {
            int to = from;
            while (to < bytes.length && bytes[to] != '\n') {
                to++;
            }
            int end = to > from && bytes[to - 1] == '\r' ? to - 1 : to;
            CharBuffer chars = CharBuffer.allocate(end - from);
            decoder.reset();
            CoderResult result = decoder.decode(ByteBuffer.wrap(bytes, from, end - from), chars, true);
            String line = chars.flip().toString();
            if (result.isError()) {
                throw CaseText.ofLine(name, lines.size() + 1, line)
                        .from(line.length())
                        .error("not UTF-8 text");
            }
            int nul = line.indexOf('\0');
            if (nul >= 0) {
                throw CaseText.ofLine(name, lines.size() + 1, line)
                        .from(nul)
                        .error("not text: it contains a NUL character");
            }
            lines.add(line);
            from = to + 1;
        }
        return lines;
    }
}
