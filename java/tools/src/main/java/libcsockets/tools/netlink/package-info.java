/** The commands {@code routes} and {@code links}, and the netlink socket that they ask. */
package libcsockets.tools.netlink;
