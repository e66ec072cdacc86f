package libcsockets.tools.flags;

import static libcsockets.Constants.*;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import libcsockets.tools.story.Fd;
import libcsockets.tools.story.Names;
import libcsockets.tools.story.NarratedCalls;
import libcsockets.tools.story.Narrator;

/** The effect of flags on a send and a recv on each kind of socket, compared with the same calls without flags. */
final class EveryKind {
    private static final List<String> KINDS = List.of("tcp", "udp", "unix_stream", "unix_dgram", "unix_seqpacket");
    private static final String SENT = "abc";
    private static final int RECEIVED = 2;
    /** Much longer than a message takes on the loopback interface, and much shorter than MSG_MORE delays it. */
    private static final int ARRIVAL_MILLIS = 20;

    private final NarratedCalls c;
    private final Narrator n;

    EveryKind(NarratedCalls calls, Narrator narrator) {
        c = calls;
        n = narrator;
    }

    void play(int flags) throws IOException {
        n.chapter(Names.msg(flags) + " on every kind of socket");
        n.notice("Send three bytes with the flag; receive two of three with it. Unless noted, the flag changes "
                + "nothing.");
        for (String kind : KINDS) {
            send(kind, flags);
            receive(kind, flags);
        }
    }

    private void send(String kind, int flags) throws IOException {
        NarratedCalls.Pair pair = pair(kind);
        if (c.send(pair.a(), SENT, flags) < 0) {
            n.notice("Refused.");
            return;
        }
        String arrived = taken(pair.b(), ARRIVAL_MILLIS);
        if (arrived.isEmpty()) {
            n.notice("Nothing has arrived yet.");
        } else if (!arrived.equals(SENT)) {
            n.notice("The other side receives \"" + arrived + "\".");
        }
    }

    private void receive(String kind, int flags) throws IOException {
        NarratedCalls.Pair usual = filled(kind);
        c.recvQuietly(usual.b(), RECEIVED, 0);
        String usuallyLeft = taken(usual.b(), 0);
        NarratedCalls.Pair pair = filled(kind);
        NarratedCalls.Received received = c.recv(pair.b(), RECEIVED, flags);
        String left = taken(pair.b(), 0);
        if (received.result() < 0) {
            n.notice(received.errno() == EAGAIN ? "There is no such data." : "Refused.");
        } else if (received.data().length == 0) {
            n.notice("The two bytes are gone, and the buffer is unchanged.");
        } else if (!left.equals(usuallyLeft)) {
            n.notice("\"" + left + "\" is still there; without the flag "
                    + (usuallyLeft.isEmpty() ? "nothing would be left." : "\"" + usuallyLeft + "\" would be left."));
        } else if (received.result() != RECEIVED) {
            n.notice("Without the flag the result is 2.");
        }
    }

    /** A new pair with three bytes waiting at one end. */
    private NarratedCalls.Pair filled(String kind) throws IOException {
        NarratedCalls.Pair pair = pair(kind);
        byte[] bytes = SENT.getBytes(StandardCharsets.US_ASCII);
        c.must("send", c.libc().send(pair.a().number(), bytes, bytes.length, 0));
        c.awaitQueued(pair.b(), bytes.length);
        return pair;
    }

    /** The data of an ordinary recv, if some is there or arrives in time. */
    private String taken(Fd fd, int millis) throws IOException {
        return c.arrives(fd, millis) ? c.recvQuietly(fd, 16, MSG_DONTWAIT).text() : "";
    }

    private NarratedCalls.Pair pair(String kind) throws IOException {
        switch (kind) {
            case "tcp":
                return c.tcp(kind, kind);
            case "udp":
                return c.udp(kind, kind);
            case "unix_stream":
                return c.unix(SOCK_STREAM, kind, kind);
            case "unix_dgram":
                return c.unix(SOCK_DGRAM, kind, kind);
            default:
                return c.unix(SOCK_SEQPACKET, kind, kind);
        }
    }
}
