package libcsockets;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaModifier.NATIVE;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URL;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import libcsockets.internal.Calls;
import libcsockets.internal.ThreadState;
import libcsockets.testing.Imports;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The library is built in layers, and keeps the principles that its class files can show. */
class ArchitectureTest {
    /** The packages, and those that each may import. */
    private static final Map<String, Set<String>> MAY_IMPORT = Map.of(
            "libcsockets.internal", Set.of(),
            "libcsockets", Set.of("libcsockets.internal"),
            "libcsockets.option", Set.of("libcsockets", "libcsockets.internal"),
            "libcsockets.netlink", Set.of("libcsockets", "libcsockets.internal"),
            "libcsockets.socket",
                    Set.of("libcsockets.option", "libcsockets.netlink", "libcsockets", "libcsockets.internal"));

    /**
     * Functions that a raw method calls beside the one of its name, to give memory back to libc, or instead of it,
     * since no two threads may call that one.
     */
    private static final Map<String, Set<String>> BESIDES = Map.ofEntries(
            Map.entry("getaddrinfo", Set.of("freeaddrinfo")),
            Map.entry("if_nameindex", Set.of("if_freenameindex")),
            Map.entry("gethostbyname", Set.of("gethostbyname_r")),
            Map.entry("getservbyname", Set.of("getservbyname_r")),
            Map.entry("getservbyport", Set.of("getservbyport_r")),
            Map.entry("getprotobyname", Set.of("getprotobyname_r")),
            Map.entry("getprotobynumber", Set.of("getprotobynumber_r")));

    /** The jar's classes, with those that only JDK 25 and later see. */
    private static JavaClasses library;

    @BeforeAll
    static void readTheJar() throws IOException {
        String jar = System.getProperty("libcsockets.jar");
        Assumptions.assumeTrue(jar != null, "not started by the build");
        String root = "jar:" + Path.of(jar).toUri() + "!/";
        library = new ClassFileImporter()
                .importUrls(
                        List.of(new URL(root + "libcsockets/"), new URL(root + "META-INF/versions/25/libcsockets/")));
    }

    @Test
    void importsGoDownward() {
        Map<String, Set<String>> imports = Imports.ofPackages(library).arrows();
        assertEquals(MAY_IMPORT.keySet(), imports.keySet(), "the packages");
        imports.forEach((from, targets) -> {
            Set<String> upward = new TreeSet<>(targets);
            upward.remove(from);
            upward.removeAll(MAY_IMPORT.get(from));
            assertEquals(Set.of(), upward, from + " imports upward");
        });
    }

    @Test
    void noCircleOfClassesIsLargerThanThree() {
        Imports imports = Imports.ofClasses(library);
        assertTrue(imports.size() > 60, "the classes were not found");
        assertEquals(List.of(), imports.circlesLargerThan(3));
    }

    /** The first principle, as far as class files show it. */
    @Test
    void aRawMethodCallsTheFunctionOfItsName() {
        Set<String> functions = Arrays.stream(Calls.class.getDeclaredMethods())
                .map(Method::getName)
                .collect(Collectors.toSet());
        Map<String, Set<String>> others = new TreeMap<>();
        Set<String> called = new TreeSet<>();
        for (JavaMethod method : library.get(Libc.class).getMethods()) {
            String own = method.getName().replaceFirst("Copied$", "");
            for (JavaMethodCall call : method.getMethodCallsFromSelf()) {
                if (call.getTargetOwner().isEquivalentTo(Calls.class) && functions.contains(call.getName())) {
                    called.add(call.getName());
                    // glibc has some functions in a form for threads as well.
                    if (!call.getName().replaceFirst("_r$", "").equals(own)
                            && !BESIDES.getOrDefault(own, Set.of()).contains(call.getName())) {
                        others.computeIfAbsent(own, name -> new TreeSet<>()).add(call.getName());
                    }
                }
            }
        }
        assertEquals(Map.of(), others);
        assertTrue(called.size() > 60, "the calls were not found");
    }

    /** The second principle: one class interprets the result of a call. */
    @Test
    void errnoIsAccessedInOneClass() {
        fields().that()
                .areDeclaredIn(ThreadState.class)
                .and()
                .haveName("errno")
                .should()
                .bePublic()
                .check(library);
        noClasses()
                .that()
                .doNotBelongToAnyOf(Errno.class, ThreadState.class)
                .should()
                .accessField(ThreadState.class, "errno")
                .check(library);
    }

    /** The fourth principle: generated code is imported in one place. */
    @Test
    void theGeneratedCallsHaveOneUserEach() {
        for (String backend : List.of("Jni", "Ffm")) {
            String calls = "libcsockets\\.internal\\." + backend + "Calls(\\$.*)?";
            String user = "libcsockets\\.internal\\." + backend + "Backend(\\$.*)?";
            classes()
                    .that()
                    .haveNameMatching(calls)
                    .should()
                    .onlyHaveDependentClassesThat(
                            nameMatching(calls).or(nameMatching(user)).forSubtype())
                    .check(library);
        }
    }

    @Test
    void nativeCodeIsReachedOnlyThroughTheBackends() {
        methods()
                .that()
                .haveModifier(NATIVE)
                .should()
                .beDeclaredInClassesThat()
                .haveSimpleNameStartingWith("Jni")
                .check(library);
        noClasses()
                .that(nameMatching("(?!libcsockets\\.internal\\.Ffm).*").forSubtype())
                .should()
                .dependOnClassesThat(resideInAPackage("java.lang.foreign"))
                .check(library);
    }

    @Test
    void noPublicMethodMentionsAnInternalType() {
        noMethods()
                .that()
                .arePublic()
                .and()
                .areDeclaredInClassesThat()
                .resideOutsideOfPackage("libcsockets.internal")
                .and()
                .areDeclaredInClassesThat()
                .arePublic()
                .should()
                .haveRawReturnType(resideInAPackage("libcsockets.internal"))
                .check(library);
    }
}
