package libcsockets.tools.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import libcsockets.tools.cli.OutputFile;

/** Writes files for tcpdump and Wireshark, in the format of pcap-savefile(5). */
public final class Pcap {
    /** Time stamps in nanoseconds. */
    private static final int MAGIC = 0xa1b23c4d;

    private static final short MAJOR = 2;
    private static final short MINOR = 4;
    private static final int SNAPLEN = 262_144;
    private static final int LINKTYPE_ETHERNET = 1;
    private static final int FILE_HEADER = 24;
    private static final int PACKET_HEADER = 16;

    private Pcap() {}

    public static void write(Path file, List<Segment> segments) throws IOException {
        int size = FILE_HEADER;
        for (Segment segment : segments) {
            size += PACKET_HEADER + segment.frame().length;
        }
        ByteBuffer b = ByteBuffer.allocate(size).order(ByteOrder.nativeOrder());
        b.putInt(MAGIC)
                .putShort(MAJOR)
                .putShort(MINOR)
                .putInt(0)
                .putInt(0)
                .putInt(SNAPLEN)
                .putInt(LINKTYPE_ETHERNET);
        for (Segment segment : segments) {
            byte[] frame = segment.frame();
            b.putInt((int) segment.time().getEpochSecond())
                    .putInt(segment.time().getNano());
            b.putInt(frame.length).putInt(frame.length).put(frame);
        }
        OutputFile.write(file, b.array());
    }
}
