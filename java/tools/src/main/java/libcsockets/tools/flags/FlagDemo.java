package libcsockets.tools.flags;

import static libcsockets.Constants.*;

import java.io.IOException;
import java.util.List;
import libcsockets.Cmsg;
import libcsockets.Constants;
import libcsockets.Errno;
import libcsockets.ExtendedError;
import libcsockets.Sockaddr;
import libcsockets.tools.story.Fd;
import libcsockets.tools.story.Names;
import libcsockets.tools.story.NarratedCalls;
import libcsockets.tools.story.Narrator;

/** The flags of send(2) and recv(2), each with a demonstration. */
enum FlagDemo {
    MSG_PEEK {
        @Override
        void play(NarratedCalls c, Narrator n) throws IOException {
            n.chapter("MSG_PEEK on TCP: look at the data and leave it in the queue");
            NarratedCalls.Pair tcp = c.tcp("client", "server");
            c.send(tcp.a(), "hello", 0);
            c.awaitQueued(tcp.b(), 5);
            c.recv(tcp.b(), 16, Constants.MSG_PEEK);
            c.recv(tcp.b(), 2, Constants.MSG_PEEK);
            n.notice("A second look finds the same bytes: the first one took nothing.");
            c.recv(tcp.b(), 16, 0);
            n.notice("Only a recv without the flag takes them from the queue.");
            c.recv(tcp.b(), 16, Constants.MSG_PEEK | Constants.MSG_DONTWAIT);
            n.notice("Peeking waits like any recv. With MSG_DONTWAIT it does not wait, and EAGAIN means that the "
                    + "queue is empty.");
            c.shutdown(tcp.a(), SHUT_WR);
            c.awaitEvent(tcp.b(), POLLIN);
            c.recv(tcp.b(), 1, Constants.MSG_PEEK | Constants.MSG_DONTWAIT);
            n.notice("0: the other side has finished sending. This is a way to check whether the connection is still "
                    + "open without losing data.");

            n.chapter("MSG_PEEK on UDP: how long is the next datagram?");
            NarratedCalls.Pair udp = c.udp("a", "b");
            c.send(udp.a(), "ten bytes!", 0);
            c.awaitEvent(udp.b(), POLLIN);
            c.recv(udp.b(), 4, Constants.MSG_PEEK | Constants.MSG_TRUNC);
            n.notice("With MSG_TRUNC the result is the datagram's real length, although the buffer holds 4 bytes. "
                    + "MSG_PEEK keeps the datagram, so the program can now allocate a buffer of the right "
                    + "size.");
            c.recv(udp.b(), 10, 0);

            n.chapter("MSG_PEEK where it has no meaning");
            c.send(udp.a(), "x", Constants.MSG_PEEK);
            n.notice("A send with MSG_PEEK is an ordinary send: the flag is silently ignored.");
        }
    },

    MSG_DONTWAIT {
        @Override
        void play(NarratedCalls c, Narrator n) throws IOException {
            n.chapter("MSG_DONTWAIT on TCP: this one call does not wait");
            NarratedCalls.Pair tcp = c.tcp("client", "server");
            c.recv(tcp.b(), 16, Constants.MSG_DONTWAIT);
            n.notice("Nothing has arrived. Without the flag this call would wait; with it, the call fails with EAGAIN "
                    + "at once.");
            c.nonBlocking(tcp.b());
            n.notice("0: the descriptor itself still blocks. O_NONBLOCK would change it for every call and for every "
                    + "process that shares it; the flag is for this call alone.");
            fill(c, n, tcp.a());

            n.chapter("MSG_DONTWAIT on UDP");
            NarratedCalls.Pair udp = c.udp("a", "b");
            c.recv(udp.b(), 16, Constants.MSG_DONTWAIT);
            c.send(udp.a(), "now", Constants.MSG_DONTWAIT);
            c.awaitEvent(udp.b(), POLLIN);
            c.recv(udp.b(), 16, Constants.MSG_DONTWAIT);

            n.chapter("MSG_DONTWAIT with MSG_WAITALL: which one wins?");
            c.recv(tcp.a(), 16, Constants.MSG_DONTWAIT | Constants.MSG_WAITALL);
            n.notice("MSG_DONTWAIT wins: the call does not wait, whatever the other flags.");
        }

        private void fill(NarratedCalls c, Narrator n, Fd fd) {
            byte[] block = new byte[65536];
            long total = 0;
            int result;
            while ((result = c.libc().send(fd.number(), block, block.length, Constants.MSG_DONTWAIT)) > 0) {
                total += result;
            }
            n.call(
                    null,
                    "while (send(" + fd.name() + ", block, 65536, MSG_DONTWAIT) > 0); send(...)",
                    result,
                    c.libc().errno());
            n.notice("After " + total
                    + " unread bytes the buffers of both sides are full. A send without the flag would wait here until "
                    + "the reader makes room.");
        }
    },

