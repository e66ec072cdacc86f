package libcsockets.tools.compare.catalogue;

import static libcsockets.Constants.*;

import libcsockets.tools.compare.Background;
import libcsockets.tools.compare.JdkRun;
import libcsockets.tools.compare.Need;
import libcsockets.tools.compare.Scenarios;
import libcsockets.tools.compare.Theme;
import libcsockets.tools.compare.Verdict;

/** What the JDK does to sockets for the sake of virtual threads. */
public final class VirtualThreads implements Theme {
    @Override
    public void addTo(Scenarios scenarios) {
        scenarios
                .scenario("virtual-thread-nonblocking")
                .title("A socket after a virtual thread has read from it")
                .explanation("A read on a virtual thread makes the descriptor non-blocking for good, so that the thread"
                        + " can wait without its carrier.")
                .source("fcntl(2); sun.nio.ch.NioSocketImpl.configureNonBlockingIfNeeded")
                .tags("virtual-threads", "tcp")
                .needs(Need.VIRTUAL_THREADS)
                .verdict(Verdict.DIFFERS)
                .libc("""
                        l = listener(127.0.0.1:0)
                        c = connect_to(l)
                        a = accept(l, NULL, NULL)
                        start(recv(a, 16, 0))
                        send(c, "x", 0)
                        read: join() => data
                        flags: fcntl(a, F_GETFL)
                        """)
                .net(j -> {
                    JdkRun.Connection pair = j.connection();
                    Background reader =
                            j.startVirtual(() -> JdkRun.read(pair.server().getInputStream(), 16));
                    pair.client().getOutputStream().write(JdkRun.bytes("x"));
                    j.phase("read", () -> reader.get());
                    j.phase("flags", () -> JdkRun.fcntl(pair.server(), F_GETFL));
                })
                .nio(j -> {
                    JdkRun.Channels pair = j.channels();
                    Background reader = j.startVirtual(() -> JdkRun.read(pair.server(), 16));
                    pair.client().write(JdkRun.buffer("x"));
                    j.phase("read", () -> reader.get());
                    j.phase("flags", () -> JdkRun.fcntl(pair.server(), F_GETFL));
                });
    }
}
