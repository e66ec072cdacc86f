import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes both backends' calls from jextract's output: {@code java -cp CLASSES CallsGenerator.java SYMBOLS HEADER
 * SOURCES OUTPUT}, where {@code SYMBOLS} is symbols.txt, {@code HEADER} sockets.h, {@code CLASSES} and {@code SOURCES}
 * jextract's output compiled and as source, and {@code OUTPUT} the directory above {@code java}, {@code java25} and
 * {@code c}.
 */
final class CallsGenerator {
    /** The arguments of the handle that makes nearly all calls over FFM, and those of the other one. */
    private static final int ARGUMENTS = 6;

    private static final int MORE_ARGUMENTS = 7;

    private static final int LINE = 120;

    private static final String NOTICE = """
            // Generated from jextract's descriptors by generated/generate.sh. Do not edit: change the inputs instead.
            """;

    private static final String CALLS = """
            package libcsockets.internal;

            import java.nio.ByteBuffer;

            /**
             * The functions of libc, as both backends have them: each method makes one call of the function of its
             * name.
             *
             * <p><b>Results.</b> A signed number is the number, or {@code -errno} where C returns a negative one; what
             * C returns as a {@code ssize_t} is an {@code int}, except where one call may move more bytes than an
             * {@code int} counts. A pointer is its address, or {@code -errno} for {@code NULL}. Other results are
             * described where they are.
             *
             * <p><b>Arguments.</b> A pointer is its address, 0 for {@code NULL}. An optional argument ({@code fcntl},
             * {@code ioctl}, {@code open}) is always passed.
             *
             * <p>The six functions that a program calls for each piece of data get the thread's state, and where there
             * is a direct buffer, the buffer itself as {@code base}: looking these up shows beside a call of 300 ns.
             * The pointer is then an index in the buffer; without a {@code base} it is an address.
             */
            public abstract class Calls extends Backend {
                Calls() {}
            """;

    private static final String FFM_CALLS = """
            package libcsockets.internal;

            import java.lang.foreign.Arena;
            import java.lang.foreign.FunctionDescriptor;
            import java.lang.foreign.Linker;
            import java.lang.foreign.MemoryLayout;
            import java.lang.foreign.MemorySegment;
            import java.lang.foreign.SymbolLookup;
            import java.lang.foreign.ValueLayout;
            import java.lang.invoke.MethodHandle;
            import java.nio.ByteBuffer;
            import java.util.Arrays;

            /**
             * The functions of libc over the Foreign Function &amp; Memory API.
             *
             * <p><b>One shape.</b> Every method calls through one handle, {@code long f(long, long, long, long, long,
             * long)}, that gets the function's address at each call; an argument that a function does not take is 0.
             * Each further shape would cost as much time at start as everything else that the program does until then.
             * jextract's own handles cost more: they capture no errno, and touching one descriptor links one. So
             * jextract's descriptors are read when this file is generated, and each is checked to have nothing but
             * integers and pointers.
             *
             * <p>That is enough for the calling conventions of x86-64 (System V) and aarch64 (AAPCS64) on Linux. Both
             * put the first six such arguments into general registers of 64 bits one by one, whatever their widths: a
             * function reads the bits of its parameter, and never looks at registers beyond its parameters. A structure
             * of at most eight bytes of integers travels like an integer of its size. The upper bits of a result
             * narrower than 64 bits mean nothing: the methods cut them off. Variadic arguments go where fixed ones go
             * on both systems; x86-64 adds the number of vector registers in use, which the Java linker sets to 0 for
             * every call.
             *
             * <p>A function that this libc lacks is missed when it is called, not before. Every method has its own call
             * site, and every address is a constant of its own holder class, for the compiler's sake.
             */
            @SuppressWarnings("restricted")
            public abstract class FfmCalls extends Calls {
                private static final Linker LINKER = Linker.nativeLinker();
                private static final SymbolLookup LIBC = LINKER.defaultLookup();
                private static final MethodHandle CALL = link(%d);

                FfmCalls() {}

                private static MethodHandle link(int arguments) {
                    MemoryLayout[] longs = new MemoryLayout[arguments];
                    Arrays.fill(longs, ValueLayout.JAVA_LONG);
                    FunctionDescriptor descriptor = FunctionDescriptor.of(ValueLayout.JAVA_LONG, longs);
                    return LINKER.downcallHandle(descriptor, Linker.Option.captureCallState("errno"));
                }

                /** For the functions of more arguments, a shape that is linked when one of them is called. */
                private static final class More {
                    static final MethodHandle CALL = link(%d);
                }

                private static MemorySegment find(String name) {
                    return LIBC.find(name).orElse(MemorySegment.NULL);
                }

                /** To be thrown when the handle threw, which it does before the call if {@code address} is null. */
                private static RuntimeException failure(String name, MemorySegment address, Throwable thrown) {
                    if (address.equals(MemorySegment.NULL)) {
                        throw new UnsatisfiedLinkError("this system's libc is too old: it lacks " + name);
                    }
                    if (thrown instanceof RuntimeException exception) {
                        return exception;
                    }
                    if (thrown instanceof Error error) {
                        throw error;
                    }
                    throw new AssertionError("a downcall threw a checked exception", thrown);
                }

                private static MemorySegment errnoMemory() {
                    return errnoMemory(ThreadState.get());
                }

                /**
                 * Where a call leaves errno: memory of its own for each thread, since another thread's call would
                 * overwrite one for all before it is read. A downcall cannot move a virtual thread to another carrier,
                 * so the thread finds what its call left.
                 */
                static MemorySegment errnoMemory(ThreadState state) {
                    MemorySegment memory = (MemorySegment) state.backend;
                    if (memory == null) {
                        memory = Arena.ofAuto().allocate(Linker.Option.captureStateLayout());
                        state.backend = memory;
                    }
                    return memory;
                }

                static int errno(MemorySegment captured) {
                    return captured.get(ValueLayout.JAVA_INT, 0);
                }

                /** The address of an index in a direct buffer; without a buffer it is an address already. */
                private static long at(ThreadState state, ByteBuffer base, long index) {
                    if (base == null) {
                        return index;
                    }
                    long known = state.addressOf(base);
                    return (known != 0 ? known : addressOf(base)) + index;
                }

                static long addressOf(ByteBuffer direct) {
                    // A segment over a buffer begins at the buffer's position.
                    return MemorySegment.ofBuffer(direct).address() - direct.position();
                }
            """;

