package libcsockets.tools.compare.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import libcsockets.tools.compare.scenario.PhaseRow;
import libcsockets.tools.compare.scenario.Trace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows of the JDK that mean the same as rows of libc. */
class AgreementTest {
    @ParameterizedTest
    @CsvSource({
        "VALUE, 0, connect, VALUE, void, true",
        "VALUE, 1, getsockopt, VALUE, true, true",
        "VALUE, 0, getsockopt, VALUE, true, false",
        "VALUE, 0, recv, VALUE, -1, true",
        "VALUE, 4 10, recv, VALUE, 4 10, true",
        "VALUE, 4 10, recv, VALUE, 4, false",
        "ERRNO, EAGAIN, recv, VALUE, 0, true",
        "ERRNO, EAGAIN, accept, VALUE, null, true",
        "ERRNO, EPIPE, send, VALUE, 0, false",
        "VALUE, 0, connect, EXCEPTION, java.net.SocketException, false",
        "ERRNO, ECONNREFUSED, connect, EXCEPTION, java.net.ConnectException, true",
        "ERRNO, ECONNREFUSED, connect, EXCEPTION, java.net.SocketException, false",
        "ERRNO, ENETUNREACH, connect, EXCEPTION, java.net.SocketException, true",
        "ERRNO, EACCES, bind, EXCEPTION, java.net.BindException, true",
        "ERRNO, EACCES, connect, EXCEPTION, java.net.BindException, false",
    })
    void rowsAgree(PhaseRow.Kind libcKind, String libc, String call, PhaseRow.Kind jdkKind, String jdk, boolean agree) {
        PhaseRow a = new PhaseRow("p", libcKind, libc, null, 0, call);
        PhaseRow b = new PhaseRow("p", jdkKind, jdk, null, 0, null);
        assertEquals(agree, Agreement.agree(a, b, false));
    }

    @Test
    void theEndOfAStreamDiffersLiterally() {
        PhaseRow libc = new PhaseRow("p", PhaseRow.Kind.VALUE, "0", null, 0, "recv");
        PhaseRow jdk = new PhaseRow("p", PhaseRow.Kind.VALUE, "-1", null, 0, null);
        assertEquals(false, Agreement.agree(libc, jdk, true));
    }

    @Test
    void aPhaseOfOneSideIsADifference() {
        Trace libc = Trace.ran(List.of(new PhaseRow("a", PhaseRow.Kind.VALUE, "0", null, 0, "bind")));
        assertEquals(List.of("a"), Agreement.differences(libc, Trace.ran(List.of()), false));
    }
}
