package libcsockets.tools.conform.run;

import static libcsockets.Constants.*;

import java.util.ArrayList;
import java.util.List;
import libcsockets.Errno;
import libcsockets.Libc;
import libcsockets.Sockaddr;
import libcsockets.tools.conform.language.Value;

/** The result of the last call, and everything that it wrote back; anything else is 0, as in the C driver. */
final class Outcome {
    long ret;
    int errno;
    boolean madeDescriptor;
    final List<Integer> descriptors = new ArrayList<>();
    byte[] data = {};

    /** The address that came back; null when none was asked for. */
    Sockaddr address;

    long addressLength;
    long value;
    long optionLength;
    long messageFlags;
    long controlLength;
    long controlMessages;
    long rights;
    long controlLevel;
    long controlType;
    long controlInt;
    long revents;
    long revents1;
    long eventDescriptor;
    long messages;
    long length0;
    long length1;

    void fail(int error) {
        ret = -1;
        errno = error;
    }

    boolean failed() {
        return ret < 0;
    }

    String errorName() {
        return Errno.name(errno);
    }

    /** The result as it is printed. */
    String result() {
        if (ret < 0) {
            return "errno:" + errorName();
        }
        return madeDescriptor ? "ok:fd" : "ok:" + ret;
    }

    int family() {
        return address == null ? AF_UNSPEC : address.sa_family();
    }

    /** The port of an address, -1 when its family has none. */
    static int port(Sockaddr address) {
        int family = address == null ? AF_UNSPEC : address.sa_family();
        if (family == AF_INET) {
            return Libc.ntohs(address.sin_port());
        }
        return family == AF_INET6 ? Libc.ntohs(address.sin6_port()) : -1;
    }

    /** The fields that are numbers. */
    long field(Value.Field field) {
        switch (field) {
            case RET:
                return ret;
            case DLEN:
                return data.length;
            case FAMILY:
                return family();
            case PORT:
                return port(address);
            case ALEN:
                return addressLength;
            case VAL:
                return value;
            case OPTLEN:
                return optionLength;
            case FLAGS:
                return messageFlags;
            case CLEN:
                return controlLength;
            case NCMSG:
                return controlMessages;
            case NRIGHTS:
                return rights;
            case CLEVEL:
                return controlLevel;
            case CTYPE:
                return controlType;
            case CINT:
                return controlInt;
            case REVENTS:
                return revents;
            case REVENTS1:
                return revents1;
            case EVFD:
                return eventDescriptor;
            case NMSG:
                return messages;
            case LEN0:
                return length0;
            case LEN1:
                return length1;
            default:
                throw new AssertionError(field);
        }
    }
}