    MSG_WAITALL {
        @Override
        void play(NarratedCalls c, Narrator n) throws IOException, InterruptedException {
            n.chapter("MSG_WAITALL on TCP: wait until the buffer is full");
            NarratedCalls.Pair tcp = c.tcp("client", "server");
            c.send(tcp.a(), "abc", 0);
            c.awaitQueued(tcp.b(), 3);
            c.recv(tcp.b(), 6, 0);
            n.notice("Without the flag recv returns the bytes that are there, 3 of 6. TCP is a stream without message "
                    + "boundaries.");
            c.send(tcp.a(), "abc", 0);
            c.awaitQueued(tcp.b(), 3);
            Thread sender = new Thread(() -> {
                // The rest is sent once the waiting call has taken the first bytes.
                NarratedCalls.await(() -> c.queued(tcp.b()) == 0);
                c.libc().send(tcp.a().number(), new byte[] {'d', 'e', 'f'}, 3, 0);
            });
            sender.start();
            c.recv(tcp.b(), 6, Constants.MSG_WAITALL);
            sender.join();
            n.notice("With it the call took \"abc\" and waited until another thread sent \"def\".");

            n.chapter("MSG_WAITALL returns less when no more data can arrive");
            c.send(tcp.a(), "xy", 0);
            c.shutdown(tcp.a(), SHUT_WR);
            c.awaitEvent(tcp.b(), POLLRDHUP);
            c.recv(tcp.b(), 6, Constants.MSG_WAITALL);
            n.notice(
                    "2: the sender has finished, so the call does not wait for the other 4. A signal or an error would "
                            + "end it early, too: check the result even with this flag.");

            n.chapter("MSG_WAITALL on UDP: ignored");
            NarratedCalls.Pair udp = c.udp("a", "b");
            c.send(udp.a(), "abc", 0);
            c.awaitEvent(udp.b(), POLLIN);
            c.recv(udp.b(), 6, Constants.MSG_WAITALL);
            n.notice("A recv on a datagram socket returns one datagram, never parts of two.");
        }
    },

