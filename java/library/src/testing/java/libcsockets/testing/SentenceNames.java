package libcsockets.testing;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.DisplayNameGenerator;

/** Shows a test under its method's name, written as a sentence: {@code aPipeHasTwoEnds} is "a pipe has two ends". */
public final class SentenceNames extends DisplayNameGenerator.Simple {
    @Override
    public String generateDisplayNameForMethod(List<Class<?>> enclosing, Class<?> testClass, Method method) {
        return method.getName().replaceAll("(?<=.)(?=\\p{Lu})", " ").toLowerCase(Locale.ROOT);
    }
}
