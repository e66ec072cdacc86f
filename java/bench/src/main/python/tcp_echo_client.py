"""The tutorial's TCP client as one would write it in Python."""
import os
import socket
import sys

with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as client:
    client.connect(("127.0.0.1", int(os.environ["LIBC_SOCKETS_PORT"])))
    client.sendall(sys.argv[1].encode())
    print("echo msg:", client.recv(128).decode())
