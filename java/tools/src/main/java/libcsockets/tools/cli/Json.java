package libcsockets.tools.cli;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;

/** JSON as the commands print it: indented, with nulls. */
public final class Json {
    private static final Gson GSON = new GsonBuilder()
            .disableHtmlEscaping()
            .setPrettyPrinting()
            .serializeNulls()
            .create();

    private Json() {}

    public static String of(Object value) {
        return GSON.toJson(value);
    }
}
