"""Logs tell what happened, never what was said and never a secret."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from earful.kit import logs

SAID = "my card number is 4111 1111"
SECRET = "hunter2-hunter2"


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What Earful's own configuration would write on standard error, for one logger of this test."""
    paper = io.StringIO()
    form = logs.CONFIG["formatters"]["json"]
    stream = logging.StreamHandler(paper)
    stream.setFormatter(
        structlog.stdlib.ProcessorFormatter(processors=form["processors"], foreign_pre_chain=form["foreign_pre_chain"])
    )
    logger = logging.getLogger("earful.test_logs")
    logger.propagate = False
    logger.addHandler(stream)
    logger.setLevel(logging.INFO)
    yield paper
    logger.removeHandler(stream)


def lines(written: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in written.getvalue().splitlines()]


def ours() -> structlog.stdlib.BoundLogger:
    return logs.log("earful.test_logs")


def stumble(error: Exception) -> None:
    raise error


def refuse() -> None:
    """As a database does, with the words it was given."""
    try:
        stumble(KeyError(SAID))
    except KeyError as error:
        raise ValueError(f"Failing row contains ({SAID}, {SECRET}).") from error


def test_a_line_is_one_json_object_with_time_level_and_logger(written: io.StringIO) -> None:
    ours().info("swept", at=7, network="sandbox")
    (line,) = lines(written)
    assert (line["event"], line["at"], line["network"]) == ("swept", 7, "sandbox")
    assert (line["level"], line["logger"]) == ("info", "earful.test_logs")
    assert line["timestamp"].endswith("Z")


@pytest.mark.parametrize(
    "name",
    [
        "password", "app_password", "client_secret", "access_token", "refreshJwt", "Authorization", "cookies", "text", "text_shown",
        "raw", "sesame", "api_key", "secret_key", "database_url", "words_written", "content", "body",
    ],
)  # fmt: skip
def test_what_may_hold_a_secret_or_a_message_is_blanked(written: io.StringIO, name: str) -> None:
    ours().info("connected", **{name: SECRET}, details={name: SECRET, "list": [{name: SECRET}]})
    assert SECRET not in written.getvalue()
    assert lines(written)[0][name] == "(hidden)"
    assert lines(written)[0]["details"]["list"][0][name] == "(hidden)"


def test_an_exception_tells_where_and_what_sort_but_not_its_words(written: io.StringIO) -> None:
    try:
        refuse()
    except ValueError:
        ours().exception("send_stumbled", dispatch=4)
    (line,) = lines(written)
    assert SAID not in written.getvalue()
    assert SECRET not in written.getvalue()
    assert "ValueError" in line["exception"]
    assert "KeyError" in line["exception"]
    assert "test_logs.py" in line["exception"]
    assert "in refuse" in line["exception"]


def test_groups_of_exceptions_tell_each_of_them(written: io.StringIO) -> None:
    try:
        stumble(ExceptionGroup(SAID, [OSError(SAID), TypeError(SECRET)]))
    except ExceptionGroup:
        ours().exception("stumbled")
    assert SAID not in written.getvalue()
    assert SECRET not in written.getvalue()
    assert "OSError" in lines(written)[0]["exception"]
    assert "TypeError" in lines(written)[0]["exception"]


def test_libraries_are_written_in_the_same_form_without_what_they_attach(written: io.StringIO) -> None:
    library = logging.getLogger("earful.test_logs")
    try:
        stumble(RuntimeError(SAID))
    except RuntimeError:
        library.exception("Job %s failed", "send", extra={"job": {"text": SAID}, "request": SECRET})
    (line,) = lines(written)
    assert line["event"] == "Job send failed"
    assert line["exception"].endswith("RuntimeError")
    assert SAID not in written.getvalue()
    assert SECRET not in written.getvalue()


def test_strange_values_never_stop_a_line(written: io.StringIO) -> None:
    ours().info("odd", value=object(), name="\ud800 \x00", when={1, 2}, details=[b"\xff", None, 1.5])
    assert lines(written)[0]["event"] == "odd"


def test_http_libraries_do_not_write_addresses() -> None:
    for name in ("httpx", "httpcore"):
        assert logs.CONFIG["loggers"][name]["level"] == "WARNING"
