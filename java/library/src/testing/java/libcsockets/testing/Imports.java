package libcsockets.testing;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Which built classes, or their packages, depend on which others among them, and in which circles: the strongly
 * connected components of the graph, as Tarjan's algorithm finds them. A nested class counts as its outermost class.
 */
public final class Imports {
    private final Map<String, Set<String>> arrows;
    private final List<Set<String>> circles = new ArrayList<>();

    private final Map<String, Integer> indexes = new HashMap<>();
    private final Map<String, Integer> lowest = new HashMap<>();
    private final Deque<String> path = new ArrayDeque<>();

    private Imports(Map<String, Set<String>> arrows) {
        this.arrows = arrows;
        for (String node : arrows.keySet()) {
            if (!indexes.containsKey(node)) {
                visit(node);
            }
        }
    }

    public static Imports ofClasses(JavaClasses classes) {
        return of(classes, Imports::outermost);
    }

    public static Imports ofPackages(JavaClasses classes) {
        return of(classes, JavaClass::getPackageName);
    }

    private static Imports of(JavaClasses classes, Function<JavaClass, String> node) {
        Map<String, Set<String>> arrows = new TreeMap<>();
        for (JavaClass from : classes) {
            Set<String> targets = arrows.computeIfAbsent(node.apply(from), name -> new TreeSet<>());
            for (Dependency dependency : from.getDirectDependenciesFromSelf()) {
                JavaClass to = dependency.getTargetClass().getBaseComponentType();
                if (classes.contain(to.getName())) {
                    targets.add(node.apply(to));
                }
            }
            for (String to : constantPool(from)) {
                if (classes.contain(to)) {
                    targets.add(node.apply(classes.get(to)));
                }
            }
        }
        return new Imports(arrows);
    }

    /**
     * The classes that the class file names: a constant that the compiler copied leaves no other trace of its class.
     */
    private static List<String> constantPool(JavaClass type) {
        List<String> names = new ArrayList<>();
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(
                type.getSource().orElseThrow().getUri().toURL().openStream()))) {
            // Magic number and version.
            in.skipBytes(8);
            int count = in.readUnsignedShort();
            String[] texts = new String[count];
            List<Integer> classes = new ArrayList<>();
            for (int i = 1; i < count; i++) {
                int tag = in.readUnsignedByte();
                switch (tag) {
                    case 1 -> texts[i] = in.readUTF();
                    case 7 -> classes.add(in.readUnsignedShort());
                    case 8, 16, 19, 20 -> in.skipBytes(2);
                    case 15 -> in.skipBytes(3);
                    case 3, 4, 9, 10, 11, 12, 17, 18 -> in.skipBytes(4);
                    case 5, 6 -> {
                        in.skipBytes(8);
                        // A long or a double takes two places.
                        i++;
                    }
                    default -> throw new IllegalStateException(type.getName() + " has a constant of kind " + tag);
                }
            }
            classes.forEach(index -> names.add(texts[index].replace('/', '.')));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return names;
    }

    private static String outermost(JavaClass type) {
        String name = type.getName();
        int nested = name.indexOf('$');
        return nested < 0 ? name : name.substring(0, nested);
    }

    private void visit(String node) {
        int index = indexes.size();
        indexes.put(node, index);
        lowest.put(node, index);
        path.push(node);
        for (String target : arrows.get(node)) {
            if (!indexes.containsKey(target)) {
                visit(target);
                lowest.merge(node, lowest.get(target), Math::min);
            } else if (path.contains(target)) {
                lowest.merge(node, indexes.get(target), Math::min);
            }
        }
        if (lowest.get(node) == index) {
            Set<String> circle = new TreeSet<>();
            String member;
            do {
                member = path.pop();
                circle.add(member);
            } while (!member.equals(node));
            if (circle.size() > 1) {
                circles.add(circle);
            }
        }
    }

    /** How many classes or packages there are at all. */
    public int size() {
        return arrows.size();
    }

    /** The dependencies of each class or package, itself included if it has any on itself. */
    public Map<String, Set<String>> arrows() {
        return arrows;
    }

    /** The circles of more members than this, each as the arrows that it consists of. */
    public List<String> circlesLargerThan(int most) {
        return circles.stream()
                .filter(circle -> circle.size() > most)
                .map(this::described)
                .toList();
    }

    private String described(Set<String> circle) {
        StringBuilder text = new StringBuilder("a circle of " + circle.size() + ":");
        for (String node : circle) {
            Set<String> targets = new TreeSet<>(arrows.get(node));
            targets.retainAll(circle);
            targets.remove(node);
            text.append(System.lineSeparator())
                    .append("  ")
                    .append(node)
                    .append(" -> ")
                    .append(targets);
        }
        return text.toString();
    }
}
