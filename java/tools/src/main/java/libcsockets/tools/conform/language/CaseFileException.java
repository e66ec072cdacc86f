package libcsockets.tools.conform.language;

/** A case file that does not follow the language; the message names the file, the line and the column. */
public final class CaseFileException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int line;
    private final int column;

    /** A fault at a place of the file; lines and columns count from 1. */
    CaseFileException(String file, int line, int column, String message) {
        super(file + ":" + line + ":" + column + ": " + message);
        this.line = line;
        this.column = column;
    }

    /** A fault of the whole file. */
    CaseFileException(String file, String message) {
        super(file + ": " + message);
        this.line = 0;
        this.column = 0;
    }

    /** The line, from 1; 0 when the fault is the whole file's. */
    public int line() {
        return line;
    }

    /** The column in characters, from 1; 0 when the fault is the whole file's. */
    public int column() {
        return column;
    }
}