    MSG_OOB {
        @Override
        void play(NarratedCalls c, Narrator n) throws IOException {
            n.chapter("MSG_OOB on TCP: one urgent byte beside the stream");
            NarratedCalls.Pair tcp = c.tcp("client", "server");
            c.recv(tcp.b(), 1, Constants.MSG_OOB);
            n.notice("EINVAL: there is no urgent byte to receive.");
            c.send(tcp.a(), "ab", 0);
            c.send(tcp.a(), "!", Constants.MSG_OOB);
            c.send(tcp.a(), "cd", 0);
            c.poll(tcp.b(), POLLPRI, 10_000);
            n.notice("POLLPRI reports an urgent byte. (SIGURG would report it to the owner set with F_SETOWN.)");
            c.awaitQueued(tcp.b(), 2);
            c.sockatmark(tcp.b());
            c.recv(tcp.b(), 16, 0);
            n.notice("A recv stops at the mark, the position of the urgent byte, even if more data is there.");
            c.sockatmark(tcp.b());
            n.notice("1: the next byte of the stream is the first one after the mark.");
            c.recv(tcp.b(), 1, Constants.MSG_OOB | Constants.MSG_PEEK);
            c.recv(tcp.b(), 1, Constants.MSG_OOB);
            c.recv(tcp.b(), 1, Constants.MSG_OOB);
            n.notice("The byte can be taken only once.");
            c.awaitEvent(tcp.b(), POLLIN);
            c.recv(tcp.b(), 16, 0);

            n.chapter("SO_OOBINLINE: the urgent byte stays in the stream");
            NarratedCalls.Pair inline = c.tcp("client", "server");
            c.setsockopt(inline.b(), "SOL_SOCKET", "SO_OOBINLINE", 1);
            c.send(inline.a(), "ab", 0);
            c.send(inline.a(), "!", Constants.MSG_OOB);
            c.send(inline.a(), "cd", 0);
            c.awaitQueued(inline.b(), 5);
            c.recv(inline.b(), 16, 0);
            c.sockatmark(inline.b());
            n.notice("The mark still shows its position: the stream stops before it.");
            c.recv(inline.b(), 1, Constants.MSG_OOB);
            n.notice("EINVAL: with this option there is no byte beside the stream.");
            c.recv(inline.b(), 16, 0);

            n.chapter("Only the last byte of an urgent send is urgent");
            NarratedCalls.Pair last = c.tcp("client", "server");
            c.send(last.a(), "xyz", Constants.MSG_OOB);
            c.awaitEvent(last.b(), POLLPRI);
            c.recv(last.b(), 1, Constants.MSG_OOB);
            c.recv(last.b(), 16, Constants.MSG_DONTWAIT);

            n.chapter("MSG_OOB on other sockets");
            NarratedCalls.Pair udp = c.udp("a", "b");
            c.send(udp.a(), "!", Constants.MSG_OOB);
            n.notice("UDP has no urgent data and refuses the flag.");
            NarratedCalls.Pair unix = c.unix(SOCK_STREAM, "left", "right");
            int sent = c.send(unix.a(), "!", Constants.MSG_OOB);
            if (sent > 0) {
                c.recv(unix.b(), 1, Constants.MSG_OOB);
                n.notice("AF_UNIX streams have it since Linux 5.15 if the kernel was built with CONFIG_AF_UNIX_OOB.");
            } else {
                n.notice("AF_UNIX streams have it since Linux 5.15 if the kernel was built with CONFIG_AF_UNIX_OOB.");
            }
        }
    },

    MSG_DONTROUTE {
        @Override
        void play(NarratedCalls c, Narrator n) throws IOException {
            n.chapter("MSG_DONTROUTE on UDP: only to hosts on a directly connected network");
            Fd receiver = c.bound("receiver", SOCK_DGRAM);
            Sockaddr near = c.nameOf(receiver);
            Fd sender = c.socket("sender", AF_INET, SOCK_DGRAM, 0);
            c.sendto(sender, "hi", Constants.MSG_DONTROUTE, near);
            c.awaitEvent(receiver, POLLIN);
            c.recv(receiver, 16, 0);
            n.notice("127.0.0.1 needs no router, so the flag changes nothing.");
            String far = farAddress(c);
            if (far == null) {
                n.notice("An address behind a gateway would give ENETUNREACH. This is not tried: the machine treats "
                        + "every address as a neighbour, and the datagram would leave it.");
            } else {
                c.sendto(sender, "hi", Constants.MSG_DONTROUTE, Sockaddr.inet(far, 9));
                n.notice(far
                        + ", an address for documentation (RFC 5737), is not on a network of this machine. The flag "
                        + "skips routes that go through a gateway, even the default route: ENETUNREACH, and nothing "
                        + "was sent.");
            }

            n.chapter("MSG_DONTROUTE where it is ignored");
            NarratedCalls.Pair tcp = c.tcp("client", "server");
            c.send(tcp.a(), "hi", Constants.MSG_DONTROUTE);
            n.notice("A TCP connection found its route when it was set up; the flag of one send is silently ignored. "
                    + "Set the option SO_DONTROUTE before connect instead.");
            c.awaitQueued(tcp.b(), 2);
            c.recv(tcp.b(), 16, Constants.MSG_DONTROUTE);
            n.notice("A recv ignores it, too.");
            NarratedCalls.Pair unix = c.unix(SOCK_DGRAM, "left", "right");
            c.send(unix.a(), "hi", Constants.MSG_DONTROUTE);
        }

        /**
         * An address that no interface reaches directly. Connecting a UDP socket looks up the route and sends nothing;
         * with SO_DONTROUTE it uses the same routes as MSG_DONTROUTE. Without this check a machine on a network for
         * documentation would send to its neighbour.
         */
        private String farAddress(NarratedCalls c) throws IOException {
            for (String address : List.of("203.0.113.1", "198.51.100.1", "192.0.2.1")) {
                if (c.unreachableWithoutGateway(Sockaddr.inet(address, 9))) {
                    return address;
                }
            }
            return null;
        }
    },

