package libcsockets.tools.compare.catalogue;

import libcsockets.tools.compare.Background;
import libcsockets.tools.compare.JdkRun;
import libcsockets.tools.compare.Scenarios;
import libcsockets.tools.compare.Theme;
import libcsockets.tools.compare.Verdict;

/** The ends of sockets. */
public final class Closing implements Theme {
    @Override
    public void addTo(Scenarios scenarios) {
        scenarios
                .scenario("close-while-reading")
                .title("close while another thread is blocked in a read")
                .explanation("close wakes nobody in libc: the reader stays, and even gets what arrives later; the JDK"
                        + " wakes it with an exception.")
                .source("close(2) NOTES; sun.nio.ch.NioSocketImpl.close, sun.nio.ch.NativeThread.signal")
                .tags("close", "threads", "tcp")
                .verdict(Verdict.DIFFERS)
                .libc("""
                        l = listener(127.0.0.1:0)
                        c = connect_to(l)
                        a = accept(l, NULL, NULL)
                        start(recv(a, 16, 0))
                        close: close(a)
                        reading: running(200)
                        ?send(c, "late", 0)
                        read: join() => data
                        """)
                .net(j -> {
                    JdkRun.Connection pair = j.connection();
                    Background reader = j.start(() -> JdkRun.read(pair.server().getInputStream(), 16));
                    j.phase("close", () -> pair.server().close());
                    j.phase("reading", () -> reader.running(200));
                    j.phase("read", () -> reader.get());
                })
                .nio(j -> {
                    JdkRun.Channels pair = j.channels();
                    Background reader = j.start(() -> JdkRun.read(pair.server(), 16));
                    j.phase("close", () -> pair.server().close());
                    j.phase("reading", () -> reader.running(200));
                    j.phase("read", () -> reader.get());
                });
    }
}
