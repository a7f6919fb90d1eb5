"""The rules of the house that a machine can check. One that hurts is changed here, with the reason, or kept."""

import ast
import re
import statistics
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import ForeignKey, ManyToManyField

from earful.channels.registry import networks
from earful.replies import sentences
from earful.replies.guard import USUAL, Ruling, Strength
from earful.replies.words import KINDS
from earful.triage import reasons

ROOT = Path(__file__).resolve().parents[2]
HOUSE = ROOT / "earful"
FILES = sorted(path for path in HOUSE.rglob("*.py") if "migrations" not in path.parts)
ROOMS = [
    room.strip()
    for layer in tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"][0]["layers"]
    for room in layer.split("|")
][::-1]

PUBLIC = {"models", "rules", "actions", "queries"}  # of every room that the pipeline walks through
OPEN = {
    "accounts.gaps", "intake.looks", "intake.unheard",  # when nobody listened; what a network has and the ledger has not
    "accounts.forms", "accounts.hooks", "intake.knocks",  # channels that come to us
    "accounts.belonging", "accounts.hindering", "accounts.leases", "accounts.reaching", "accounts.training",  # whose; what hides; who listens; the way
    "channels.ours", "channels.privately", "conversations.audience", "outbox.pages.opening", "outbox.pages.queries", "outbox.pages.rules", "outbox.pages.solved",  # who reads what; private pages
    "channels.calling", "channels.contract", "channels.offering", "channels.registry", "channels.seeking",  # what a network is, and which there are, and which call us
    "conversations.clearing", "conversations.filing", "intake.vault",  # what is past its time; archive files
    "conversations.links.asks", "conversations.links.models", "conversations.links.rules", "conversations.links.showing", "conversations.links.wire", "conversations.links.words",  # what is behind a link
    "conversations.same.address", "conversations.same.folding", "conversations.same.halves", "conversations.same.keeping", "conversations.same.likely", "conversations.same.shelf", "conversations.same.words",  # what is said in many places
    "conversations.context",  # what was said above something
    "conversations.experts.answering", "conversations.experts.entering", "conversations.experts.forgetting", "conversations.experts.inviting", "conversations.experts.letters",  # people outside the team
    "conversations.experts.mailing", "conversations.experts.queries", "conversations.experts.rules", "conversations.experts.telling",  # who are asked
    "conversations.search", "conversations.tally", "customers.names",  # finding words; kept counts; finding people
    "conversations.filters", "conversations.levels", "conversations.views",  # what a saved view finds; how urgent things are; whose it is
    "conversations.history", "conversations.returning", "conversations.snoozing", "conversations.standing",  # what is written down; how a matter stands
    "house_rules.terms", "house_rules.trying", "house_rules.wording", "queues.bulk_undo",  # what rules say; how they would go; words in a list; taking back
    "queues.promises.calendars",  # whether it is within business hours
    "knowledge.counting", "knowledge.finding", "knowledge.gathering", "knowledge.marking", "knowledge.public", "knowledge.repeating", "knowledge.suggesting", "knowledge.usual",  # articles and suggestions
    "insights.at_once", "insights.by_name", "insights.opinions", "insights.unheard",  # how second opinions compare
    "listening.asking", "listening.composing", "listening.fitting", "listening.matching", "listening.noise", "listening.searching", "listening.tree",  # queries, compiled and held against posts
    "intake.addressees", "intake.archives", "intake.imports",  # reading archive files
    "insights.digest", "insights.words",  # the daily mail; the figures in words
    "notices.calling", "notices.digests", "notices.hearing", "notices.letters", "notices.writing",  # who is told what, and how it leaves
    "notices.escalating", "notices.grouping", "notices.hooks", "notices.lines", "notices.wishes",  # the chain; chat tools; lines on a page; what people chose
    "outbox.sight",  # what a page has shown, and what came since
    "outbox.approval.actions", "outbox.approval.asking", "outbox.approval.changes", "outbox.approval.deciding", "outbox.approval.models", "outbox.approval.queries", "outbox.approval.rules",  # a second pair of eyes
    "outbox.acknowledging", "outbox.anew", "outbox.origins", "outbox.clocks", "outbox.stopping", "outbox.waiting",  # replies and a clock that was moved; replies that wait for a sign-in
    "outbox.letting", "channels.moderating", "conversations.correcting",  # messages that their own site holds back
    "outbox.amended", "outbox.amending", "channels.amending",  # answers that left are changed or deleted
    "queues.sharing.giving", "queues.sharing.leading", "queues.sharing.needs", "queues.sharing.people", "queues.sharing.picking", "queues.sharing.rules", "queues.sharing.shifts",  # handing out
    "replies.introducing", "replies.sharing", "replies.signing", "staff.marks", "staff.showing",  # drafts of a team; who signs, and how; the public side of people
    "staff.abilities",  # what people can do
    "conversations.ordering", "conversations.refusing",  # in which order; why not
    "queues.bulk", "queues.taking_back",  # one act on many; from those who are not here
    "queues.promises.policies", "queues.promises.timetables", "queues.promises.days_off", "queues.promises.hours",  # what is promised; business hours
    "conversations.solving", "replies.holding",  # whether a matter is solved; what a holding reply may say
    "conversations.rhythm", "intake.rhythm", "intake.silence",  # when what is said; how much is usual; the alarm
    "queues.promises.queries", "queues.promises.ringing", "queues.promises.settling",  # clocks: read, rung, set
    "replies.guard", "replies.pictures", "replies.sentences", "replies.tuning", "replies.words",  # rulings; pictures made fit; news as sentences
    "replies.assisting", "replies.assisting.asks", "replies.assisting.client", "replies.assisting.masking", "replies.assisting.material", "replies.assisting.prompts", "replies.assisting.scope", "replies.assisting.settings", "replies.assisting.words",  # help with writing
    "replies.saved.actions", "replies.saved.filling", "replies.saved.finding", "replies.saved.queries", "replies.saved.rules", "replies.saved.taking",  # saved replies
    "staff.admin", "staff.changes",  # the ground of the administration pages; what changes about people
    "triage.card", "triage.example", "triage.lessons", "triage.teaching",  # what the weights are; learning from corrections
    "insights.board", "insights.coverage", "insights.quality", "insights.rating",  # how good triage is
    "triage.advisers", "triage.asking", "triage.calls", "triage.opinions", "triage.ungiven", "triage.wanting", "triage.whereabouts",  # second opinions: whose, how they are asked for, what they say
    "conversations.sorting", "insights.topics",  # what turns are about; how much of what
    "triage.topics.actions", "triage.topics.fits", "triage.topics.models", "triage.topics.proposing", "triage.topics.queries", "triage.topics.recording", "triage.topics.values",  # topics, as people and
    "triage.topics.clusters", "triage.topics.hearing", "triage.topics.rules", "triage.topics.telling",  # jobs see them; how they are learned, found, named
    "triage.anonymous", "triage.reasons", "triage.fitting", "triage.linear", "triage.personal",  # reasons as sentences; learning; personal data
}  # fmt: skip
ONLY = {  # doors inside doors: what is open, and to whom alone
    "channels.archive.parcels": {"cli.importing", "intake.addressees", "intake.archives"},
    "channels.bluesky.jetstream": {"bench", "cli.stream", "streaming"},
    "channels.form.wire": {"web.form.following", "web.form.pages"},
    "channels.hook.signing": {"accounts.hooks", "web.hooks.door"}, "channels.hook.wire": {"web.hooks.door"},
    "channels.sandbox.town.cast": {"taking_on"}, "channels.sandbox.trouble": {"accounts.training", "cli.town_trouble"},
    "channels.sandbox.town.server": {"cli.town", "bench"}, "channels.sandbox.town.feed": {"bench"},
    "cli.chosen": {"bench"}, "cli.leash": {"bench"}, "cli.stream": {"bench"}, "cli.tables": {"bench"}, "cli.trouble": {"bench"}, "channels.sandbox.wire": {"bench"},
    "triage.wording": {"replies.guard.hearing"}, "triage.fast": {"bench"}, "triage.learned": {"bench", "cli.triage"}, "triage.tuning.both": {"bench", "cli.triage"}, "triage.tuning.packed": {"bench", "cli.triage"}, "triage.questions": {"bench"},
    "web.desk.why_words": {"bench"}, "web.sign_in": {"urls"}, "wsgi": {"cli.web"},
}  # fmt: skip
ASYNC = (
    "bench/ignored_desk.py", "bench/screens.py", "bench/watching.py",  # they watch as many pages as a desk has
    "channels/", "live/", "cli/ear.py", "cli/listen.py", "cli/work.py", "cli/stream.py", "kit/transport.py", "kit/addresses.py", "kit/sockets.py", "kit/courtesy.py", "kit/visiting.py", "accounts/hosts.py", "accounts/reaching.py", "accounts/sessions.py", "accounts/training.py", "cli/town_trouble.py", "conversations/links/wire.py",
    "notices/calling.py", "triage/asking.py",  # a chat tool; a language model
)  # fmt: skip
UNKIND = {
    "manager",
    "managers",
    "handler",
    "handlers",
    "helper",
    "helpers",
    "utils",
    "util",
    "data",
    "process",
    "common",
    "misc",
}


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(HOUSE).with_suffix("").parts)


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), filename=str(path))


