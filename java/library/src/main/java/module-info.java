/**
 * The socket functions of the C library for Java, called for real.
 *
 * <p>Everything public is in {@link libcsockets}; {@link libcsockets.Libc} is the place to start.
 */
module libcsockets {
    requires org.slf4j;
    // Events are recorded where the runtime has it.
    requires static jdk.jfr;

    exports libcsockets;
}
