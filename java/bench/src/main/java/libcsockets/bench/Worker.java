package libcsockets.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import libcsockets.Libc;

/**
 * A process that is measured. It reads what to do line by line, like the C program {@code bench.c}: {@code open
 * LIBRARY:ROLE PORT SIZE}, {@code run N}. It answers a run with nanoseconds and allocated bytes; {@code allocated} with
 * the bytes up to now, for a server, and {@code heap} with those that are in use. It ends with its standard input.
 */
final class Worker {
    private Worker() {}

    public static void main(String[] args) throws IOException {
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        Work work = null;
        String line;
        while ((line = commands.readLine()) != null) {
            String[] words = line.split(" ");
            try {
                switch (words[0]) {
                    case "open":
                        work = open(words[1], Integer.parseInt(words[2]), Integer.parseInt(words[3]));
                        System.out.println("ok " + work.port());
                        break;
                    case "run":
                        System.out.println(measured(work, Integer.parseInt(words[1])));
                        break;
                    case "allocated":
                        System.out.println(Allocation.bytes());
                        break;
                    case "heap":
                        System.out.println(Allocation.heap());
                        break;
                    default:
                        throw new IllegalArgumentException(line);
                }
            } catch (Exception | LinkageError e) {
                e.printStackTrace();
                System.out.println("error " + e);
            }
        }
        // Threads of servers do not matter any more.
        Runtime.getRuntime().halt(0);
    }

    private static Work open(String name, int port, int size) throws Exception {
        int colon = name.indexOf(':');
        String library = name.substring(0, colon);
        String role = name.substring(colon + 1);
        switch (library) {
            case "ffm":
            case "jni":
                return LibcWork.open(Libc.open(library), role, port, size);
            case "object":
                return LibcSocketWork.open(role, port, size);
            case "socket":
                return SocketWork.open(role, port, size);
            case "channel":
                return ChannelWork.open(role, port, size);
            case "netty":
                return NettyWork.open(role, port, size);
            case "jna":
                return JnaWork.open(role, port);
            case "jnr":
                return JnrWork.open(role, port);
            case "junixsocket":
                return JunixsocketWork.open(role);
            default:
                throw new IllegalArgumentException(name);
        }
    }

    private static String measured(Work work, int count) throws Exception {
        long allocated = Allocation.bytes();
        long begin = System.nanoTime();
        work.run(count);
        long nanos = System.nanoTime() - begin;
        return nanos + " " + (Allocation.bytes() - allocated);
    }
}
