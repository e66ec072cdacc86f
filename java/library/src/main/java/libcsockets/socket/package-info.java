/**
 * The object layer: sockets that are safe to close, to interrupt, to time out and to use on virtual threads.
 *
 * <p>Start with {@link libcsockets.socket.LibcSocket}. {@link libcsockets.socket.Epoll} and
 * {@link libcsockets.socket.Poll} wait for many sockets at once, and {@link libcsockets.socket.TcpInfo} reads the state
 * of a TCP connection.
 *
 * <pre>{@code
 * try (LibcSocket socket = LibcSocket.tcp()) {
 *     socket.connect(new InetSocketAddress("127.0.0.1", 8080), Duration.ofSeconds(5));
 *     socket.sendAll(request, 0);
 *     int n = socket.receive(buffer, 0);
 * }
 * }</pre>
 *
 * <p>This package uses the raw layer, {@link libcsockets}, and the socket options of {@link libcsockets.option}. A
 * failed call throws {@link libcsockets.ErrnoException}.
 */
package libcsockets.socket;
