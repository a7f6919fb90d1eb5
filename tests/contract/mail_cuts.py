"""A wire between an adapter and its mail servers that can be cut: before the answer to a whole mail, before the mail, or for good."""

import socket
import threading
from collections.abc import Callable
from contextlib import suppress


class Wire:
    """Hands everything on to a port of this machine, until told otherwise."""

    def __init__(self, port: int) -> None:
        self._to = port
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self.next = ""  # "lose answer", "lose request", "deny": what befalls the next mail
        self.meanwhile: Callable[[], None] | None = None  # done once, at the moment of a loss
        self.down = False  # every line goes dead, and nobody answers, until it is false again
        self._open: list[socket.socket] = []
        threading.Thread(target=self._take, daemon=True).start()

    def _take(self) -> None:
        while True:
            try:
                near, _ = self._listening.accept()
            except OSError:
                return
            if self.down:
                near.close()
                continue
            far = socket.create_connection(("127.0.0.1", self._to))
            self._open += [near, far]
            threading.Thread(target=self._there, args=(near, far), daemon=True).start()
            threading.Thread(target=self._back, args=(near, far), daemon=True).start()

    def _there(self, near: socket.socket, far: socket.socket) -> None:
        tail = b""
        try:
            while octets := near.recv(65536):
                if self.next == "deny" and octets.upper().startswith(b"RCPT TO"):
                    self.next = ""
                    near.sendall(b"550 5.7.1 This was refused by a rule\r\n")
                    continue
                tail = (tail + octets)[-65600:]
                ends = tail.endswith(b"\r\n.\r\n")
                if ends and self.next == "lose request":
                    self._lost()
                    self._cut(near, far)
                    return
                if ends and self.next == "lose answer":
                    self.next = "losing"
                far.sendall(octets)
        except OSError:
            self._cut(near, far)
            return
        self._cut(near, far)

    def _back(self, near: socket.socket, far: socket.socket) -> None:
        try:
            while octets := far.recv(65536):
                if self.next == "losing":
                    self._lost()
                    break
                near.sendall(octets)
        except OSError:
            self._cut(near, far)
            return
        self._cut(near, far)

    def _lost(self) -> None:
        meanwhile, self.meanwhile = self.meanwhile, None
        if meanwhile:
            meanwhile()

    def _cut(self, near: socket.socket, far: socket.socket) -> None:
        if self.next in ("losing", "lose request"):
            self.next = ""
        for one in (near, far):
            with suppress(OSError):  # it was shut already
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def hang_up(self) -> None:
        """Every line goes dead, and nobody answers."""
        self.down = True
        for one in self._open:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """From now on nobody answers here."""
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for one in self._open:
            one.close()
