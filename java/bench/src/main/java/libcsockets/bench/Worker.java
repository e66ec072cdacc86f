package libcsockets.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import libcsockets.Libc;

/**
 * A process that is measured. It is told what to do line by line, like the C program {@code bench.c}: {@code open
 * LIBRARY:ROLE PORT}, {@code run N}; it ends with its standard input.
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
                if (words[0].equals("open")) {
                    work = open(words[1], Integer.parseInt(words[2]));
                    System.out.println("ok " + work.port());
                } else {
                    System.out.println(timed(work, Integer.parseInt(words[1])));
                }
            } catch (Exception | LinkageError e) {
                e.printStackTrace();
                System.out.println("error " + e);
            }
        }
        // Threads of servers do not matter any more.
        Runtime.getRuntime().halt(0);
    }

    private static Work open(String name, int port) throws Exception {
        int colon = name.indexOf(':');
        String library = name.substring(0, colon);
        String role = name.substring(colon + 1);
        switch (library) {
            case "ffm":
            case "jni":
                return LibcWork.open(Libc.open(library), role, port);
            case "object":
                return LibcSocketWork.open(role, port);
            case "socket":
                return SocketWork.open(role, port);
            case "channel":
                return ChannelWork.open(role, port);
            case "netty":
                return NettyWork.open(role, port);
            default:
                throw new IllegalArgumentException(name);
        }
    }

    private static long timed(Work work, int count) throws Exception {
        long begin = System.nanoTime();
        work.run(count);
        return System.nanoTime() - begin;
    }
}
