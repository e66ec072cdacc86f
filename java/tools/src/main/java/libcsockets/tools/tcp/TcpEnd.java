package libcsockets.tools.tcp;

import static libcsockets.Constants.*;

import libcsockets.tools.wire.Segment;

/**
 * One end of a connection by RFC 9293, section 3.3.2: each segment that it sends or receives changes its state. The
 * kernel reports the states in which an end stays; a state between two segments is too short for that and is derived
 * here.
 */
final class TcpEnd {
    static final String CLOSED = "CLOSED";
    static final String LISTEN = "LISTEN";
    static final String SYN_SENT = "SYN-SENT";
    static final String SYN_RCVD = "SYN-RCVD";
    static final String ESTABLISHED = "ESTABLISHED";
    static final String FIN_WAIT_1 = "FIN-WAIT-1";
    static final String FIN_WAIT_2 = "FIN-WAIT-2";
    static final String CLOSE_WAIT = "CLOSE-WAIT";
    static final String CLOSING = "CLOSING";
    static final String LAST_ACK = "LAST-ACK";
    static final String TIME_WAIT = "TIME-WAIT";

    /** Reported if the kernel has no such connection. */
    static final String NONE = "-";

    private String state;
    private long finEnd = -1;

    TcpEnd(String state) {
        this.state = state;
    }

    String state() {
        return state;
    }

    void sent(Segment s) {
        if (s.has(TH_RST)) {
            state = CLOSED;
        } else if (s.has(TH_SYN) && !s.has(TH_ACK)) {
            state = SYN_SENT;
        } else if (s.has(TH_FIN)) {
            finEnd = s.end();
            if (state.equals(ESTABLISHED)) {
                state = FIN_WAIT_1;
            } else if (state.equals(CLOSE_WAIT)) {
                state = LAST_ACK;
            }
        }
    }

    void received(Segment s) {
        if (s.has(TH_RST)) {
            state = CLOSED;
            return;
        }
        if (s.has(TH_SYN)) {
            if (state.equals(LISTEN)) {
                state = SYN_RCVD;
            } else if (state.equals(SYN_SENT) && s.has(TH_ACK)) {
                state = ESTABLISHED;
            }
            return;
        }
        if (s.has(TH_ACK)) {
            acknowledged(s.ack() == finEnd);
        }
        if (s.has(TH_FIN)) {
            finReceived();
        }
    }

    private void acknowledged(boolean fin) {
        if (state.equals(SYN_RCVD)) {
            state = ESTABLISHED;
        } else if (fin) {
            switch (state) {
                case FIN_WAIT_1:
                    state = FIN_WAIT_2;
                    break;
                case CLOSING:
                    state = TIME_WAIT;
                    break;
                case LAST_ACK:
                    state = CLOSED;
                    break;
                default:
            }
        }
    }

    private void finReceived() {
        switch (state) {
            case ESTABLISHED:
                state = CLOSE_WAIT;
                break;
            case FIN_WAIT_1:
                state = CLOSING;
                break;
            case FIN_WAIT_2:
                state = TIME_WAIT;
                break;
            default:
        }
    }

    /** The kernel reported this state, or {@link #NONE} if the end still listens or is closed. */
    void reported(String name) {
        if (!name.equals(NONE)) {
            state = name;
        } else if (!state.equals(LISTEN)) {
            state = CLOSED;
        }
    }

    /** The RFC's name of one of the kernel's numbers for states. */
    static String name(int state) {
        switch (state) {
            case TCP_ESTABLISHED:
                return ESTABLISHED;
            case TCP_SYN_SENT:
                return SYN_SENT;
            case TCP_SYN_RECV:
                return SYN_RCVD;
            case TCP_FIN_WAIT1:
                return FIN_WAIT_1;
            case TCP_FIN_WAIT2:
                return FIN_WAIT_2;
            case TCP_TIME_WAIT:
                return TIME_WAIT;
            case TCP_CLOSE_WAIT:
                return CLOSE_WAIT;
            case TCP_LAST_ACK:
                return LAST_ACK;
            case TCP_LISTEN:
                return LISTEN;
            case TCP_CLOSING:
                return CLOSING;
            default:
                return CLOSED;
        }
    }
}
