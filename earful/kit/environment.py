"""What an owner may set from outside: DATABASE_URL and EARFUL_*, read once, typed, and refused in plain words.

Every setting stands in docs/operate.md. A secret may come from a file: NAME_FILE holds the path.
"""

import hashlib
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from earful.kit import mailserver
from earful.kit.mailserver import MailServer

NAMES = (
    "DATABASE_URL",
    "EARFUL_ALLOWED_HOSTS",
    "EARFUL_CHECK_SECONDS",
    "EARFUL_DATA",
    "EARFUL_HOST",
    "EARFUL_LIVE_PORT",
    "EARFUL_LIVE_URL",
    "EARFUL_MAIL_FROM",
    "EARFUL_MAIL_URL",
    "EARFUL_PORT",
    "EARFUL_ROLE",
    "EARFUL_SECRET_KEY",
    "EARFUL_TOWN",
    "EARFUL_TOWN_PORT",
    "EARFUL_TOWN_QUIET",
    "EARFUL_TOWN_SEED",
    "EARFUL_TOWN_SPEED",
    "EARFUL_TRUSTED_HOSTS",  # read by kit/transport.py, where it guards the door
    "EARFUL_URL",
    "EARFUL_WEB_PROCESSES",
    "EARFUL_WEB_THREADS",
    "EARFUL_WORK_CONCURRENCY",
    "EARFUL_WORK_PROCESSES",
)
SHORTEST_KEY = 32
FASTEST = 10_000
ON, OFF = frozenset({"on", "yes", "true", "1"}), frozenset({"off", "no", "false", "0"})


