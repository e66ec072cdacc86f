package libcsockets;

import java.util.Arrays;
import java.util.HexFormat;

/** Formats a call's arguments, with names for numbers that have one. */
final class CallText {
    private CallText() {}

    /** A copy of an address, because the caller may reuse its {@link Sockaddr} for another one. */
    private record Address(byte[] bytes) {
        @Override
        public String toString() {
            return Sockaddr.of(bytes).toString();
        }
    }

    /** Replaces an argument that may change by a copy. */
    static Object[] keep(Object[] arguments) {
        for (int i = 0; i < arguments.length; i++) {
            if (arguments[i] instanceof Sockaddr address) {
                Object[] kept = arguments.clone();
                byte[] bytes = new byte[address.length()];
                address.memory.get(0, bytes);
                kept[i] = new Address(bytes);
                return kept;
            }
        }
        return arguments;
    }

    static String arguments(String call, Object[] arguments) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < arguments.length; i++) {
            String argument = arguments[i] instanceof Integer value ? number(call, i, value, arguments) : null;
            text.append(i == 0 ? "" : ", ").append(argument != null ? argument : value(arguments[i]));
        }
        return text.toString();
    }

    private static String value(Object argument) {
        return argument instanceof byte[] bytes
                ? HexFormat.of().formatHex(bytes)
                : argument instanceof int[] numbers ? Arrays.toString(numbers) : String.valueOf(argument);
    }

    /** The name of the number in this position, or null if it has none. */
    private static String number(String call, int index, int value, Object[] arguments) {
        switch (call) {
            case "socket":
            case "socketpair":
                return switch (index) {
                    case 0 -> Names.of("AF_", value);
                    case 1 -> Names.type(value);
                    case 2 -> arguments[0] instanceof Integer domain ? Names.protocol(domain, value) : null;
                    default -> null;
                };
            case "accept4":
                return index == 3 ? Names.flags("SOCK_", value) : null;
            case "send":
            case "sendto":
            case "sendmmsg":
            case "recv":
            case "recvfrom":
            case "recvmmsg":
                return index == 3 ? Names.flags("MSG_", value) : null;
            case "sendmsg":
            case "recvmsg":
                return index == 2 ? Names.flags("MSG_", value) : null;
            case "shutdown":
                return index == 1 ? Names.of("SHUT_", value) : null;
            case "fcntl":
                return index == 1 ? Names.of("F_", value) : index == 2 ? fcntl(value, arguments[1]) : null;
            case "epoll_ctl":
                return index == 1 ? Names.of("EPOLL_CTL_", value) : index == 3 ? Names.flags("EPOLL", value) : null;
            case "epoll_create1":
                return Names.flags("EPOLL_", value);
            case "eventfd":
                return index == 1 ? Names.flags("EFD_", value) : null;
            case "open":
                return index == 1 ? Names.flags("O_", value) : null;
            default:
                return null;
        }
    }

    private static String fcntl(int value, Object command) {
        boolean named = command instanceof Integer;
        int number = named ? (Integer) command : -1;
        return named && number == Constants.F_SETFL
                ? Names.flags("O_", value)
                : named && number == Constants.F_SETFD ? Names.flags("FD_", value) : null;
    }
}
