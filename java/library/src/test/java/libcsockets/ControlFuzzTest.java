package libcsockets;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;

/**
 * Any bytes as control messages decode to values or to the exception that the decoders name. The build searches for a
 * few seconds, from the inputs in {@code ControlFuzzTestInputs}; {@code make fuzz} searches longer.
 */
class ControlFuzzTest {
    @FuzzTest
    void decode(byte[] raw) {
        Control control = new Control(raw.length);
        control.memory().put(0, raw);
        for (long controllen : new long[] {raw.length, raw.length / 2, -1, Long.MAX_VALUE}) {
            int total = 0;
            for (Cmsg message : control.messages(controllen)) {
                total += message.data().length;
                decode(message::asInt);
                decode(message::asRights);
                decode(message::asCredentials);
                decode(message::asTimeval);
                decode(message::asTimespec);
                decode(message::asTimestamping);
                decode(message::asPktinfo);
                decode(message::asExtendedError);
                assertTrue(message.toString().length() > 0);
            }
            assertTrue(total <= raw.length);
        }
    }

    private static void decode(Runnable decoder) {
        try {
            decoder.run();
        } catch (IllegalStateException e) {
            assertTrue(e.getMessage().startsWith("control message ("), e.getMessage());
        }
    }
}