    MSG_TRUNC {
        @Override
        void play(NarratedCalls c, Narrator n) throws IOException {
            n.chapter("MSG_TRUNC on UDP: was the datagram cut off?");
            NarratedCalls.Pair udp = c.udp("a", "b");
            for (int i = 0; i < 3; i++) {
                c.send(udp.a(), "ten bytes!", 0);
            }
            c.awaitEvent(udp.b(), POLLIN);
            c.recv(udp.b(), 4, 0);
            n.notice("4 bytes of 10; the rest of the datagram is discarded without notice.");
            c.recv(udp.b(), 4, Constants.MSG_TRUNC);
            n.notice("10: the real length, although 4 bytes are in the buffer.");
            c.recvmsg(udp.b(), 4, 0);
            n.notice("recvmsg reports it without the flag: it sets MSG_TRUNC in msg_flags.");

            n.chapter("MSG_TRUNC on TCP: discard bytes unseen");
            NarratedCalls.Pair tcp = c.tcp("client", "server");
            c.send(tcp.a(), "0123456789", 0);
            c.awaitQueued(tcp.b(), 10);
            c.recv(tcp.b(), 4, Constants.MSG_TRUNC);
            n.notice("On a TCP socket the flag takes the bytes from the stream and does not copy them, see tcp(7).");
            c.recv(tcp.b(), 16, 0);

            n.chapter("MSG_TRUNC on AF_UNIX");
            NarratedCalls.Pair unix = c.unix(SOCK_SEQPACKET, "left", "right");
            c.send(unix.a(), "ten bytes!", Constants.MSG_TRUNC);
            n.notice("On a send it is silently ignored.");
            c.recv(unix.b(), 4, Constants.MSG_TRUNC);
        }
    },

    MSG_NOSIGNAL {
        @Override
        void play(NarratedCalls c, Narrator n) throws IOException {
            n.chapter("MSG_NOSIGNAL: an error instead of a signal");
            NarratedCalls.Pair unix = c.unix(SOCK_STREAM, "left", "right");
            c.close(unix.b());
            c.send(unix.a(), "x", Constants.MSG_NOSIGNAL);
            n.notice("EPIPE: the reader is gone.");
            c.send(unix.a(), "x", 0);
            n.notice("Without the flag a C program also gets SIGPIPE, which kills it unless it handles or ignores the "
                    + "signal. A JVM handles it, so the result here is the same.");

            n.chapter("MSG_NOSIGNAL on TCP: the first send still succeeds");
            NarratedCalls.Pair tcp = c.tcp("client", "server");
            c.close(tcp.b());
            c.awaitEvent(tcp.a(), POLLRDHUP);
            c.send(tcp.a(), "x", Constants.MSG_NOSIGNAL);
            n.notice("The other side has only announced that it will send no more (FIN). This byte is sent, and the "
                    + "answer is a reset (RST).");
            c.awaitEvent(tcp.a(), 0);
            c.send(tcp.a(), "x", Constants.MSG_NOSIGNAL);
            n.notice("After the reset: EPIPE.");

            n.chapter("MSG_NOSIGNAL on UDP");
            NarratedCalls.Pair udp = c.udp("a", "b");
            c.send(udp.a(), "x", Constants.MSG_NOSIGNAL);
            n.notice("A datagram socket never raises SIGPIPE; the flag is accepted and changes nothing.");
        }
    },

