package libcsockets.tools.compare.catalogue;

import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import libcsockets.tools.compare.Scenarios;
import libcsockets.tools.compare.Theme;
import libcsockets.tools.compare.Verdict;

/** AF_UNIX. */
public final class LocalSockets implements Theme {
    @Override
    public void addTo(Scenarios scenarios) {
        scenarios
                .scenario("unix-connect-missing")
                .title("AF_UNIX: a connect to a path that is not there")
                .explanation("ENOENT has no exception class of its own here: it is a plain SocketException.")
                .source("unix(7); java.net.UnixDomainSocketAddress, UnixDomainSockets.c")
                .tags("unix", "connect")
                .verdict(Verdict.SAME)
                .libc("""
                        s = socket(AF_UNIX, SOCK_STREAM, 0)
                        connect: connect(s, unix:nothing)
                        """)
                .netCannot("java.net.Socket has no AF_UNIX.")
                .nio(j -> {
                    UnixDomainSocketAddress address =
                            UnixDomainSocketAddress.of(j.directory().resolve("nothing"));
                    j.phase("connect", () -> SocketChannel.open(address));
                });
    }
}
