"""Addresses of our own processes, and whether their ports are free."""

import errno
import socket

from earful.cli.trouble import Trouble
from earful.kit.environment import Environment


def desk(env: Environment) -> str:
    """Where people find the desk, without a slash at the end."""
    return env.url or f"http://{env.shown_host}:{env.port}"


def check_free(host: str, port: int, setting: str) -> None:
    """See that nothing else listens there. Raises Trouble."""
    try:
        family, kind, protocol, _, where = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(where)
    except OSError as error:
        raise Trouble(_why(host, port, setting, error)) from error


def _why(host: str, port: int, setting: str, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} is used by another program. Stop that, or set {setting} to a free port."
    if error.errno == errno.EACCES:
        return f"Port {port} is reserved for root. Set {setting} to a port above 1023."
    return f"{host} is not an address of this machine ({error.strerror}). Check EARFUL_HOST."
