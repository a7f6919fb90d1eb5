"""Packages beside Earful that bring a network: whether they can be loaded, before anything is started."""

from earful.channels import registry
from earful.cli.findings import Finding
from earful.cli.trouble import Trouble


def check() -> None:
    """Raises Trouble that names the package and its error."""
    try:
        registry.networks()
    except registry.NotLoaded as error:
        raise Trouble(error.words) from error


def look() -> Finding | None:
    """The same for the doctor; None where all is well."""
    try:
        check()
    except Trouble as trouble:
        return Finding("packages", False, f"{trouble.words} Until then nothing starts, and nothing else was looked at.")
    return None
