package libcsockets;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * The public API is the one that {@code api.txt} lists, a member a line: nothing is public by accident, and a review
 * sees what a change adds or takes away. {@code -Dlibcsockets.api.write=true} writes the file anew.
 */
class PublicApiTest {
    private static final Path LIST =
            Path.of(System.getProperty("libcsockets.root"), "java/library/src/test/resources/libcsockets/api.txt");

    private static final Set<String> OF_EVERY_OBJECT = Set.of("equals", "hashCode", "toString");

    @Test
    void thePublicApiIsTheListedOne() throws IOException, ClassNotFoundException {
        String jar = System.getProperty("libcsockets.jar");
        Assumptions.assumeTrue(jar != null, "not started by the build");
        List<String> lines = new ArrayList<>();
        for (Class<?> type : exported(Path.of(jar))) {
            if (!lines.isEmpty()) {
                lines.add("");
            }
            lines.add(declaration(type));
            members(type).forEach(member -> lines.add("    " + member));
        }
        if (Boolean.getBoolean("libcsockets.api.write")) {
            Files.write(LIST, lines);
        }
        Set<String> listed = withTheirTypes(Files.readAllLines(LIST));
        Set<String> present = withTheirTypes(lines);
        Set<String> both = new TreeSet<>(listed);
        both.retainAll(present);
        listed.removeAll(both);
        present.removeAll(both);
        String remedy = "; -Dlibcsockets.api.write=true writes " + LIST;
        assertEquals(Set.of(), present, "public, but not listed" + remedy);
        assertEquals(Set.of(), listed, "listed, but not public any more" + remedy);
    }

    private static Set<String> withTheirTypes(List<String> lines) {
        Set<String> members = new TreeSet<>();
        String type = null;
        for (String line : lines) {
            if (line.startsWith(" ")) {
                members.add(type + ": " + line.strip());
            } else if (!line.isEmpty()) {
                type = line.replaceFirst(".*?(libcsockets[\\w.]+).*", "$1");
                members.add(line);
            }
        }
        return members;
    }

    /** The classes that other modules can name. */
    private static List<Class<?>> exported(Path jar) throws IOException, ClassNotFoundException {
        Set<String> packages = ModuleFinder.of(jar).findAll().iterator().next().descriptor().exports().stream()
                .map(ModuleDescriptor.Exports::source)
                .collect(Collectors.toSet());
        Set<String> names = new TreeSet<>();
        try (JarFile file = new JarFile(jar.toFile())) {
            file.stream()
                    .map(Object::toString)
                    .filter(name -> name.endsWith(".class"))
                    .forEach(name -> names.add(
                            name.substring(0, name.length() - ".class".length()).replace('/', '.')));
        }
        List<Class<?>> types = new ArrayList<>();
        for (String name : names) {
            if (packages.contains(name.substring(0, Math.max(0, name.lastIndexOf('.'))))) {
                Class<?> type = Class.forName(name, false, PublicApiTest.class.getClassLoader());
                if (isVisible(type)) {
                    types.add(type);
                }
            }
        }
        return types;
    }

    private static boolean isVisible(Class<?> type) {
        for (Class<?> c = type; c != null; c = c.getEnclosingClass()) {
            if (c.isAnonymousClass() || c.isLocalClass() || !isVisible(c.getModifiers(), true)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isVisible(int modifiers, boolean extensible) {
        return Modifier.isPublic(modifiers) || extensible && Modifier.isProtected(modifiers);
    }

    private static String declaration(Class<?> type) {
        String kind = type.isInterface()
                ? "interface"
                : type.isEnum() ? "enum" : type.isRecord() ? "record" : modifiers(type.getModifiers()) + "class";
        StringBuilder text =
                new StringBuilder(kind).append(' ').append(type.getName().replace('$', '.'));
        Class<?> child = type;
        while (isHidden(child.getSuperclass())) {
            child = child.getSuperclass();
        }
        Type parent = child.getGenericSuperclass();
        if (parent != null && parent != Object.class && !type.isEnum() && !type.isRecord()) {
            text.append(" extends ").append(name(parent));
        }
        if (type.getInterfaces().length > 0) {
            text.append(type.isInterface() ? " extends " : " implements ").append(names(type.getGenericInterfaces()));
        }
        return text.toString();
    }

    /** The members that can be reached through a type by name, also where a hidden class declares it. */
    private static Collection<String> members(Class<?> type) {
        Map<String, String> members = new TreeMap<>();
        boolean extensible = !Modifier.isFinal(type.getModifiers()) && !type.isEnum();
        for (Class<?> c = type; c != null && (c == type || isHidden(c)); c = c.getSuperclass()) {
            for (Field field : c.getDeclaredFields()) {
                if (isListed(field, extensible) && type != Constants.class) {
                    members.put(
                            field.getName(),
                            modifiers(field.getModifiers()) + name(field.getGenericType()) + " " + field.getName());
                }
            }
            for (Method method : c.getDeclaredMethods()) {
                if (isListed(method, extensible) && !OF_EVERY_OBJECT.contains(method.getName())) {
                    String call = method.getName() + parameters(method);
                    members.put(
                            call, modifiers(method.getModifiers()) + name(method.getGenericReturnType()) + " " + call);
                }
            }
        }
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
            if (isListed(constructor, extensible)) {
                String call = "new " + type.getSimpleName() + parameters(constructor);
                members.put(call, call);
            }
        }
        return members.values();
    }

    /** Whether a user cannot name the class. */
    private static boolean isHidden(Class<?> type) {
        return type != null
                && type.getName().startsWith("libcsockets.")
                && (!Modifier.isPublic(type.getModifiers())
                        || type.getPackageName().equals("libcsockets.internal"));
    }

    private static boolean isListed(Member member, boolean extensible) {
        return isVisible(member.getModifiers(), extensible) && !member.isSynthetic();
    }

    private static String parameters(Executable executable) {
        String thrown = executable.getExceptionTypes().length == 0
                ? ""
                : " throws " + names(executable.getGenericExceptionTypes());
        return "(" + names(executable.getGenericParameterTypes()) + ")" + thrown;
    }

    private static String modifiers(int modifiers) {
        return Modifier.isProtected(modifiers) ? "protected " + shown(modifiers) : shown(modifiers);
    }

    private static String shown(int modifiers) {
        int shown = modifiers & (Modifier.STATIC | Modifier.ABSTRACT | Modifier.FINAL);
        return shown == 0 ? "" : Modifier.toString(shown) + " ";
    }

    private static String names(Type[] types) {
        return Arrays.stream(types).map(PublicApiTest::name).collect(Collectors.joining(", "));
    }

    /** The name without its package. */
    private static String name(Type type) {
        return type.getTypeName()
                .replaceAll("\\b(java|libcsockets)(\\.[a-z]+)*\\.", "")
                .replace('$', '.');
    }
}