    private static final String JNI_CALLS = """
            package libcsockets.internal;

            import java.nio.ByteBuffer;

            /** The functions of libc over JNI: each native method is one C function. */
            public abstract class JniCalls extends Calls {
                JniCalls() {}
            """;

    private static final String JNI_C = """
            /* The calls of the JNI backend. libcsockets.h has the forms of their results. */
            #define _GNU_SOURCE
            %s#include <sys/syscall.h>

            #include "libcsockets.h"
            #include "libcsockets_internal_JniCalls.h"

            #define CALL(type, name) JNIEXPORT type JNICALL Java_libcsockets_internal_JniCalls_##name
            """;

    private final List<Function> functions = new ArrayList<>();

    public static void main(String[] args) throws IOException, ReflectiveOperationException {
        CallsGenerator generator = new CallsGenerator();
        Bindings bindings = new Bindings(Path.of(args[2]));
        for (String symbol : Files.readAllLines(Path.of(args[0]))) {
            if (symbol.startsWith("--include-function ")) {
                generator.functions.add(bindings.function(symbol.substring(symbol.indexOf(' ') + 1)));
            }
        }
        Path output = Path.of(args[3]);
        write(output, "java/libcsockets/internal/Calls.java", generator.calls());
        write(output, "java/libcsockets/internal/JniCalls.java", generator.jniCalls());
        write(output, "java25/libcsockets/internal/FfmCalls.java", generator.ffmCalls());
        write(output, "c/calls.c", generator.c(Files.readAllLines(Path.of(args[1]))));
    }

