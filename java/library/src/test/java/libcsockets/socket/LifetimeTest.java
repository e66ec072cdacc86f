package libcsockets.socket;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import libcsockets.testing.ChildJvm;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Memory that a call passes by its address stays until the call returns. The collector may run between the reading of
 * the address and the system call, and in {@link LifetimeProgram} it always does. Only compiled code drops a variable
 * after its last use, so everything is compiled.
 */
@Timeout(value = 100, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LifetimeTest {
    @ParameterizedTest
    @ValueSource(strings = {"epoll", "poll", "stream", "datagram"})
    void nothingIsFreedDuringACall(String scenario) throws Exception {
        List<String> options = List.of(
                "-Xcomp", "-XX:CompileCommand=quiet", "-XX:CompileCommand=compileonly,libcsockets.*::*", "-Xmx64m");
        String output = ChildJvm.run(ChildJvm.command(options, LifetimeProgram.class, scenario));
        assertTrue(output.endsWith("done\n"), output);
    }
}
