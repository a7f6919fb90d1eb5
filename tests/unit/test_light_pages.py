"""Processes that only show pages load nothing that reckons."""

import os
import subprocess
import sys

HEAVY = ("numpy", "scipy", "sklearn", "onnxruntime", "sentencepiece", "phonenumbers")
SAID = f"import django; django.setup(); import earful.flow, earful.upkeep, earful.urls, sys; print([m for m in {HEAVY} if m in sys.modules])"


def test_pages_are_light() -> None:
    environ = {**os.environ, "DJANGO_SETTINGS_MODULE": "earful.settings"}
    told = subprocess.run([sys.executable, "-c", SAID], env=environ, capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
