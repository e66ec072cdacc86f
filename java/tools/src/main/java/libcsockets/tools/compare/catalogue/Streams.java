package libcsockets.tools.compare.catalogue;

import java.io.InputStream;
import libcsockets.tools.compare.JdkRun;
import libcsockets.tools.compare.Scenarios;
import libcsockets.tools.compare.Theme;
import libcsockets.tools.compare.Verdict;

/** Bytes through a connection. */
public final class Streams implements Theme {
    @Override
    public void addTo(Scenarios scenarios) {
        scenarios
                .scenario("end-of-stream")
                .title("What a read gives at the end of a stream")
                .explanation("libc says 0, the JDK says -1, and keeps 0 for a read of no bytes.")
                .source("recv(2); java.io.InputStream.read, java.nio.channels.ReadableByteChannel.read")
                .tags("streams", "tcp")
                .literally()
                .verdict(Verdict.DIFFERS)
                .libc("""
                        l = listener(127.0.0.1:0)
                        c = connect_to(l)
                        a = accept(l, NULL, NULL)
                        send(c, "hi", 0)
                        shutdown(c, SHUT_WR)
                        data: recv(a, 16, 0) => data
                        end: recv(a, 16, 0)
                        again: recv(a, 16, 0)
                        """)
                .net(j -> {
                    JdkRun.Connection pair = j.connection();
                    pair.client().getOutputStream().write(JdkRun.bytes("hi"));
                    pair.client().shutdownOutput();
                    InputStream in = pair.server().getInputStream();
                    j.phase("data", () -> JdkRun.read(in, 16));
                    j.phase("end", () -> JdkRun.read(in, 16));
                    j.phase("again", () -> JdkRun.read(in, 16));
                })
                .nio(j -> {
                    JdkRun.Channels pair = j.channels();
                    pair.client().write(JdkRun.buffer("hi"));
                    pair.client().shutdownOutput();
                    j.phase("data", () -> JdkRun.read(pair.server(), 16));
                    j.phase("end", () -> JdkRun.read(pair.server(), 16));
                    j.phase("again", () -> JdkRun.read(pair.server(), 16));
                });

        scenarios
                .scenario("peek")
                .title("Looking at data without taking it")
                .explanation("MSG_PEEK leaves the data where it is; no method of the JDK's sockets can.")
                .source("recv(2); java.net.Socket, java.nio.channels.SocketChannel")
                .tags("streams", "flags", "tcp")
                .verdict(Verdict.ONLY_LIBC)
                .libc("""
                        l = listener(127.0.0.1:0)
                        c = connect_to(l)
                        a = accept(l, NULL, NULL)
                        send(c, "hi", 0)
                        peek: recv(a, 16, MSG_PEEK) => data
                        read: recv(a, 16, 0) => data
                        """)
                .netCannot("InputStream.read always takes what it returns.")
                .nioCannot("SocketChannel.read always takes what it returns.");
    }
}
