import re
from pathlib import Path

from earful.cli.main import COMMANDS
from earful.kit import environment

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "operate.md").read_text()


def test_every_setting_is_on_the_page() -> None:
    sources = [ROOT / "run", *(ROOT / "earful").rglob("*.py")]
    read = {name for file in sources for name in re.findall(r'\bEARFUL_[A-Z_]*[A-Z]\b(?!")', file.read_text())}
    quoted = {name for file in sources for name in re.findall(r'"(EARFUL_[A-Z_]*[A-Z])"', file.read_text())}
    assert {name for name in read | quoted | set(environment.NAMES) if f"`{name}`" not in PAGE} == set()


def test_every_command_is_on_the_page() -> None:
    assert [command.name for command in COMMANDS if f"| `earful {command.name}" not in PAGE] == []


def test_no_command_is_listed_twice() -> None:
    names = [command.name for command in COMMANDS]
    assert sorted(set(names)) == sorted(names)


def test_every_setting_that_is_read_is_listed_in_one_place() -> None:
    source = (ROOT / "earful" / "kit" / "environment.py").read_text()
    asked = set(re.findall(r'environ(?:\.get\(|, )"([A-Z_]+)"', source))
    assert asked <= set(environment.NAMES)
