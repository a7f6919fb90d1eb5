"""What the pages are made of stays small, loads from here alone, and is all there."""

import re
from pathlib import Path

import earful.web

HERE = Path(earful.web.__file__).parent
SCRIPTS = sorted((HERE / "static/web/js").glob("*.js"))


def test_scripts_stay_under_sixty_kilobytes():
    assert sum(len(script.read_bytes()) for script in SCRIPTS) < 60 * 1024


def test_scripts_and_sheets_load_nothing_from_elsewhere():
    for file in [*SCRIPTS, *(HERE / "static/web/css").rglob("*.css")]:
        words = file.read_text()
        assert not re.findall(r"https?://(?!www\.w3\.org)", words), file.name
        assert not re.search(r"^import |\beval\(|new Function", words, re.MULTILINE), file.name


def test_no_template_carries_a_script_a_style_or_an_untranslated_button():
    for file in (HERE / "templates").rglob("*.html"):
        words = file.read_text()
        assert " style=" not in words, file.name
        assert not re.search(r"<script(?! type=\"module\" src)", words), file.name
        assert not re.search(r"\son[a-z]+=\"", words), file.name
        assert not re.search(r"<button[^>]*>[A-Z][a-z]+", words), file.name


def test_every_icon_that_is_asked_for_is_drawn():
    drawn = set(re.findall(r'<symbol id="i-([a-z]+)"', (HERE / "templates/web/sprite.html").read_text()))
    asked = set()
    for file in [*(HERE / "templates").rglob("*.html")]:
        asked |= set(re.findall(r'{% icon "([a-z]+)"', file.read_text()))
    assert asked - drawn == set()
