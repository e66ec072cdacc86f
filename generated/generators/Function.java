import java.lang.foreign.AddressLayout;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.GroupLayout;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A function of libc: what its descriptor and its prototype say, and the few things that they cannot say. */
record Function(String name, String prototype, List<Parameter> parameters, Result result) {
    /** A parameter by its C name, its C type, and the Java type: {@code int} or {@code long}. */
    record Parameter(String name, String cType, String javaType, Kind kind) {
        enum Kind {
            NUMBER,
            POINTER,
            /** A structure of one {@code int}, passed by value. */
            STRUCTURE
        }
    }

    /** The type that the Java method returns. */
    enum Result {
        /** A signed number, or {@code -errno}. */
        NUMBER("int"),
        LONG_NUMBER("long"),
        /** An address, or {@code -errno} for {@code NULL}. */
        POINTER("long"),
        /** An unsigned number, or {@code -errno} for 0. */
        NOT_ZERO("int"),
        /** The number as it is: the function cannot fail. */
        PLAIN("int"),
        /** An {@code EAI_} code in the low half, and errno in the high half. */
        RESOLVER("long"),
        NOTHING("void");

        final String javaType;

        Result(String javaType) {
            this.javaType = javaType;
        }
    }

    /** Results that are not what their C type suggests: a number or an address that reports failure by errno. */
    private static final Map<String, Result> RESULTS = Map.of(
            "getaddrinfo", Result.RESOLVER,
            "getnameinfo", Result.RESOLVER,
            "geteuid", Result.PLAIN,
            "getpid", Result.PLAIN,
            "if_nametoindex", Result.NOT_ZERO,
            // These may move more bytes than an int counts; other calls that return a ssize_t move at most 0x7ffff000.
            "sendfile", Result.LONG_NUMBER,
            "splice", Result.LONG_NUMBER);

    /** The one optional argument of the variadic functions, which is always passed. */
    private static final Map<String, String> OPTIONAL_ARGUMENTS = Map.of(
            "fcntl", "long arg",
            "ioctl", "void *arg",
            "open", "mode_t mode");

    /**
     * The calls that a program makes for each piece of data. They take the thread's state and a direct buffer, since
     * looking these up shows beside a call of 300 ns.
     */
    private static final Set<String> DATA = Set.of("send", "recv", "sendto", "recvfrom", "read", "write");

    /** Functions that older versions of glibc lack (memfd_create 2.27, pidfd_open 2.36): syscall calls the kernel. */
    private static final Set<String> SYSTEM_CALLS = Set.of("memfd_create", "pidfd_open");

    boolean data() {
        return DATA.contains(name);
    }

    boolean systemCall() {
        return SYSTEM_CALLS.contains(name);
    }

    /** The layout of the optional argument of a variadic function; null if the function is not variadic. */
    static MemoryLayout optionalArgument(String name) {
        String argument = OPTIONAL_ARGUMENTS.get(name);
        return argument == null ? null : argument.startsWith("mode_t") ? ValueLayout.JAVA_INT : ValueLayout.JAVA_LONG;
    }

    /** Checks that the function has nothing but integers and pointers, as the one handle for all functions demands. */
    static Function of(String name, String declaration, FunctionDescriptor descriptor) {
        // glibc puts underscores before the names that are not the standard's.
        String prototype = declaration
                .replaceFirst("^extern ", "")
                .replaceAll("\\b__(?=\\w)", "")
                .replace("*restrict ", "*");
        List<String> declarations = parameterDeclarations(prototype);
        if (OPTIONAL_ARGUMENTS.containsKey(name)) {
            declarations.set(declarations.size() - 1, OPTIONAL_ARGUMENTS.get(name));
        }
        List<MemoryLayout> layouts = descriptor.argumentLayouts();
        check(declarations.size() == layouts.size(), name, "has other parameters than its descriptor: " + prototype);
        List<Parameter> parameters = new ArrayList<>();
        for (int i = 0; i < layouts.size(); i++) {
            parameters.add(parameter(name, declarations.get(i), layouts.get(i)));
        }
        return new Function(name, prototype, parameters, result(name, descriptor));
    }

    private static List<String> parameterDeclarations(String prototype) {
        String list = prototype.substring(prototype.indexOf('(') + 1, prototype.lastIndexOf(')'));
        return list.isEmpty() || list.equals("void") ? List.of() : new ArrayList<>(List.of(list.split(", *")));
    }

    private static Parameter parameter(String function, String declaration, MemoryLayout layout) {
        String array = declaration.replaceFirst("\\[.*", "");
        String name = array.replaceFirst(".*\\W", "");
        String cType = array.substring(0, array.length() - name.length()).trim();
        check(!name.isEmpty() && !cType.isEmpty(), function, "has a parameter without a name: " + declaration);
        if (layout instanceof AddressLayout || cType.endsWith("*")) {
            String pointer = array.equals(declaration) ? cType : cType + " *";
            return new Parameter(name, pointer, "long", Parameter.Kind.POINTER);
        }
        if (layout instanceof GroupLayout group) {
            boolean oneInt = group.byteSize() == Integer.BYTES
                    && group.memberLayouts().size() == 1
                    && group.memberLayouts().get(0) instanceof ValueLayout.OfInt;
            check(oneInt, function, "takes a structure of other things than an int");
            return new Parameter(name, cType, "int", Parameter.Kind.STRUCTURE);
        }
        return new Parameter(name, cType, number(function, layout), Parameter.Kind.NUMBER);
    }

    private static Result result(String function, FunctionDescriptor descriptor) {
        if (RESULTS.containsKey(function)) {
            return RESULTS.get(function);
        }
        if (descriptor.returnLayout().isEmpty()) {
            return Result.NOTHING;
        }
        MemoryLayout layout = descriptor.returnLayout().get();
        if (layout instanceof AddressLayout) {
            return Result.POINTER;
        }
        number(function, layout);
        return Result.NUMBER;
    }

    private static String number(String function, MemoryLayout layout) {
        check(
                layout instanceof ValueLayout.OfInt || layout instanceof ValueLayout.OfLong,
                function,
                "has an argument or a result that the calls cannot pass: " + layout);
        return ((ValueLayout) layout).carrier().getName();
    }

    private static void check(boolean condition, String function, String message) {
        if (!condition) {
            throw new IllegalStateException(function + " " + message);
        }
    }
}