def imported(path: Path) -> Iterator[str]:
    """Modules of the house that a file imports, without `earful.`; a name from a module counts as the module."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name_of(path)} imports from a relative place"
            found = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in found:
            if name.startswith("earful."):
                yield _module(name.removeprefix("earful."))


def _module(name: str) -> str:
    there = HOUSE.joinpath(*name.split("."))
    return name if there.with_suffix(".py").exists() or there.is_dir() else name.rpartition(".")[0]


def test_rooms_are_entered_by_their_doors() -> None:
    found = []
    for path in FILES:
        here = name_of(path)
        for name in imported(path):
            room, _, inside = name.partition(".")
            admitted = ONLY.get(name, set())
            known = inside in {"", *PUBLIC} or name in OPEN or here in admitted or here.partition(".")[0] in admitted
            if room not in {"kit", here.partition(".")[0]} and not known:
                found.append(f"{here} -> {name}")
    assert found == []


def there(place: Path) -> tuple[bool, bool]:
    """Whether it is a module, and whether it is a package."""
    return place.with_suffix(".py").exists(), (place / "__init__.py").exists()


def test_every_listed_exception_is_still_needed() -> None:
    used = {
        name for path in FILES for name in imported(path) if name.partition(".")[0] != name_of(path).partition(".")[0]
    }
    assert [name for name in ONLY if name not in used and ONLY[name] != {"bench"}] == []
    assert [name for name in OPEN if not any(there(HOUSE.joinpath(*name.split("."))))] == []


def test_waiting_for_the_wire_is_done_in_few_places() -> None:
    asynchronous = [p for p in FILES if any(isinstance(node, ast.AsyncFunctionDef) for node in ast.walk(tree(p)))]
    places = [str(path.relative_to(HOUSE)) for path in asynchronous]
    assert [place for place in places if not place.startswith(ASYNC)] == []


def test_files_are_short() -> None:
    lengths = {path: len(path.read_text().splitlines()) for path in FILES}
    assert {name_of(path): length for path, length in lengths.items() if length > 400} == {}
    assert statistics.median(lengths.values()) <= 80
    assert statistics.quantiles(lengths.values(), n=20)[-1] <= 250


def test_functions_are_short() -> None:
    found = {}
    for path in FILES:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or 0) - node.lineno + 1
                if length > 40:
                    found[f"{name_of(path)}.{node.name}"] = length
    assert found == {}


def test_tests_are_not_longer_than_the_house_allows() -> None:
    lengths = {path: len(path.read_text().splitlines()) for path in (ROOT / "tests").rglob("*.py")}
    assert {str(path.relative_to(ROOT)): length for path, length in lengths.items() if length > 400} == {}


def test_names_are_care_words() -> None:
    named = {
        part for path in FILES for part in path.relative_to(HOUSE).with_suffix("").parts for part in part.split("_")
    }
    assert named & UNKIND == set()
    classes = [node.name for path in FILES for node in ast.walk(tree(path)) if isinstance(node, ast.ClassDef)]
    assert [name for name in classes if re.search(r"(Manager|Handler|Helper|Utils?|Processor)$", name)] == []


def test_nothing_is_swallowed_without_a_word() -> None:
    found = []
    for path in FILES:
        lines = path.read_text().splitlines()
        silent = [node.body[0] for node in ast.walk(tree(path)) if isinstance(node, ast.ExceptHandler)]
        found += [
            f"{name_of(path)}:{n.lineno}" for n in silent if isinstance(n, ast.Pass) and "#" not in lines[n.lineno - 1]
        ]
    assert found == []


def test_exceptions_to_the_checkers_say_why() -> None:
    bare = re.compile(r"#\s*(?:noqa|type:\s*ignore)(?!.*--)")
    places = [*FILES, *(ROOT / "tests").rglob("*.py")]
    found = []
    for path in places:
        lines = path.read_text().splitlines()
        found += [f"{path.relative_to(ROOT)}:{n}" for n, line in enumerate(lines, 1) if bare.search(line)]
    assert [place for place in found if "test_house" not in place] == []


def test_nothing_is_left_for_later() -> None:
    later = re.compile(r"\b(?:TODO|FIXME|XXX|HACK)\b")
    assert [name_of(path) for path in FILES if later.search(path.read_text())] == []


def test_no_signals() -> None:
    wires = re.compile(r"django\.dispatch|django\.db\.models\.signals|@receiver")
    assert [name_of(path) for path in FILES if wires.search(path.read_text())] == []


def test_imports_inside_functions_say_why() -> None:
    found = []
    for path in FILES:
        lines = path.read_text().splitlines()
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                inner = [n for n in ast.walk(node) if isinstance(n, ast.Import | ast.ImportFrom)]
                found += [f"{name_of(path)}:{n.lineno}" for n in inner if " -- " not in lines[n.lineno - 1]]
    assert sorted(set(found)) == []


def models() -> list[type]:
    return [model for model in apps.get_models() if model.__module__.startswith("earful.")]


def room_of(model: type) -> int:
    return ROOMS.index(model.__module__.split(".")[1])


def test_rows_point_back_never_ahead() -> None:
    pointing = [
        (model, field)
        for model in models()
        for field in model._meta.get_fields()
        if isinstance(field, ForeignKey | ManyToManyField) and field.related_model in models()
    ]
    assert [f"{m.__name__}.{f.name}" for m, f in pointing if room_of(f.related_model) > room_of(m)] == []


def test_every_row_knows_its_workspace() -> None:
    keys = {"workspace", "workspace_id"}  # without a foreign key where rows are only added
    without = [m.__name__ for m in models() if not keys & {f.name for f in m._meta.get_fields()}]
    assert [name for name in without if name != "Workspace"] == []


@pytest.mark.parametrize("name", sorted(path.parent.name for path in HOUSE.glob("channels/*/network.py")))
def test_every_network_has_notes_and_is_registered(name: str) -> None:
    assert (HOUSE / "channels" / name / "notes.md").read_text().strip()
    assert name in networks()


def ruling_codes() -> set[str]:
    """Every code that the guard can give."""
    calls = [node for node in ast.walk(tree(HOUSE / "replies" / "guard" / "standing.py")) if isinstance(node, ast.Call)]
    given = {
        call.args[0] for call in calls if isinstance(call.func, ast.Name) and call.func.id == "Ruling" and call.args
    }
    plain = {arg.value for arg in given if isinstance(arg, ast.Constant)}
    assert len(plain) + 1 == len(given), "one code is put together: newer_..."
    return {*map(str, plain), *(f"newer_{kind}" for kind in KINDS), *USUAL}


@pytest.mark.parametrize("code", sorted(ruling_codes()))
def test_every_ruling_has_a_sentence_at_every_door(code: str) -> None:
    figures: dict[str, int | str] = {"over": 2, "units": "characters", "most": 4, "count": 2, "hours": 24, "minutes": 9}
    ruling = Ruling(code, Strength.REFUSE, figures)
    sentence = sentences.ruling(ruling)
    assert sentence.endswith(".")
    assert code not in sentence
    assert "%(" not in sentence


def test_every_reason_that_triage_can_give_has_a_sentence() -> None:
    source = (HOUSE / "triage" / "scales.py").read_text()
    codes = set(re.findall(r'tally\.add\(\s*"([a-z_]+)"', source)) | set(
        re.findall(r': \("([a-z_]+)", -?[\d.]+\)', source)
    )
    assert len(codes) > 15
    assert {code for code in codes if code not in reasons.SENTENCES} == set()


def test_every_rule_that_ends_a_turn_has_a_sentence() -> None:
    said = {node.value for path in FILES for node in ast.walk(tree(path)) if isinstance(node, ast.Constant)}
    rules = {word.removeprefix("rule:") for word in said if isinstance(word, str) and word.startswith("rule:")} - {""}
    assert rules
    assert {code for code in rules if code not in reasons.SENTENCES} == set()


def test_no_two_schemas_of_the_api_bear_one_name() -> None:
    """In the document the second would silently take the place of the first."""
    files = sorted((HOUSE / "api").glob("schemas*.py"))
    names = [node.name for path in files for node in tree(path).body if isinstance(node, ast.ClassDef)]
    assert sorted({name for name in names if names.count(name) > 1}) == []
