package libcsockets.jdk;

import static libcsockets.Constants.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import libcsockets.option.Sockopts;
import libcsockets.socket.LibcSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SocketDefaultsTest {
    @Test
    void optionsAreSetOnTheSocketsThatHaveThem() throws IOException {
        SocketDefaults defaults = new SocketDefaults("tcp", "TCP_USER_TIMEOUT=5000, SO_KEEPALIVE=1,IP_TTL=7");
        try (LibcSocket stream = LibcSocket.tcp();
                LibcSocket datagram = LibcSocket.udp();
                LibcSocket unix = LibcSocket.unixStream()) {
            defaults.apply(stream);
            defaults.apply(datagram);
            defaults.apply(unix);
            assertEquals(5000, ((Number) stream.getOption(Sockopts.TCP_USER_TIMEOUT)).intValue());
            assertTrue(stream.getOption(Sockopts.SO_KEEPALIVE));
            assertEquals(7, stream.getOption(Sockopts.IP_TTL));
            assertEquals(7, datagram.getOption(Sockopts.IP_TTL));
            assertTrue(unix.getOption(Sockopts.SO_KEEPALIVE));
        }
    }

    @Test
    void multipathWhereTheKernelHasIt() throws IOException {
        try (LibcSocket socket = new SocketDefaults("mptcp", "").openStream(AF_INET)) {
            int protocol = socket.getOption(Sockopts.SO_PROTOCOL);
            assertTrue(protocol == IPPROTO_MPTCP || protocol == IPPROTO_TCP, () -> "protocol " + protocol);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    sctp | '' | protocol=sctp: use tcp or mptcp
                    tcp | TCP_NODELAY | options: 'TCP_NODELAY' has no value; \
                    an option is NAME=VALUE, for example TCP_NODELAY=1
                    tcp | TCP_NODELY=1 | options: there is no option 'TCP_NODELY'; did you mean TCP_NODELAY?
                    tcp | TCP_NODELAY=yes | options: 'yes' is not a value of TCP_NODELAY, which takes 1 or 0
                    tcp | SO_TYPE=1 | options: SO_TYPE can only be read
                    """)
    void aWrongNameOrValueIsOneSentence(String protocol, String options, String message) {
        assertEquals(
                "-Dlibcsockets.jdk." + message,
                assertThrows(IllegalArgumentException.class, () -> new SocketDefaults(protocol, options))
                        .getMessage());
    }
}
