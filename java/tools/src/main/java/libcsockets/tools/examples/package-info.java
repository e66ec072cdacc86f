/** Worked examples of the library that are commands of their own: {@code epoll-server}. */
package libcsockets.tools.examples;
