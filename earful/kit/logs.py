"""Structured logs on standard error, one JSON object a line, without message content or secrets."""

import logging
from typing import Any

import structlog

SECRET_NAMES = ("password", "secret", "token", "jwt", "authorization", "cookie", "text", "raw", "sesame")


def hide(_logger: Any, _method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """Blank out every field whose name says that it could hold a secret or a message."""
    return {k: "(hidden)" if any(part in k.lower() for part in SECRET_NAMES) else v for k, v in event.items()}


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
                structlog.processors.format_exc_info,
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