    private static void write(Path output, String file, String content) throws IOException {
        Path path = output.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, NOTICE + content);
    }

    // ---- Java ----

    private String calls() {
        StringBuilder out = new StringBuilder(CALLS);
        for (Function function : functions) {
            out.append('\n');
            comment(out, function);
            method(out, "public abstract", function, parameters(function), ";");
        }
        return out.append("}\n").toString();
    }

    private static void comment(StringBuilder out, Function function) {
        String prototype = "{@code " + function.prototype() + "}";
        String result = switch (function.result()) {
            case NOT_ZERO -> ": the result is never 0, but {@code -errno} instead";
            case PLAIN -> ": cannot fail";
            case RESOLVER -> ": the {@code EAI_} code in the low half, errno in the high half";
            default -> "";
        };
        if (prototype.length() + result.length() + "    /**  */".length() <= LINE) {
            out.append("    /** ").append(prototype).append(result).append(" */\n");
            return;
        }
        out.append("    /**\n");
        StringBuilder line = new StringBuilder("     *");
        for (String word : (prototype + result).split(" ")) {
            if (line.length() + 1 + word.length() > LINE) {
                out.append(line).append('\n');
                line = new StringBuilder("     *");
            }
            line.append(' ').append(word);
        }
        out.append(line).append("\n     */\n");
    }

    private String jniCalls() {
        StringBuilder out = new StringBuilder(JNI_CALLS);
        for (Function function : functions) {
            out.append("\n    @Override\n");
            if (function.data()) {
                List<String> parameters = parameters(function);
                method(out, "public", function, parameters, " {");
                List<String> passed = parameters.subList(1, parameters.size());
                List<String> arguments = new ArrayList<>(
                        passed.stream().map(CallsGenerator::name).toList());
                arguments.set(1, "known == 0 ? base : null");
                arguments.set(2, "known + " + arguments.get(2));
                out.append("        long known = base == null ? 0 : state.addressOf(base);\n");
                list(out, "        return " + function.name() + "(", arguments, ");");
                out.append("    }\n\n");
                method(out, "private static native", function, passed, ";");
            } else {
                method(out, "public native", function, parameters(function), ";");
            }
        }
        return out.append("}\n").toString();
    }

    private String ffmCalls() {
        StringBuilder out = new StringBuilder(FFM_CALLS.formatted(ARGUMENTS, MORE_ARGUMENTS));
        functions.forEach(function -> ffmCall(out, function));
        return out.append("}\n").toString();
    }

    private static void ffmCall(StringBuilder out, Function function) {
        String name = function.name();
        String symbol = function.systemCall() ? "syscall" : name;
        out.append("\n    private static final class ").append(name).append(" {\n");
        out.append("        static final MemorySegment ADDRESS = find(\"")
                .append(symbol)
                .append("\");\n    }\n");
        out.append("\n    @Override\n");
        method(out, "public", function, parameters(function), " {");
        out.append("        MemorySegment errno = errnoMemory(")
                .append(function.data() ? "state" : "")
                .append(");\n");
        String asLong = "(long) ";
        String asInt = "(int) (long) ";
        switch (function.result()) {
            case NUMBER -> ffmBody(out, function, "int returned", asInt, "returned >= 0 ? returned : -errno(errno)");
            case LONG_NUMBER ->
                ffmBody(out, function, "long returned", asLong, "returned >= 0 ? returned : -errno(errno)");
            case POINTER -> ffmBody(out, function, "long returned", asLong, "returned != 0 ? returned : -errno(errno)");
            case NOT_ZERO -> ffmBody(out, function, "int returned", asInt, "returned != 0 ? returned : -errno(errno)");
            case PLAIN -> ffmBody(out, function, "int returned", asInt, "returned");
            case RESOLVER ->
                ffmBody(out, function, "int code", asInt, "(long) errno(errno) << 32 | Integer.toUnsignedLong(code)");
            case NOTHING -> ffmBody(out, function, "long ignored", asLong, null);
        }
        out.append("    }\n");
    }

    /** The handle's arguments: the function, errno, the function's own arguments as {@code long}s, then zeros. */
    private static List<String> ffmArguments(Function function) {
        List<String> arguments = new ArrayList<>(List.of(function.name() + ".ADDRESS", "errno"));
        if (function.systemCall()) {
            arguments.add("(long) Layout.SYS_" + function.name());
        }
        for (int i = 0; i < function.parameters().size(); i++) {
            Function.Parameter parameter = function.parameters().get(i);
            boolean buffer = function.data() && i == 1;
            String value = buffer ? "at(state, base, " + parameter.name() + ")" : parameter.name();
            arguments.add(parameter.javaType().equals("long") ? value : "(long) " + value);
        }
        int all = 2 + (arguments.size() > ARGUMENTS + 2 ? MORE_ARGUMENTS : ARGUMENTS);
        if (arguments.size() > all) {
            throw new IllegalStateException(function.name() + " has too many arguments");
        }
        while (arguments.size() < all) {
            arguments.add("0L");
        }
        return arguments;
    }

    private static void ffmBody(StringBuilder out, Function function, String variable, String cast, String result) {
        String name = function.name();
        boolean ignored = result == null;
        if (!ignored) {
            out.append("        ").append(variable).append(";\n");
        }
        List<String> arguments = ffmArguments(function);
        String handle = arguments.size() > ARGUMENTS + 2 ? "More.CALL" : "CALL";
        String assigned = "            " + (ignored ? variable : name(variable)) + " = " + cast;
        out.append("        try {\n");
        list(out, assigned + handle + ".invokeExact(", arguments, ");");
        out.append("        } catch (Throwable e) {\n            throw failure(\"")
                .append(name);
        out.append("\", ").append(name).append(".ADDRESS, e);\n        }\n");
        if (!ignored) {
            out.append("        return ").append(result).append(";\n");
        }
    }

    /** The parameters of the method of {@code Calls}: type and name. */
    private static List<String> parameters(Function function) {
        List<String> parameters = new ArrayList<>();
        for (Function.Parameter parameter : function.parameters()) {
            parameters.add(parameter.javaType() + " " + parameter.name());
        }
        if (function.data()) {
            parameters.add(1, "ByteBuffer base");
            parameters.add(0, "ThreadState state");
        }
        return parameters;
    }

    private static void method(
            StringBuilder out, String modifiers, Function function, List<String> parameters, String end) {
        String head = "    " + modifiers + " " + function.result().javaType + " " + function.name() + "(";
        list(out, head, parameters, ")" + end);
    }

    /** One line, or if that is too long the list on lines of its own. */
    private static void list(StringBuilder out, String head, List<String> items, String end) {
        String line = head + String.join(", ", items) + end;
        if (line.length() > LINE) {
            String indent = " ".repeat(head.length() - head.stripLeading().length() + 8);
            out.append(head).append('\n');
            line = indent + items.get(0);
            for (String item : items.subList(1, items.size())) {
                boolean fits = line.length() + ", ".length() + item.length() + end.length() <= LINE;
                out.append(fits ? "" : line + ",\n");
                line = fits ? line + ", " + item : indent + item;
            }
            line += end;
        }
        out.append(line).append('\n');
    }

    /** The name in a declaration. */
    private static String name(String declaration) {
        return declaration.substring(declaration.lastIndexOf(' ') + 1);
    }

    // ---- C ----

    /** With the headers of libc that jextract reads; the kernel's only have structures. */
    private String c(List<String> header) {
        StringBuilder includes = new StringBuilder();
        for (String line : header) {
            if (line.startsWith("#include <") && !line.startsWith("#include <linux/")) {
                includes.append(line).append('\n');
            }
        }
        StringBuilder out = new StringBuilder(JNI_C.formatted(includes));
        functions.forEach(function -> cFunction(out, function));
        return out.toString();
    }

    private static void cFunction(StringBuilder out, Function function) {
        StringBuilder head = new StringBuilder("CALL(");
        head.append(function.result() == Function.Result.NOTHING ? "void" : "j" + function.result().javaType);
        // JNI's spelling of a name: the underscore separates its parts, so one within a part is escaped.
        head.append(", ").append(function.name().replace("_", "_1")).append(")(");
        List<String> parameters = new ArrayList<>();
        parameters.add("JNIEnv *env");
        parameters.add(function.data() ? "jclass self" : "jobject self");
        List<String> arguments = new ArrayList<>();
        for (Function.Parameter parameter : function.parameters()) {
            parameters.add("j" + parameter.javaType() + " " + parameter.name());
            arguments.add(cArgument(parameter));
        }
        if (function.data()) {
            parameters.add(3, "jobject base");
            arguments.set(1, "at(env, base, " + function.parameters().get(1).name() + ")");
        }
        list(out.append('\n'), head.toString(), parameters, ")");

        String called = function.systemCall() ? "syscall" : function.name();
        if (function.systemCall()) {
            arguments.add(0, "SYS_" + function.name());
        }
        out.append("{\n");
        list(out, "    " + function.result().name() + "(" + called + "(", arguments, "));");
        out.append("}\n");
    }

    private static String cArgument(Function.Parameter parameter) {
        return switch (parameter.kind()) {
            case POINTER -> "(" + parameter.cType() + ")P(" + parameter.name() + ")";
            case STRUCTURE -> "(" + parameter.cType() + "){" + parameter.name() + "}";
            case NUMBER ->
                parameter.cType().equals("int") || parameter.cType().equals("long")
                        ? parameter.name()
                        : "(" + parameter.cType() + ")" + parameter.name();
        };
    }
}
