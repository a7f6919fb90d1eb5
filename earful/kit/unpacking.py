"""Unpacking an answer as it comes, never further than somebody wants to read: a bomb goes off in a small box."""

import zlib

SHAPES = {"gzip": (31,), "x-gzip": (31,), "deflate": (15, -15)}  # some send the last without a head
ASKED = "gzip, deflate"  # what requests say can be unpacked here


class Unknown(ValueError):
    """It is packed in a way that was not asked for, or more than once."""


class Damaged(ValueError):
    """It is not what it says it is."""


class Unpacker:
    """Takes the bytes of one answer as they come. `packing`: its Content-Encoding. Raises Unknown."""

    def __init__(self, packing: str) -> None:
        names = [name for part in packing.lower().split(",") if (name := part.strip()) not in {"", "identity"}]
        if len(names) > 1 or (names and names[0] not in SHAPES):
            raise Unknown(packing[:60])
        self._shapes = list(SHAPES[names[0]]) if names else []
        self._work = zlib.decompressobj(self._shapes.pop(0)) if names else None

    def feed(self, chunk: bytes, most: int) -> bytes:
        """What the chunk holds, at most one byte more than `most`. Raises Damaged."""
        if self._work is None or not chunk:
            return chunk
        try:
            found = self._work.decompress(chunk, most + 1)
        except zlib.error as error:
            if not self._shapes:
                raise Damaged(str(error)) from error
            self._work = zlib.decompressobj(self._shapes.pop())
            return self.feed(chunk, most)
        self._shapes = []  # only the very beginning may turn out to have another shape
        return found
