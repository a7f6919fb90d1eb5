"""Pages in tests take their style sheets and scripts from where they are written, not from a gathered folder."""

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def ungathered(settings):
    """No manifest of hashed names is needed; the folder whitenoise looks into exists."""
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
