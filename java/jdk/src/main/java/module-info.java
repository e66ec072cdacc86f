/** The JDK's own socket API over libc: {@code java.net} and NIO, for programs that need not change. */
module libcsockets.jdk {
    requires transitive libcsockets;
    requires java.instrument;
    requires org.slf4j;

    exports libcsockets.jdk;

    provides java.nio.channels.spi.SelectorProvider with
            libcsockets.jdk.LibcSelectorProvider;
}
