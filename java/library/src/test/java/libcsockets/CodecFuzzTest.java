package libcsockets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Whatever bytes a call might hand back, decoding them ends in a value or in one of the exceptions that the decoders name.
 * Without more, the seeds are run; {@code JAZZER_FUZZ=1} searches for new inputs.
 */
class CodecFuzzTest {
    @FuzzTest(maxDuration = "30s")
    void addresses(FuzzedDataProvider data) {
        int addrlen = data.consumeInt(-2, 200);
        byte[] raw = data.consumeBytes(128);
        Sockaddr address = Sockaddr.of(raw);
        assertTrue(address.toString(addrlen).length() > 0);
        assertTrue(address.toString().length() > 0);
        assertTrue(address.unixName(addrlen).length <= 108);
        address.toInetSocketAddress();
        byte[] back = new byte[raw.length];
        address.memory().get(0, back);
        assertEquals(ByteBuffer.wrap(raw), ByteBuffer.wrap(back));
    }

    @FuzzTest(maxDuration = "30s")
    void controlMessages(FuzzedDataProvider data) {
        long controllen = data.consumeLong();
        byte[] raw = data.consumeRemainingAsBytes();
        Control control = new Control(raw.length);
        control.memory().put(0, raw);
        List<Cmsg> messages = control.messages(controllen);
        int total = 0;
        for (Cmsg message : messages) {
            total += message.data().length;
            decode(message::asInt);
            decode(message::asRights);
            decode(message::asCredentials);
            decode(message::asTimeval);
            decode(message::asTimespec);
            decode(message::asPktinfo);
            decode(message::asExtendedError);
            assertTrue(message.toString().length() > 0);
        }
        assertTrue(total <= raw.length);
    }

    private static void decode(Runnable decoder) {
        try {
            decoder.run();
        } catch (IllegalStateException tooShort) {
            assertTrue(tooShort.getMessage().contains("data bytes"), tooShort.getMessage());
        } catch (java.time.DateTimeException | ArithmeticException e) {
            throw new AssertionError("a time stamp that cannot be told", e);
        }
    }

    @FuzzTest(maxDuration = "30s")
    void optionValues(FuzzedDataProvider data) {
        ByteBuffer value = ByteBuffer.wrap(data.consumeRemainingAsBytes());
        option(() -> Optval.toInt(value));
        option(() -> Optval.toTimeval(value));
        option(() -> Optval.toTimespec(value));
        option(() -> Optval.toLinger(value));
        option(() -> Optval.toInAddr(value));
        option(() -> Optval.toUcred(value));
        option(() -> Optval.toName(value));
    }

    private static void option(Runnable decoder) {
        try {
            decoder.run();
        } catch (IllegalArgumentException tooShort) {
            assertTrue(tooShort.getMessage().contains("bytes"), tooShort.getMessage());
        }
    }
}
