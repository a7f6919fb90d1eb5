"""What every story needs: pages as they are written, and a database without another story's leftovers."""

from pathlib import Path

import pytest
from django.db import connection


@pytest.fixture(autouse=True)
def ungathered(settings):
    """No manifest of hashed names is needed; the folder whitenoise looks into exists."""
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}


@pytest.fixture(autouse=True)
def no_jobs_left(request, django_db_blocker):
    """Stories that commit leave jobs, in tables that Django does not manage and so does not empty."""
    yield
    marker = request.node.get_closest_marker("django_db")
    if (marker and marker.kwargs.get("transaction")) or "transactional_db" in request.fixturenames:
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute("truncate procrastinate_jobs, procrastinate_periodic_defers cascade")
