"""A child of `earful up` ends with it, even when it is killed and cannot say goodbye.

The child holds the reading end of a pipe whose writing end only the parent has. When the parent is gone, the kernel
closes that end and the child notices.
"""

import os
import signal
import threading
import time

NAME = "EARFUL_LEASH"
GRACE = 15.0


def watch() -> None:
    """If a parent holds us, stop when it is gone: gently first, and for certain a little later."""
    held = os.environ.pop(NAME, "")
    if held:
        threading.Thread(target=_wait, args=(int(held),), daemon=True, name="leash").start()


def _wait(pipe: int) -> None:
    os.read(pipe, 1)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE)
    os._exit(1)
