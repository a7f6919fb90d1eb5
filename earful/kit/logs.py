"""Structured logs on standard error, one JSON object a line, without message content or secrets."""

import logging
import sys
import traceback
from typing import Any

import structlog

from earful.kit.away import away

SECRET_NAMES = (
    "password", "secret", "token", "jwt", "authorization", "cookie", "sesame", "key", "database_url", "dsn",
    "text", "raw", "written", "content", "body",
)  # fmt: skip


def hide(_logger: Any, _method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """Blank out every field whose name says that it could hold a secret or a message, however deep it lies."""
    return {name: _hidden(name, value) for name, value in event.items()}


def _hidden(name: Any, value: Any) -> Any:
    if any(part in str(name).lower() for part in SECRET_NAMES):
        return "(hidden)"
    if isinstance(value, dict):
        return {inner: _hidden(inner, found) for inner, found in value.items()}
    return type(value)(_hidden("", found) for found in value) if type(value) in (list, tuple) else value


def tell_where(_logger: Any, _method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """An exception as its sort and place. Its words stay out: a database quotes the row that it refuses.

    Where a database is away is no news: everybody who asks it says so at once, and a place in the code helps nobody.
    """
    found = event.pop("exc_info", None)
    error = sys.exc_info()[1] if found is True else found[1] if isinstance(found, tuple) else found
    if not isinstance(error, BaseException):
        return event
    if why := away(error):
        event["database"] = why
    else:
        event["exception"] = "\n".join(_place(error, set()))
    return event


def _place(error: BaseException, told: set[int]) -> list[str]:
    told.add(id(error))
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    lines = [*_place(before, told), "and then:"] if before is not None and id(before) not in told else []
    lines += [line.rstrip() for line in traceback.format_tb(error.__traceback__)]
    lines.append(type(error).__qualname__)
    for inner in error.exceptions if isinstance(error, BaseExceptionGroup) else ():
        lines += ["one of them:", *_place(inner, told)]
    return lines


def _without_arguments(_logger: Any, _method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """Libraries log with extra fields (task arguments, requests) that we have not read; they stay out."""
    event.pop("extra", None)
    return event


CHAIN: list[structlog.typing.Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    _without_arguments,
    hide,
]

CONFIG: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processors": [
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                tell_where,
                structlog.processors.JSONRenderer(),
            ],
            "foreign_pre_chain": CHAIN,
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        name: {"level": "WARNING"} for name in ("httpx", "httpcore", "asyncio", "procrastinate", "uvicorn.access")
    },
}


def start() -> None:
    """Make structlog write through the standard library's logging, configured by CONFIG."""
    structlog.configure(
        processors=[*CHAIN, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=True,
    )


def log(name: str) -> structlog.stdlib.BoundLogger:
    """The logger of a module."""
    logger: structlog.stdlib.BoundLogger = structlog.get_logger(name)
    return logger
