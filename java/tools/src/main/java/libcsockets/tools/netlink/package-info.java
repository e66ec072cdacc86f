/** The commands {@code routes} and {@code links}, and their netlink socket. */
package libcsockets.tools.netlink;
