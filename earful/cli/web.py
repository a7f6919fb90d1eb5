import logging
import os
from collections.abc import Callable
from typing import Any

from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger

from earful.cli import static
from earful.cli.address import check_free
from earful.kit import environment
from earful.kit.environment import Environment

PATIENCE = 60  # seconds a request may take; the database gives up long before


def run() -> int:
    """Serve the pages until told to stop."""
    env = environment.read(os.environ)
    check_free(env.host, env.port, "EARFUL_PORT")
    static.gather()
    Server(env).run()
    return 0


class OneLog(Logger):  # type: ignore[misc]  # -- gunicorn has no types
    """gunicorn's messages go where ours go."""

    def setup(self, cfg: Any) -> None:
        """Leave the writing to the root logger."""
        self.cfg = cfg
        self._access_log_enabled = False
        self.error_log.setLevel(logging.WARNING)
        self.error_log.propagate = True


class Server(BaseApplication):  # type: ignore[misc]  # -- gunicorn has no types
    """gunicorn, told what it must know: a few processes of a few threads each."""

    def __init__(self, env: Environment) -> None:
        self.env = env
        super().__init__()

    def load_config(self) -> None:
        """Set everything; no file and no environment of gunicorn's own is read."""
        told = {
            "bind": f"{f'[{self.env.host}]' if ':' in self.env.host else self.env.host}:{self.env.port}",
            "workers": self.env.web_processes,
            "threads": self.env.web_threads,
            "worker_class": "gthread",
            "timeout": PATIENCE,
            "graceful_timeout": 5,
            "keepalive": 5,
            "logger_class": OneLog,
            "control_socket_disable": True,
        }
        for name, value in told.items():
            self.cfg.set(name, value)

    def load(self) -> Callable[..., Any]:
        """The application, in each process after it was forked."""
        from earful.wsgi import application  # noqa: PLC0415 -- each process makes its own

        return application
