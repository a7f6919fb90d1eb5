import re
from pathlib import Path

import pytest

from earful.kit import environment
from earful.kit.environment import EnvironmentRefused

KEY = "k" * 40


def test_without_any_setting_everything_has_a_sensible_value(tmp_path: Path) -> None:
    env = environment.read({"EARFUL_DATA": str(tmp_path / "var")})
    assert (env.host, env.port, env.live_port, env.town_port) == ("127.0.0.1", 8460, 8461, 8462)
    assert env.embedded
    assert env.town
    assert not env.https
    assert env.allowed_hosts == ["127.0.0.1", "localhost", "[::1]"]


def test_the_key_is_made_once_for_this_person_only(tmp_path: Path) -> None:
    first = environment.read({"EARFUL_DATA": str(tmp_path / "var")})
    second = environment.read({"EARFUL_DATA": str(tmp_path / "var")})
    assert first.secret_key == second.secret_key
    assert first.sealing_key == second.sealing_key != first.secret_key
    assert (tmp_path / "var" / "secret.key").stat().st_mode & 0o777 == 0o600
    assert sorted(p.name for p in (tmp_path / "var").iterdir()) == ["secret.key"]


def test_a_secret_may_come_from_a_file_and_is_never_shown(tmp_path: Path) -> None:
    (tmp_path / "key").write_text(KEY + "\n")
    env = environment.read({"EARFUL_DATA": str(tmp_path), "EARFUL_SECRET_KEY_FILE": str(tmp_path / "key")})
    assert env.secret_key == KEY
    assert KEY not in repr(env)
    assert not (tmp_path / "secret.key").exists()


def test_the_ports_follow_the_first_one(tmp_path: Path) -> None:
    env = environment.read({"EARFUL_DATA": str(tmp_path), "EARFUL_PORT": "9000", "EARFUL_TOWN_PORT": "7"})
    assert (env.port, env.live_port, env.town_port) == (9000, 9001, 7)


def test_a_public_address_is_trusted(tmp_path: Path) -> None:
    env = environment.read({"EARFUL_DATA": str(tmp_path), "EARFUL_URL": "https://desk.example.org/"})
    assert env.https
    assert env.trusted_origins == ["https://desk.example.org"]
    assert "desk.example.org" in env.allowed_hosts


def test_listening_everywhere_is_reached_from_nearby(tmp_path: Path) -> None:
    env = environment.read({"EARFUL_DATA": str(tmp_path), "EARFUL_HOST": "::"})
    assert (env.near, env.shown_host) == ("::1", "[::1]")
    assert "::" not in env.allowed_hosts


@pytest.mark.parametrize(
    ("setting", "value", "words"),
    [
        ("EARFUL_PORT", "eighty", "EARFUL_PORT is 'eighty': it must be a whole number from 1 to 65533."),
        ("EARFUL_PORT", "65534", "EARFUL_PORT is '65534': it must be a whole number from 1 to 65533."),
        ("EARFUL_TOWN", "maybe", "EARFUL_TOWN is 'maybe': it must be on or off."),
        ("EARFUL_TOWN_SPEED", "nan", "EARFUL_TOWN_SPEED is 'nan': it must be a number above 0, at most 10000."),
        ("EARFUL_TOWN_SPEED", "fast", "EARFUL_TOWN_SPEED is 'fast': it must be a number above 0, at most 10000."),
        ("EARFUL_SECRET_KEY", "short", "EARFUL_SECRET_KEY is too short: it needs at least 32 random characters."),
        ("EARFUL_URL", "desk.example.org", "it must be like https://desk.example.org, without a path."),
        ("EARFUL_URL", "https://h.example/desk", "it must be like https://desk.example.org, without a path."),
        ("DATABASE_URL", "sqlite:///desk.db", "Earful keeps everything in PostgreSQL 15 or newer"),
        ("DATABASE_URL", "postgresql://host:port/desk", "its host or port cannot be read"),
        ("DATABASE_URL", "postgresql://host", "DATABASE_URL names no database"),
        ("DATABASE_URL_FILE", "/nowhere/url", "DATABASE_URL_FILE: the file /nowhere/url cannot be read."),
        ("EARFUL_DATA", "/dev/null/var", "EARFUL_DATA: the folder /dev/null/var cannot be made"),
    ],
)
def test_nonsense_is_refused_in_one_sentence(tmp_path: Path, setting: str, value: str, words: str) -> None:
    with pytest.raises(EnvironmentRefused, match=re.escape(words)):
        environment.read({"EARFUL_DATA": str(tmp_path), setting: value})


def test_a_refusal_holds_no_password(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentRefused) as caught:
        environment.read({"EARFUL_DATA": str(tmp_path), "DATABASE_URL": "mysql://u:hunter2@h/d"})
    assert "hunter2" not in caught.value.words
