package libcsockets.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A test of calls that block, on every backend and every kind of thread, which are its parameters in this order. */
@ParameterizedTest
@MethodSource("libcsockets.testing.BackendsUnderTest#andThreads")
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface OnEachBackendAndThread {}
