package libcsockets;

import static libcsockets.Constants.*;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import libcsockets.option.Optval;
import org.junit.jupiter.api.Test;

/** Control messages by the rules of the {@code CMSG_} macros. */
class ControlTest {
    @Test
    void lengthsAgreeWithTheMacros() {
        assertEquals(16, Control.len(0));
        assertEquals(20, Control.len(4));
        assertEquals(24, Control.space(4));
        assertEquals(24, Control.space(8));
        assertEquals(32, Control.space(9));
        for (int none : new int[] {-1, Integer.MIN_VALUE, (1 << 24) + 1, Integer.MAX_VALUE}) {
            assertThrows(IllegalArgumentException.class, () -> Control.len(none));
            assertThrows(IllegalArgumentException.class, () -> Control.space(none));
        }
    }

    @Test
    void invalidLengths() {
        for (int length : new int[] {-1, -100, Integer.MIN_VALUE, (1 << 24) + 1, Integer.MAX_VALUE}) {
            IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> Control.space(length));
            assertEquals("the data of a control message must have 0 to 16777216 bytes, not " + length, e.getMessage());
            assertThrows(IllegalArgumentException.class, () -> Control.len(length));
            assertThrows(IllegalArgumentException.class, () -> new Control(length));
        }
        assertEquals((1 << 24) + 16, Control.space(1 << 24));
    }

    @Test
    void addedMessagesAreReadBack() {
        Control control = new Control(128)
                .addRights(3, 4, 5)
                .add(IPPROTO_IP, IP_TOS, new byte[] {16})
                .addInts(IPPROTO_IP, IP_TTL, 64);
        assertEquals(Control.space(12) + Control.space(1) + Control.space(4), control.length());
        List<Cmsg> messages = control.messages(control.length());
        assertEquals(3, messages.size());
        assertArrayEquals(new int[] {3, 4, 5}, messages.get(0).asRights());
        assertEquals(16, messages.get(1).asInt());
        assertEquals(64, messages.get(2).asInt());
        assertEquals(0, control.clear().length());
        assertEquals(List.of(), control.messages(128));
    }

    /** The padding of the last message may be missing. */
    @Test
    void theLastMessageNeedsNoPadding() {
        Control control = new Control(Control.len(4)).addRights(7);
        assertEquals(20, control.length());
        assertArrayEquals(new int[] {7}, control.messages(20).get(0).asRights());
    }

    @Test
    void aMessageThatDoesNotFitIsRefused() {
        Control control = new Control(40).addRights(1);
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> control.addRights(2));
        assertEquals(
                "a control message with 4 data bytes needs 20 bytes, but only 16 of the buffer's 40 are left",
                e.getMessage());
        assertEquals(Control.space(4), control.length());
        assertThrows(IllegalArgumentException.class, () -> new Control(-1));
    }

    @Test
    void aWrongLengthIsReadWithinTheBuffer() {
        Control control = new Control(64).addRights(1).addRights(2);
        control.cmsg_len(0, Long.MAX_VALUE);
        assertEquals(1, control.messages(64).size());
        assertEquals(48, control.messages(64).get(0).data().length);
        control.cmsg_len(0, 15);
        assertEquals(List.of(), control.messages(64));
        control.cmsg_len(0, 20).cmsg_len(1, 1000);
        assertEquals(2, control.messages(64).size());
        assertEquals(24, control.messages(64).get(1).data().length);
        assertEquals(List.of(), control.messages(-1));
        assertThrows(IndexOutOfBoundsException.class, () -> control.cmsg_len(2, 0));
    }

    @Test
    void aValueThatIsTooShortIsReported() {
        Cmsg cmsg = new Cmsg(IPPROTO_IP, IP_PKTINFO, new byte[5]);
        IllegalStateException e = assertThrows(IllegalStateException.class, cmsg::asPktinfo);
        assertEquals(
                "control message (IPPROTO_IP, IP_PKTINFO) has 5 data bytes, but this value needs 12", e.getMessage());
    }

    @Test
    void invalidTimesAreRefused() {
        byte[] data = new byte[16];
        Arrays.fill(data, (byte) 0x7f);
        Cmsg wrong = new Cmsg(SOL_SOCKET, SCM_TIMESTAMP, data);
        IllegalStateException e = assertThrows(IllegalStateException.class, wrong::asTimeval);
        assertTrue(e.getMessage().contains("does not contain a valid time"), e.getMessage());
        assertThrows(IllegalStateException.class, wrong::asTimespec);
        ByteBuffer value = ByteBuffer.wrap(data);
        assertThrows(IllegalArgumentException.class, () -> Optval.toTimeval(value));
        assertThrows(IllegalArgumentException.class, () -> Optval.toTimespec(value));
        assertEquals(
                Duration.ofSeconds(Long.MAX_VALUE, 999_999_000),
                Optval.toTimeval(Optval.timeval(Long.MAX_VALUE, 999_999)));
        assertEquals(Duration.ofSeconds(-1, 1), Optval.toTimespec(Optval.timespec(-1, 1)));
    }

    @Test
    void timestampingHasThreeTimes() {
        byte[] data = new byte[SIZEOF_TIMESPEC * 3];
        ByteBuffer.wrap(data)
                .order(ByteOrder.nativeOrder())
                .putLong(1)
                .putLong(2)
                .putLong(32, 3)
                .putLong(40, 4);
        Cmsg.Timestamping times = new Cmsg(SOL_SOCKET, SO_TIMESTAMPING, data).asTimestamping();
        assertEquals(Instant.ofEpochSecond(1, 2), times.software());
        assertNull(times.converted());
        assertEquals(Instant.ofEpochSecond(3, 4), times.hardware());
    }
}
