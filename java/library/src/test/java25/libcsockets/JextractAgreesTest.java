package libcsockets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.AddressLayout;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import libcsockets.generated.sockets_h;
import libcsockets.internal.Calls;
import libcsockets.internal.Layout;
import libcsockets.internal.ThreadState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * jextract's bindings have the sizes and offsets that gcc told the program in native/src/constants, and the calls have
 * the shapes of their descriptors. The bindings are those of x86-64, so only there they can agree.
 */
@EnabledIfSystemProperty(named = "os.arch", matches = "amd64")
class JextractAgreesTest {
    private static final Path SYMBOLS =
            Path.of(System.getProperty("libcsockets.root")).resolve("generated/inputs/symbols.txt");

    /** Variadic functions, with the type that Calls passes for the optional argument. */
    private static final Map<String, ValueLayout> OPTIONAL_ARGUMENT = Map.of(
            "fcntl", ValueLayout.JAVA_LONG,
            "ioctl", ValueLayout.JAVA_LONG,
            "open", ValueLayout.JAVA_INT);

    private static List<String> included(String kind) throws IOException {
        String option = "--include-" + kind + " ";
        List<String> names = new ArrayList<>();
        for (String line : Files.readAllLines(SYMBOLS)) {
            if (line.startsWith(option)) {
                names.add(line.substring(option.length()));
            }
        }
        return names;
    }

    @Test
    void sizesAndOffsetsAgree() throws IOException, ReflectiveOperationException {
        Map<String, Integer> layout = layoutFields();
        Set<String> compared = new TreeSet<>();
        Set<String> comparable = new TreeSet<>();
        for (String struct : included("struct")) {
            Class<?> type = Class.forName("libcsockets.generated." + struct);
            String upper = struct.toUpperCase(Locale.ROOT);
            if (layout.containsKey("SIZEOF_" + upper)) {
                MemoryLayout memory = (MemoryLayout) type.getMethod("layout").invoke(null);
                assertEquals(layout.get("SIZEOF_" + upper).longValue(), memory.byteSize(), struct);
                for (Method method : type.getMethods()) {
                    String member = method.getName().replaceFirst("\\$offset$", "");
                    String field = "OFFSETOF_" + upper + "_" + member.toUpperCase(Locale.ROOT);
                    if (method.getName().endsWith("$offset") && layout.containsKey(field)) {
                        assertEquals(layout.get(field).longValue(), method.invoke(null), field);
                        compared.add(field);
                    }
                }
                comparable.addAll(offsetsOf(upper, layout.keySet()));
            }
        }
        // The members of ifreq that C knows are macros for members of unions that have no name elsewhere.
        comparable.removeIf(name -> name.startsWith("OFFSETOF_IFREQ_"));
        assertEquals(comparable, compared);
    }

    private static Map<String, Integer> layoutFields() throws IllegalAccessException {
        Map<String, Integer> fields = new LinkedHashMap<>();
        for (Field field : Layout.class.getDeclaredFields()) {
            if (field.getName().startsWith("SIZEOF_") || field.getName().startsWith("OFFSETOF_")) {
                fields.put(field.getName(), field.getInt(null));
            }
        }
        return fields;
    }

    /** The offsets of a structure stand between its size and the next structure's. */
    private static List<String> offsetsOf(String upper, Set<String> names) {
        List<String> offsets = new ArrayList<>();
        for (String name : names) {
            if (!name.startsWith("OFFSETOF_" + upper + "_")) {
                continue;
            }
            boolean longer = false;
            for (String size : names) {
                String other = size.replaceFirst("^SIZEOF_", "");
                longer |= other.length() > upper.length()
                        && size.startsWith("SIZEOF_" + upper)
                        && name.startsWith("OFFSETOF_" + other + "_");
            }
            if (!longer) {
                offsets.add(name);
            }
        }
        return offsets;
    }

