package libcsockets.jdk;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.spi.SelectorProvider;
import java.nio.charset.StandardCharsets;

/** A program that uses the JDK's API alone, but for one look beneath: sockets, datagrams, HTTP server and client. */
final class AgentProgram {
    private AgentProgram() {}

    public static void main(String[] args) throws Exception {
        System.out.println(SelectorProvider.provider().getClass().getName());
        System.out.println(echo());
        System.out.println(datagram());
        System.out.println(http(Integer.parseInt(args[0])));
    }

    private static String echo() throws IOException, InterruptedException {
        try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            Thread thread = new Thread(() -> {
                try (Socket accepted = server.accept()) {
                    accepted.getInputStream().transferTo(accepted.getOutputStream());
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            thread.start();
            try (Socket client = new Socket(server.getInetAddress(), server.getLocalPort())) {
                client.setTcpNoDelay(true);
                client.getOutputStream().write("echo".getBytes(StandardCharsets.UTF_8));
                client.shutdownOutput();
                String text = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                thread.join();
                return text + " " + LibcSockets.of(client).isOpen();
            }
        }
    }

    private static String datagram() throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (DatagramSocket a = new DatagramSocket(0, loopback);
                DatagramSocket b = new DatagramSocket(0, loopback)) {
            byte[] data = "datagram".getBytes(StandardCharsets.UTF_8);
            a.send(new DatagramPacket(data, data.length, b.getLocalSocketAddress()));
            DatagramPacket received = new DatagramPacket(new byte[100], 100);
            b.setSoTimeout(10_000);
            b.receive(received);
            return new String(received.getData(), 0, received.getLength(), StandardCharsets.UTF_8) + " "
                    + (received.getPort() == a.getLocalPort());
        }
    }

    private static String http(int requests) throws IOException, InterruptedException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] answer = exchange.getRequestURI().getPath().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        try {
            HttpClient client = HttpClient.newHttpClient();
            int right = 0;
            for (int i = 0; i < requests; i++) {
                URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/" + i);
                HttpResponse<String> response =
                        client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
                right += response.body().equals("/" + i) ? 1 : 0;
            }
            return right + " answers";
        } finally {
            server.stop(0);
        }
    }
}