    MSG_MORE {
        @Override
        void play(NarratedCalls c, Narrator n) throws IOException {
            n.chapter("MSG_MORE on UDP: one datagram from several sends");
            NarratedCalls.Pair udp = c.udp("a", "b");
            c.send(udp.a(), "one, ", Constants.MSG_MORE);
            c.recv(udp.b(), 16, Constants.MSG_DONTWAIT);
            n.notice("Nothing has been sent yet.");
            c.send(udp.a(), "two", 0);
            c.awaitEvent(udp.b(), POLLIN);
            c.recv(udp.b(), 16, 0);
            n.notice("The first send without the flag sends all of it as one datagram.");

            n.chapter("MSG_MORE on TCP: do not send a small segment yet");
            NarratedCalls.Pair tcp = c.tcp("client", "server");
            c.send(tcp.a(), "head", Constants.MSG_MORE);
            c.fionread(tcp.b());
            n.notice("The sender holds the bytes back for at most 200 ms (TCP_CORK does the same for a whole socket).");
            c.send(tcp.a(), "body", 0);
            c.awaitQueued(tcp.b(), 8);
            c.recv(tcp.b(), 16, 0);
            n.notice("Head and body left together, in one segment.");

            n.chapter("MSG_MORE on AF_UNIX: ignored");
            NarratedCalls.Pair unix = c.unix(SOCK_DGRAM, "left", "right");
            c.send(unix.a(), "one, ", Constants.MSG_MORE);
            c.recv(unix.b(), 16, Constants.MSG_DONTWAIT);
        }
    },

    MSG_ERRQUEUE {
        @Override
        void play(NarratedCalls c, Narrator n) throws IOException {
            n.chapter("MSG_ERRQUEUE on UDP: which error did the network report?");
            Fd gone = c.bound("gone", SOCK_DGRAM);
            Sockaddr addr = c.nameOf(gone);
            c.closeQuietly(gone);
            Fd sender = c.socket("sender", AF_INET, SOCK_DGRAM, 0);
            c.setsockopt(sender, "IPPROTO_IP", "IP_RECVERR", 1);
            c.recvmsg(sender, 16, Constants.MSG_ERRQUEUE);
            n.notice("The error queue is empty: EAGAIN, at once. This flag never waits.");
            c.sendto(sender, "lost", 0, addr);
            n.notice("No socket has this port. The send cannot know that yet, and succeeds.");
            c.poll(sender, 0, 10_000);
            n.notice("poll reports POLLERR even if it is not requested.");
            NarratedCalls.Received error = c.recvmsg(sender, 16, Constants.MSG_ERRQUEUE);
            n.notice("The lost datagram comes back, with a control message that explains the error: "
                    + complaint(error.control()));
            c.recvmsg(sender, 16, Constants.MSG_ERRQUEUE);
            c.sendto(sender, "lost", 0, addr);
            c.awaitEvent(sender, 0);
            c.sendto(sender, "more", 0, addr);
            n.notice("The error is also pending on the socket: the next call fails with it, once, and sends nothing. "
                    + "Without IP_RECVERR an unconnected socket would never learn of it.");

            n.chapter("MSG_ERRQUEUE where there is none");
            NarratedCalls.Pair tcp = c.tcp("client", "server");
            c.recvmsg(tcp.b(), 16, Constants.MSG_ERRQUEUE);
            n.notice("A TCP socket has the queue, too (for time stamps and MSG_ZEROCOPY); it is empty.");
            NarratedCalls.Pair unix = c.unix(SOCK_DGRAM, "left", "right");
            c.send(unix.a(), "data", 0);
            c.recvmsg(unix.b(), 16, Constants.MSG_ERRQUEUE);
            n.notice("AF_UNIX has no errors to queue; here the flag is silently ignored and ordinary data comes.");
        }

        private String complaint(List<Cmsg> control) {
            for (Cmsg cmsg : control) {
                if (cmsg.is(IPPROTO_IP, IP_RECVERR)) {
                    ExtendedError e = cmsg.asExtendedError();
                    return Errno.name(e.errno()) + ", from "
                            + Names.one(e.origin(), "SO_EE_ORIGIN_ICMP", "SO_EE_ORIGIN_LOCAL") + ", ICMP type "
                            + e.type()
                            + " code " + e.code() + " (destination unreachable, port unreachable), by "
                            + e.offender().getAddress().getHostAddress() + ".";
                }
            }
            return "(no IP_RECVERR message arrived).";
        }
    };

    int value() {
        return Math.toIntExact(Constants.value(name()));
    }

    abstract void play(NarratedCalls c, Narrator n) throws IOException, InterruptedException;
}
