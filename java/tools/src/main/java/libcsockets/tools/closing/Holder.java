package libcsockets.tools.closing;

import static libcsockets.Constants.*;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import libcsockets.Cmsg;
import libcsockets.Control;
import libcsockets.Iovec;
import libcsockets.Libc;
import libcsockets.Msghdr;
import libcsockets.option.Optval;

/**
 * The program of the {@link Child}: a process that holds descriptors and makes calls on them. Its standard input, an
 * AF_UNIX socket, delivers one call per message; the answer has the result, errno and data. The process ends when its
 * parent closes the socket.
 */
final class Holder {
    private static final int ORDERS = 0;
    private static final int BUFFER = 256;

    private Holder() {}

    public static void main(String[] args) {
        Libc libc = Libc.get();
        for (; ; ) {
            ByteBuffer buf = Optval.allocate(BUFFER);
            Msghdr msg = new Msghdr().msg_iov(Iovec.of(buf)).msg_control(new Control(64));
            int length = libc.recvmsg(ORDERS, msg, 0);
            if (length <= 0) {
                return;
            }
            byte[] bytes = new byte[length];
            buf.get(0, bytes);
            String answer = obey(libc, new String(bytes, StandardCharsets.ISO_8859_1), msg);
            byte[] reply = answer.getBytes(StandardCharsets.ISO_8859_1);
            libc.send(ORDERS, reply, reply.length, MSG_NOSIGNAL);
        }
    }

    private static String obey(Libc libc, String order, Msghdr msg) {
        String[] words = order.split(" ", 3);
        if (words[0].equals("rights")) {
            for (Cmsg cmsg : msg.msg_control().messages(msg.msg_controllen())) {
                if (cmsg.is(SOL_SOCKET, SCM_RIGHTS)) {
                    return cmsg.asRights()[0] + " 0 ";
                }
            }
            return "-1 0 ";
        }
        int fd = Integer.parseInt(words[1]);
        byte[] data = new byte[0];
        int result;
        switch (words[0]) {
            case "send":
                byte[] sent = words[2].getBytes(StandardCharsets.ISO_8859_1);
                result = libc.send(fd, sent, sent.length, MSG_NOSIGNAL);
                break;
            case "recv":
                data = new byte[Integer.parseInt(words[2])];
                result = libc.recv(fd, data, data.length, 0);
                break;
            case "shutdown":
                result = libc.shutdown(fd, Integer.parseInt(words[2]));
                break;
            default:
                result = libc.close(fd);
        }
        int errno = result < 0 ? libc.errno() : 0;
        return result + " " + errno + " "
                + HexFormat.of().formatHex(data, 0, Math.max(0, Math.min(result, data.length)));
    }
}
