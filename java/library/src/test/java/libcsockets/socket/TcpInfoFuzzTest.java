package libcsockets.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import libcsockets.internal.Layout;

/**
 * Of an answer of any length exactly the fields that lie within it are present. The build searches for a few seconds,
 * from the inputs in {@code TcpInfoFuzzTestInputs}; {@code make fuzz} searches longer.
 */
class TcpInfoFuzzTest {
    @FuzzTest
    void decode(byte[] answer) {
        // The buffer is as large as the structure; the answer may be shorter, or longer than this library knows.
        byte[] memory = Arrays.copyOf(answer, Math.max(answer.length, Layout.TcpInfo.SIZE));
        TcpInfo info = TcpInfo.decode(ByteBuffer.wrap(memory).order(ByteOrder.nativeOrder()), answer.length);
        for (int i = 0; i < Layout.TcpInfo.NAMES.length; i++) {
            boolean within = Layout.TcpInfo.FIRST_BIT[i] + Layout.TcpInfo.BITS[i] <= answer.length * 8;
            assertEquals(within, info.field(Layout.TcpInfo.NAMES[i]).isPresent(), Layout.TcpInfo.NAMES[i]);
        }
        info.fields().forEach((name, value) -> assertTrue(name.startsWith("tcpi_"), name));
        if (answer.length > 0) {
            assertEquals(answer[0] & 0xff, info.field("tcpi_state").getAsLong());
        }
        assertTrue(info.toString().length() > 0);
    }
}
