package libcsockets.jdk;

import static libcsockets.Constants.*;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.MembershipKey;
import java.nio.channels.MulticastChannel;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import libcsockets.ErrnoException;
import libcsockets.option.Optval;
import libcsockets.socket.LibcSocket;

/** The multicast groups that a datagram channel has joined. Guarded by itself. */
final class Memberships {
    private final LibcDatagramChannel channel;
    private final LibcSocket socket;
    private final List<Key> keys = new ArrayList<>();

    Memberships(LibcDatagramChannel channel, LibcSocket socket) {
        this.channel = channel;
        this.socket = socket;
    }

    synchronized MembershipKey join(InetAddress group, NetworkInterface through, InetAddress source)
            throws IOException {
        channel.ensureOpen();
        if (!group.isMulticastAddress()) {
            throw new IllegalArgumentException("Group not a multicast address");
        }
        if (channel.isIpv4Only() && !LibcDatagramChannel.isIpv4(group)) {
            throw new UnsupportedOperationException("Only IPv4 multicast groups supported");
        }
        if (source != null) {
            if (source.isAnyLocalAddress()) {
                throw new IllegalArgumentException("Source address is a wildcard address");
            }
            if (source.isMulticastAddress()) {
                throw new IllegalArgumentException("Source address is multicast address");
            }
            if (source.getClass() != group.getClass()) {
                throw new IllegalArgumentException("Source address is different type to group");
            }
        }
        for (Key key : keys) {
            if (key.group.equals(group) && key.through.equals(through)) {
                if (source == null && key.source == null || source != null && source.equals(key.source)) {
                    return key;
                }
                if (source == null || key.source == null) {
                    throw new IllegalStateException("Already a member to receive all packets");
                }
            }
        }
        Key key = new Key(group, Objects.requireNonNull(through), source);
        if (source == null) {
            set(key, MCAST_JOIN_GROUP, groupReq(key));
        } else {
            set(key, MCAST_JOIN_SOURCE_GROUP, sourceReq(key, source));
        }
        keys.add(key);
        return key;
    }

    synchronized void invalidate() {
        keys.forEach(key -> key.valid = false);
        keys.clear();
    }

    private static ByteBuffer groupReq(Key key) {
        return new Optval.GroupReq(key.through.getIndex(), key.group).encode();
    }

    private static ByteBuffer sourceReq(Key key, InetAddress source) {
        return new Optval.GroupSourceReq(key.through.getIndex(), key.group, source).encode();
    }

    private void set(Key key, int name, ByteBuffer value) throws IOException {
        int level = LibcDatagramChannel.isIpv4(key.group) ? IPPROTO_IP : IPPROTO_IPV6;
        Failures.nio(() -> socket.apply((libc, fd) -> {
            if (libc.setsockopt(fd, level, name, value, value.limit()) < 0) {
                throw new ErrnoException("setsockopt", libc.errno(), fd, level, name, key.group);
            }
            return null;
        }));
    }

    private final class Key extends MembershipKey {
        private final InetAddress group;
        private final NetworkInterface through;
        private final InetAddress source;
        private final Set<InetAddress> blocked = new HashSet<>();
        private volatile boolean valid = true;

        Key(InetAddress group, NetworkInterface through, InetAddress source) {
            this.group = group;
            this.through = through;
            this.source = source;
        }

        @Override
        public boolean isValid() {
            return valid;
        }

        @Override
        public void drop() {
            synchronized (Memberships.this) {
                if (!valid) {
                    return;
                }
                valid = false;
                keys.remove(this);
                try {
                    if (source == null) {
                        set(this, MCAST_LEAVE_GROUP, groupReq(this));
                    } else {
                        set(this, MCAST_LEAVE_SOURCE_GROUP, sourceReq(this, source));
                    }
                } catch (ClosedChannelException e) {
                    // The close has left the group.
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            }
        }

        @Override
        public MembershipKey block(InetAddress toBlock) throws IOException {
            synchronized (Memberships.this) {
                checkSource(toBlock);
                if (!blocked.contains(toBlock)) {
                    set(this, MCAST_BLOCK_SOURCE, sourceReq(this, toBlock));
                    blocked.add(toBlock);
                }
                return this;
            }
        }

        @Override
        public MembershipKey unblock(InetAddress toUnblock) {
            synchronized (Memberships.this) {
                checkSource(toUnblock);
                if (!blocked.contains(toUnblock)) {
                    throw new IllegalStateException("source not blocked");
                }
                try {
                    set(this, MCAST_UNBLOCK_SOURCE, sourceReq(this, toUnblock));
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
                blocked.remove(toUnblock);
                return this;
            }
        }

        private void checkSource(InetAddress address) {
            if (source != null) {
                throw new IllegalStateException("key is source-specific");
            }
            if (!valid) {
                throw new IllegalStateException("key is no longer valid");
            }
            if (address.isAnyLocalAddress()) {
                throw new IllegalArgumentException("Source address is a wildcard address");
            }
            if (address.isMulticastAddress()) {
                throw new IllegalArgumentException("Source address is multicast address");
            }
            if (address.getClass() != group.getClass()) {
                throw new IllegalArgumentException("Source address is different type to group");
            }
        }

        @Override
        public MulticastChannel channel() {
            return channel;
        }

        @Override
        public InetAddress group() {
            return group;
        }

        @Override
        public NetworkInterface networkInterface() {
            return through;
        }

        @Override
        public InetAddress sourceAddress() {
            return source;
        }
    }
}
