import os

import uvicorn

from earful.cli.address import check_free
from earful.kit import environment


def run() -> int:
    """Tell open pages what changed, until told to stop."""
    env = environment.read(os.environ)
    check_free(env.host, env.live_port, "EARFUL_LIVE_PORT")
    uvicorn.run(
        "earful.live.app:app",
        host=env.host,
        port=env.live_port,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=2,
    )
    return 0
