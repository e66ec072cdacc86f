package libcsockets.option;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import libcsockets.Constants;

/**
 * Any bytes as the value of an option decode to a value or to the exception that the decoders name. The build searches
 * for a few seconds, from the inputs in {@code OptvalFuzzTestInputs}; {@code make fuzz} searches longer.
 */
class OptvalFuzzTest {
    @FuzzTest
    void decode(byte[] input) {
        ByteBuffer value = ByteBuffer.wrap(input);
        decode(() -> Optval.toInt(value));
        decode(() -> Optval.toLong(value));
        decode(() -> Optval.toTimeval(value));
        decode(() -> Optval.toTimespec(value));
        decode(() -> Optval.toLinger(value));
        decode(() -> Optval.toInAddr(value, Constants.SIZEOF_IN_ADDR));
        decode(() -> Optval.toInAddr(value, Constants.SIZEOF_IN6_ADDR));
        decode(() -> Optval.toUcred(value));
        decode(() -> Optval.toName(value));
        decode(() -> Optval.toFilter(value));
        decode(() -> Optval.TpacketStats.decode(value));
        decode(() -> Optval.SockTxtime.decode(value));
        decode(() -> Optval.PortRange.decode(value));
    }

    private static void decode(Runnable decoder) {
        try {
            decoder.run();
        } catch (IllegalArgumentException e) {
            assertTrue(e.getMessage().startsWith("a ") || e.getMessage().startsWith("an "), e.getMessage());
        }
    }
}