class EnvironmentRefused(Exception):
    """A setting makes no sense; `words` says which one and what would."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


@dataclass(frozen=True, slots=True)
class Environment:
    """The settings, checked. `embedded` tells that the database is Earful's own, below `data_dir`."""

    data_dir: Path
    database_url: str = field(repr=False)
    embedded: bool
    role: str
    secret_key: str = field(repr=False)
    sealing_key: str = field(repr=False)
    host: str
    port: int
    live_port: int
    town_port: int
    url: str
    live_url: str
    mail: MailServer | None
    allowed_hosts: list[str]
    trusted_origins: list[str]
    town: bool
    town_quiet: bool
    town_seed: int
    town_speed: float
    web_processes: int
    web_threads: int
    work_concurrency: int
    work_processes: int
    check_seconds: int

    @property
    def https(self) -> bool:
        """Whether people reach the desk through https."""
        return self.url.startswith("https:")

    @property
    def near(self) -> str:
        """The address of this machine to speak to our own processes, also when they listen on every address."""
        return {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(self.host, self.host)  # noqa: S104 -- compared

    @property
    def shown_host(self) -> str:
        """The same, as it stands in an address."""
        return f"[{self.near}]" if ":" in self.near else self.near


def read(environ: Mapping[str, str] = os.environ) -> Environment:
    """Read and check every setting. Makes the data folder and its key file. Raises EnvironmentRefused."""
    database_url = _database_url(environ)
    data_dir = _data_dir(environ)
    secret_key = _secret_key(environ, data_dir)
    port = _whole(environ, "EARFUL_PORT", 8460, 1, 65533)
    host = environ.get("EARFUL_HOST", "").strip() or "127.0.0.1"
    url = _address(environ, "EARFUL_URL")
    return Environment(
        data_dir=data_dir,
        database_url=database_url or f"postgresql://earful@/earful?host={data_dir / 'socket'}",
        embedded=not database_url,
        role=environ.get("EARFUL_ROLE", "").strip() or "earful",
        secret_key=secret_key,
        sealing_key=hashlib.sha256(b"earful sealing key:" + secret_key.encode()).hexdigest(),
        host=host,
        port=port,
        live_port=_whole(environ, "EARFUL_LIVE_PORT", port + 1, 1, 65535),
        town_port=_whole(environ, "EARFUL_TOWN_PORT", port + 2, 1, 65535),
        url=url,
        live_url=_address(environ, "EARFUL_LIVE_URL") or url,
        mail=_mail(environ),
        allowed_hosts=_allowed_hosts(environ, host, url),
        trusted_origins=[url] if url else [],
        town=_switch(environ, "EARFUL_TOWN", default=True),
        town_quiet=_switch(environ, "EARFUL_TOWN_QUIET", default=False),
        town_seed=_whole(environ, "EARFUL_TOWN_SEED", 7, 0, 2**31 - 1),
        town_speed=_factor(environ, "EARFUL_TOWN_SPEED", 1.0),
        web_processes=_whole(environ, "EARFUL_WEB_PROCESSES", 2, 1, 64),
        web_threads=_whole(environ, "EARFUL_WEB_THREADS", 4, 1, 64),
        work_concurrency=_whole(environ, "EARFUL_WORK_CONCURRENCY", 4, 1, 64),
        work_processes=_whole(environ, "EARFUL_WORK_PROCESSES", 1, 1, 64),
        check_seconds=_whole(environ, "EARFUL_CHECK_SECONDS", 60, 1, 86400),
    )


def _data_dir(environ: Mapping[str, str]) -> Path:
    given = environ.get("EARFUL_DATA", "").strip()
    checkout = Path(__file__).resolve().parents[2]
    home = checkout if (checkout / "pyproject.toml").exists() else Path.cwd()
    data_dir = Path(given).expanduser().absolute() if given else home / "var"
    mode = 0o711 if os.geteuid() == 0 else 0o700  # a database started by root runs as someone else, who must pass
    try:
        if not data_dir.is_dir():
            data_dir.mkdir(parents=True)
            data_dir.chmod(mode)
    except OSError as error:
        raise EnvironmentRefused(f"EARFUL_DATA: the folder {data_dir} cannot be made ({error.strerror}).") from error
    return data_dir


def _database_url(environ: Mapping[str, str]) -> str:
    url = _secret(environ, "DATABASE_URL")
    if not url:
        return ""
    try:
        parts = urlsplit(url)
        _ = parts.port  # urlsplit checks the port only when asked
    except ValueError as error:
        raise EnvironmentRefused("DATABASE_URL is not an address: its host or port cannot be read.") from error
    if parts.scheme not in ("postgres", "postgresql"):
        raise EnvironmentRefused(
            f"DATABASE_URL begins with {parts.scheme or 'nothing'}: Earful keeps everything in PostgreSQL 15 or newer, "
            "so the address must begin with postgresql://. Leave it out to use the database that comes with Earful."
        )
    if not parts.path.strip("/"):
        raise EnvironmentRefused("DATABASE_URL names no database: it must end with /NAME.")
    return url


def _secret_key(environ: Mapping[str, str], data_dir: Path) -> str:
    key = _secret(environ, "EARFUL_SECRET_KEY") or _kept_key(data_dir / "secret.key")
    if len(key) < SHORTEST_KEY:
        raise EnvironmentRefused(f"EARFUL_SECRET_KEY is too short: it needs at least {SHORTEST_KEY} random characters.")
    return key


def _kept_key(path: Path) -> str:
    """The key in the data folder, made on the first start; two first starts at once agree on one."""
    try:
        if not path.exists():
            fresh = path.with_name(f"secret.{os.getpid()}")
            with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
                file.write(secrets.token_urlsafe(48) + "\n")
            try:
                os.link(fresh, path)
            except FileExistsError:
                return path.read_text().strip()
            finally:
                fresh.unlink()
        return path.read_text().strip()
    except OSError as error:
        raise EnvironmentRefused(f"The key file {path} cannot be read or made ({error.strerror}).") from error


def _secret(environ: Mapping[str, str], name: str) -> str:
    if file := environ.get(f"{name}_FILE", "").strip():
        try:
            return Path(file).read_text().strip()
        except (OSError, UnicodeDecodeError) as error:
            raise EnvironmentRefused(f"{name}_FILE: the file {file} cannot be read.") from error
    return environ.get(name, "").strip()


def _mail(environ: Mapping[str, str]) -> MailServer | None:
    try:
        return mailserver.read(_secret(environ, "EARFUL_MAIL_URL"), environ.get("EARFUL_MAIL_FROM", "").strip())
    except ValueError as error:
        raise EnvironmentRefused(str(error)) from None  # what was read holds the password


def _whole(environ: Mapping[str, str], name: str, default: int, least: int, most: int) -> int:
    text = environ.get(name, "").strip()
    if not text:
        return default
    if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
        raise EnvironmentRefused(f"{name} is {text!r}: it must be a whole number from {least} to {most}.")
    return int(text)


def _factor(environ: Mapping[str, str], name: str, default: float) -> float:
    text = environ.get(name, "").strip()
    try:
        value = float(text) if text else default
    except ValueError:
        value = 0.0
    if not 0 < value <= FASTEST:
        raise EnvironmentRefused(f"{name} is {text!r}: it must be a number above 0, at most {FASTEST}.")
    return value


def _switch(environ: Mapping[str, str], name: str, *, default: bool) -> bool:
    text = environ.get(name, "").strip().lower()
    if text and text not in ON | OFF:
        raise EnvironmentRefused(f"{name} is {text!r}: it must be on or off.")
    return text in ON if text else default


def _address(environ: Mapping[str, str], name: str) -> str:
    text = environ.get(name, "").strip().rstrip("/")
    if not text:
        return ""
    try:
        parts = urlsplit(text)
        fits = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        fits = False
    if not fits or parts.path or parts.query or parts.fragment or "@" in parts.netloc:
        raise EnvironmentRefused(f"{name} is {text!r}: it must be like https://desk.example.org, without a path.")
    return text


def _allowed_hosts(environ: Mapping[str, str], host: str, url: str) -> list[str]:
    given = [name.strip() for name in environ.get("EARFUL_ALLOWED_HOSTS", "").split(",") if name.strip()]
    own = [host] if host not in ("0.0.0.0", "::") else []  # noqa: S104 -- compared, nothing listens here
    public = [urlsplit(url).hostname or ""] if url else []
    return list(dict.fromkeys(["127.0.0.1", "localhost", "[::1]", *own, *public, *given]))
