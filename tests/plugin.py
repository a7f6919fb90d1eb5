"""Loaded before Django (`-p tests.plugin`): a throw-away PostgreSQL and data folder for this run, nothing shared."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

import psycopg
import pytest
from hypothesis import HealthCheck, settings

# No test is timed: on a busy machine drawing an example may take as long as it likes.
settings.register_profile("house", suppress_health_check=[HealthCheck.too_slow], deadline=None)
settings.load_profile("house")

MODEL = "earful_model"  # what each process of tests copies for itself

if "PYTEST_XDIST_WORKER" not in os.environ and "EARFUL_TESTING" not in os.environ:
    os.environ["EARFUL_TESTING"] = "1"
    folder = Path(tempfile.mkdtemp(prefix="earful-test-"))
    folder.chmod(0o711)
    os.environ["EARFUL_DATA"] = str(folder)
    from earful.kit import cluster
    from tests import prepared

    prepared.lay(folder)
    database = cluster.start(folder, fsync=False, say=lambda _words: None)
    os.environ["DATABASE_URL"] = database.url
    with psycopg.connect(database.url.replace("@/earful?", "@/postgres?"), autocommit=True) as line:
        line.execute(f"create database {MODEL} template earful")

    def finish() -> None:
        """Stop the server and take everything away."""
        database.leave()
        shutil.rmtree(folder, ignore_errors=True)

    atexit.register(finish)


@pytest.hookimpl(trylast=True)
def pytest_configure() -> None:
    """Tables are copied, not made. A test is one long transaction, and on a starved machine may stand still: no server hangs up."""
    from django.conf import settings as house

    house.DATABASES["default"].setdefault("TEST", {})["TEMPLATE"] = MODEL
    how = house.DATABASES["default"]["OPTIONS"]
    how["options"] += " -c idle_in_transaction_session_timeout=0"