    /** But for its bit-fields, which jextract leaves out. */
    @Test
    void fieldsOfTcpInfoAgree() throws ReflectiveOperationException {
        Class<?> type = Class.forName("libcsockets.generated.tcp_info");
        MemoryLayout struct = (MemoryLayout) type.getMethod("layout").invoke(null);
        assertEquals(Layout.TcpInfo.SIZE, struct.byteSize());
        for (int i = 0; i < Layout.TcpInfo.NAMES.length; i++) {
            String name = Layout.TcpInfo.NAMES[i];
            boolean bitField = !List.of(8, 16, 32, 64).contains(Layout.TcpInfo.BITS[i]);
            if (!bitField) {
                long offset = (long) type.getMethod(name + "$offset").invoke(null);
                MemoryLayout layout =
                        (MemoryLayout) type.getMethod(name + "$layout").invoke(null);
                assertEquals(Layout.TcpInfo.FIRST_BIT[i], offset * Byte.SIZE, name);
                assertEquals(Layout.TcpInfo.BITS[i], layout.byteSize() * Byte.SIZE, name);
            }
        }
    }

    @Test
    void shapesOfTheCallsAgree() throws IOException, ReflectiveOperationException {
        Set<String> names = new TreeSet<>();
        for (Method call : Calls.class.getDeclaredMethods()) {
            names.add(call.getName());
            FunctionDescriptor descriptor = descriptor(call.getName());
            List<Class<?>> expected = new ArrayList<>();
            for (MemoryLayout argument : descriptor.argumentLayouts()) {
                expected.add(carrier(argument));
            }
            List<Class<?>> parameters = new ArrayList<>(List.of(call.getParameterTypes()));
            // The calls for data take these besides.
            parameters.removeAll(List.of(ThreadState.class, ByteBuffer.class));
            assertEquals(expected, parameters, call.getName());
            assertTrue(results(descriptor).contains(call.getReturnType()), call.getName());
        }
        assertEquals(new TreeSet<>(included("function")), names);
    }

    /** Only an address has to be a long: an EAI_ code has errno beside it, and a ssize_t most often fits an int. */
    private static List<Class<?>> results(FunctionDescriptor descriptor) {
        if (descriptor.returnLayout().isEmpty()) {
            return List.of(void.class);
        }
        return descriptor.returnLayout().get() instanceof AddressLayout
                ? List.of(long.class)
                : List.of(int.class, long.class);
    }

    private static FunctionDescriptor descriptor(String function) throws ReflectiveOperationException {
        if (!OPTIONAL_ARGUMENT.containsKey(function)) {
            return (FunctionDescriptor) invoke(sockets_h.class.getMethod(function + "$descriptor"));
        }
        for (Class<?> part = sockets_h.class; part != null; part = part.getSuperclass()) {
            for (Class<?> nested : part.getDeclaredClasses()) {
                if (nested.getSimpleName().equals(function)) {
                    Field fixed = nested.getDeclaredField("BASE_DESC");
                    fixed.setAccessible(true);
                    return ((FunctionDescriptor) fixed.get(null))
                            .appendArgumentLayouts(OPTIONAL_ARGUMENT.get(function));
                }
            }
        }
        throw new AssertionError(function);
    }

    private static Class<?> carrier(MemoryLayout layout) {
        if (layout instanceof StructLayout) {
            assertEquals(Integer.BYTES, layout.byteSize());
            return int.class;
        }
        return layout instanceof AddressLayout ? long.class : ((ValueLayout) layout).carrier();
    }

    /** Parts of the header class are not public. */
    private static Object invoke(Method method) throws ReflectiveOperationException {
        method.setAccessible(true);
        return method.invoke(null);
    }

    /** FfmCalls reads errno at the start of the segment that the linker fills. */
    @Test
    void onlyErrnoIsCaptured() {
        StructLayout state = Linker.Option.captureStateLayout();
        assertEquals(0, state.byteOffset(PathElement.groupElement("errno")));
        assertEquals(Integer.BYTES, state.byteSize());
    }
}
