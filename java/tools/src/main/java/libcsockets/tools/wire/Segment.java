package libcsockets.tools.wire;

import static libcsockets.Constants.*;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.StringJoiner;

/**
 * A TCP segment in an IPv4 packet in an Ethernet frame; frames of the loopback interface have the same form.
 *
 * @param time the time of its capture
 * @param fromClient whether it went from the client to the server
 * @param seq sequence number, unsigned
 * @param ack acknowledgement number, unsigned; valid only with the flag ACK
 * @param flags {@code TH_} constants
 * @param window the field's value, not scaled
 * @param length bytes of data
 * @param dropped whether the receiver's filter dropped it
 * @param frame the whole frame
 */
public record Segment(
        Instant time,
        boolean fromClient,
        long seq,
        long ack,
        int flags,
        int window,
        int length,
        boolean dropped,
        byte[] frame) {
    public static Segment of(byte[] frame, Instant time, int clientPort, boolean dropped) {
        ByteBuffer b = ByteBuffer.wrap(frame).order(ByteOrder.BIG_ENDIAN);
        int ip = ETH_HLEN;
        int ipHeader = Packet.ipHeader(b, ip);
        int tcp = ip + ipHeader;
        return new Segment(
                time,
                (b.getShort(tcp + OFFSETOF_TCPHDR_TH_SPORT) & 0xffff) == clientPort,
                b.getInt(tcp + OFFSETOF_TCPHDR_TH_SEQ) & 0xffffffffL,
                b.getInt(tcp + OFFSETOF_TCPHDR_TH_ACK) & 0xffffffffL,
                b.get(tcp + OFFSETOF_TCPHDR_TH_FLAGS) & 0xff,
                b.getShort(tcp + OFFSETOF_TCPHDR_TH_WIN) & 0xffff,
                (b.getShort(ip + OFFSETOF_IPHDR_TOT_LEN) & 0xffff) - ipHeader - Packet.tcpHeader(b, tcp),
                dropped,
                frame);
    }

    public boolean has(int flag) {
        return (flags & flag) != 0;
    }

    /** The sequence number after the segment; SYN and FIN count as one byte each. */
    public long end() {
        return seq + length + (has(TH_SYN) ? 1 : 0) + (has(TH_FIN) ? 1 : 0) & 0xffffffffL;
    }

    public String flagNames() {
        StringJoiner names = new StringJoiner(",");
        String[] all = {"SYN", "FIN", "RST", "PUSH", "ACK", "URG"};
        int[] bits = {TH_SYN, TH_FIN, TH_RST, TH_PUSH, TH_ACK, TH_URG};
        for (int i = 0; i < all.length; i++) {
            if (has(bits[i])) {
                names.add(all[i].equals("PUSH") ? "PSH" : all[i]);
            }
        }
        return names.toString();
    }
}
