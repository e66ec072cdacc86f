import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemoryLayout;
import java.lang.reflect.Method;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** jextract's output: descriptors from the classes; prototypes, which only comments have, from the sources. */
final class Bindings {
    private static final String HEADER_CLASS = "sockets_h";

    private final Class<?> header;
    private final List<String> sources = new ArrayList<>();

    Bindings(Path directory) throws IOException, ReflectiveOperationException {
        header = Class.forName("libcsockets.generated." + HEADER_CLASS);
        // A long header is split over several files.
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, HEADER_CLASS + "*.java")) {
            for (Path file : files) {
                sources.addAll(Files.readAllLines(file));
            }
        }
    }

    Function function(String name) throws ReflectiveOperationException {
        if (sources.stream().noneMatch(line -> line.contains("findOrThrow(\"" + name + "\")"))) {
            throw new IllegalStateException(name + " has another name in the library");
        }
        MemoryLayout optional = Function.optionalArgument(name);
        return optional == null
                ? Function.of(name, prototype(" " + name + "$descriptor() {"), descriptor(name))
                : Function.of(name, prototype("class " + name + " {"), descriptor(name, optional));
    }

    private FunctionDescriptor descriptor(String name) throws ReflectiveOperationException {
        Method descriptor = header.getMethod(name + "$descriptor");
        descriptor.setAccessible(true);
        return (FunctionDescriptor) descriptor.invoke(null);
    }

    /** jextract asks the caller of a variadic function for the layouts of what follows the fixed arguments. */
    private FunctionDescriptor descriptor(String name, MemoryLayout optional) throws ReflectiveOperationException {
        for (Class<?> part = header; part != null; part = part.getSuperclass()) {
            for (Class<?> nested : part.getDeclaredClasses()) {
                if (nested.getSimpleName().equals(name)) {
                    Method makeInvoker = nested.getMethod("makeInvoker", MemoryLayout[].class);
                    makeInvoker.setAccessible(true);
                    Object invoker = makeInvoker.invoke(null, (Object) new MemoryLayout[] {optional});
                    Method descriptor = nested.getMethod("descriptor");
                    descriptor.setAccessible(true);
                    return (FunctionDescriptor) descriptor.invoke(invoker);
                }
            }
        }
        throw new IllegalStateException(name + " is not in jextract's output");
    }

    private String prototype(String declaration) {
        for (int i = 0; i < sources.size(); i++) {
            if (sources.get(i).contains(declaration) && sources.get(i).contains("public static ")) {
                int start = i;
                while (!sources.get(start).contains("{@snippet lang=c :")) {
                    start--;
                }
                if (!sources.get(start + 2).trim().equals("* }")) {
                    throw new IllegalStateException("a prototype of several lines before" + declaration);
                }
                return sources.get(start + 1).replaceFirst("^[ *]*", "");
            }
        }
        throw new IllegalStateException("no prototype before" + declaration);
    }
}
