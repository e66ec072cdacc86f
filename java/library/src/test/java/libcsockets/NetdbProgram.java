package libcsockets;

/** Prints how a backend sees this host and its entries in /etc/hosts, after it has renamed the host. */
final class NetdbProgram {
    private NetdbProgram() {}

    public static void main(String[] args) {
        Libc libc = Libc.open(args[0]);
        byte[] name = "renamed.example".getBytes();
        System.out.println("sethostname " + libc.sethostname(name, name.length - 1));
        byte[] read = new byte[Constants.HOST_NAME_MAX + 1];
        libc.gethostname(read, read.length);
        System.out.println(new String(read).replace("\0", ""));
        System.out.println(libc.sethostname(new byte[65], 65) + " " + Errno.name(libc.errno()));
        System.out.println(libc.gethostbyname(args[1]));
        System.out.println(libc.gethostbyname(args[2]).h_aliases().size());
    }
}
