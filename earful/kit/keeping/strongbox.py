"""One encrypted file with named parts in order: a tar stream inside age (age-encryption.org/v1).

Both formats are published, so that a backup can be opened without Earful: `age --decrypt -i KEY FILE | tar x`.
age seals every block and the end, so a file that was cut off or changed is noticed.
"""

import io
import os
import tarfile
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

import pyrage

Part = tuple[str, bytes]
BEGINNING = b"age-encryption.org/v1\n"


class Unopenable(Exception):
    """Why a file cannot be opened or a key not used; `words` is a sentence."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


def new_key() -> str:
    """A fresh key, as age writes it: opens what is locked for it."""
    return str(pyrage.x25519.Identity.generate())


def key_in(text: str) -> str:
    """The key among the lines of a key file. Raises Unopenable."""
    for line in text.splitlines():
        if line.strip().startswith("AGE-SECRET-KEY-"):
            try:
                return str(pyrage.x25519.Identity.from_str(line.strip()))
            except pyrage.IdentityError as error:
                raise Unopenable("The key for backups is damaged: a character of it is wrong or missing.") from error
    raise Unopenable("That is no key for backups: it should hold a line that begins with AGE-SECRET-KEY-.")


def lock(parts: Iterable[Part], key: str, target: IO[bytes]) -> None:
    """Write the parts to `target`, readable only with `key`. What `parts` raises passes through."""
    reading, writing = os.pipe()
    failed: list[BaseException] = []

    def pack() -> None:
        with os.fdopen(writing, "wb") as out:
            try:
                _pack(parts, out)
            except BrokenPipeError:  # whoever reads has failed, and says why
                return
            except BaseException as error:  # noqa: BLE001 -- raised again below, in the thread that waits
                failed.append(error)

    packer = threading.Thread(target=pack)
    packer.start()
    try:
        with os.fdopen(reading, "rb") as source:
            pyrage.encrypt_io(source, target, [pyrage.x25519.Identity.from_str(key).to_public()])
    finally:
        packer.join()
    if failed:
        raise failed[0]


def _pack(parts: Iterable[Part], out: IO[bytes]) -> None:
    with tarfile.open(fileobj=out, mode="w|", format=tarfile.PAX_FORMAT) as tar:
        for name, content in parts:
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode = len(content), 0o600
            tar.addfile(entry, io.BytesIO(content))


def unlock(path: Path, key: str) -> Iterator[Part]:
    """The parts of a file, in order. Raises Unopenable, also half-way when the file was cut off or changed."""
    reading, writing = os.pipe()
    failed: list[Unopenable] = []

    def decrypt() -> None:
        try:
            with (
                os.fdopen(writing, "wb") as out,
                path.open("rb") as source,
            ):  # in this order: whoever reads must see the end
                pyrage.decrypt_io(source, out, [pyrage.x25519.Identity.from_str(key)])
        except pyrage.DecryptError as error:
            failed.append(Unopenable(_why(path, error)))
        except BrokenPipeError:  # nobody reads any more, and that is their business
            return
        except OSError as error:  # age tells of damage with an error that no system call ever had
            failed.append(
                Unopenable(f"{path} cannot be read ({error.strerror})." if error.errno else _why(path, error))
            )

    opener = threading.Thread(target=decrypt)
    opener.start()
    try:
        with os.fdopen(reading, "rb") as source:
            yield from _unpack(path, source)
            source.read()
    except tarfile.TarError as error:
        opener.join()
        raise (failed or [Unopenable(f"{path} is damaged.")])[0] from error
    finally:
        opener.join()
    if failed:
        raise failed[0]


def _unpack(path: Path, source: IO[bytes]) -> Iterator[Part]:
    with tarfile.open(fileobj=source, mode="r|") as tar:
        for entry in tar:
            content = tar.extractfile(entry)
            if content is None:
                raise Unopenable(f"{path} holds something that is no part of a backup.")
            yield entry.name, content.read()


def _why(path: Path, error: Exception) -> str:
    if "no matching" in str(error).lower():
        return f"{path} was made with another key. Name the right one with --key."
    with path.open("rb") as source:
        beginning = source.read(len(BEGINNING))
    if beginning != BEGINNING:
        return f"{path} is no backup of Earful, or it is damaged at its beginning."
    return f"{path} is damaged: it was cut off or changed after it was made."
