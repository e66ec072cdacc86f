package libcsockets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Any bytes as an address can be printed and decoded. The build searches for a few seconds, from the inputs in
 * {@code SockaddrFuzzTestInputs}; {@code make fuzz} searches longer.
 */
class SockaddrFuzzTest {
    /** The first byte is the length that the call returned, the others are the address. */
    @FuzzTest
    void decode(byte[] input) {
        int addrlen = input.length > 0 ? input[0] : 0;
        byte[] raw = Arrays.copyOfRange(input, Math.min(1, input.length), Math.min(129, Math.max(1, input.length)));
        Sockaddr address = Sockaddr.of(raw);
        assertEquals(raw.length, address.length());
        assertTrue(address.toString(addrlen).length() > 0);
        assertTrue(address.toString().length() > 0);
        assertTrue(address.unixName(Math.max(0, addrlen)).length <= 108);
        address.toInetSocketAddress();
        byte[] back = new byte[raw.length];
        address.memory().get(0, back);
        assertEquals(ByteBuffer.wrap(raw), ByteBuffer.wrap(back));
    }
}
