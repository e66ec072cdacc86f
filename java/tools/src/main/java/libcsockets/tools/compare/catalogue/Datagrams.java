package libcsockets.tools.compare.catalogue;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import libcsockets.tools.compare.JdkRun;
import libcsockets.tools.compare.Scenarios;
import libcsockets.tools.compare.Theme;
import libcsockets.tools.compare.Verdict;

/** Messages without a connection. */
public final class Datagrams implements Theme {
    @Override
    public void addTo(Scenarios scenarios) {
        scenarios
                .scenario("datagram-truncated")
                .title("A datagram of ten bytes into a buffer of four")
                .explanation("All cut it; only libc can say so, with MSG_TRUNC, which gives the whole length.")
                .source("recv(2), udp(7); java.net.DatagramPacket.getLength, sun.nio.ch.DatagramChannelImpl.receive")
                .tags("datagrams", "flags", "udp")
                .verdict(Verdict.DIFFERS)
                .libc("""
                        u = udp(127.0.0.1:0)
                        c = connect_to(u)
                        send(c, "0123456789", 0)
                        send(c, "0123456789", 0)
                        receive: recv(u, 4, 0) => ret data
                        length: recv(u, 4, MSG_TRUNC)
                        """)
                .net(j -> {
                    DatagramSocket receiver = j.keep(new DatagramSocket(JdkRun.loopback(0)));
                    DatagramSocket sender = j.keep(new DatagramSocket());
                    byte[] ten = JdkRun.bytes("0123456789");
                    sender.send(new DatagramPacket(ten, ten.length, receiver.getLocalSocketAddress()));
                    sender.send(new DatagramPacket(ten, ten.length, receiver.getLocalSocketAddress()));
                    DatagramPacket packet = new DatagramPacket(new byte[4], 4);
                    j.phase("receive", () -> {
                        receiver.receive(packet);
                        return JdkRun.values(packet.getLength(), packet.getData());
                    });
                    j.phase("length", () -> {
                        receiver.receive(packet);
                        return packet.getLength();
                    });
                })
                .nio(j -> {
                    DatagramChannel receiver = j.keep(DatagramChannel.open().bind(JdkRun.loopback(0)));
                    DatagramChannel sender = j.keep(DatagramChannel.open());
                    sender.send(JdkRun.buffer("0123456789"), receiver.getLocalAddress());
                    sender.send(JdkRun.buffer("0123456789"), receiver.getLocalAddress());
                    ByteBuffer buffer = ByteBuffer.allocate(4);
                    j.phase("receive", () -> {
                        receiver.receive(buffer);
                        return JdkRun.values(buffer.position(), buffer.flip());
                    });
                    j.phase("length", () -> {
                        buffer.clear();
                        receiver.receive(buffer);
                        return buffer.position();
                    });
                });
    }
}
