"""The scripts that teach read only what may be learned from, and what is kept aside teaches nothing."""

import ast
import json
import re
from pathlib import Path

from earful.bench import corpus

SCRIPTS = sorted((Path(__file__).parents[2] / "training").glob("*.py"))
MAY_TEACH = {"tweeteval", "hwu64", "tweet_acts", "ibm_customer_care"}
REAL = Path(__file__).parents[2] / "training" / "real.jsonl"


def test_no_script_reads_a_set_that_may_not_teach():
    said = {
        node.value
        for script in SCRIPTS
        for node in ast.walk(ast.parse(script.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    packed = {word for word in said if word.endswith(".gz")}
    folders = {word.partition("/")[0] for word in packed if "/" in word}
    assert packed, "the scripts read packed tables"
    assert folders <= MAY_TEACH
    joined = re.findall(r'data / "(\w+)"', "\n".join(script.read_text() for script in SCRIPTS))
    assert joined
    assert set(joined) <= MAY_TEACH


def test_only_the_train_part_of_the_sentiment_set_teaches():
    for script in SCRIPTS:
        for line in script.read_text().splitlines():
            assert '"test"' not in line, script.name
    asked = [script.name for script in SCRIPTS if '"val"' in script.read_text()]
    assert asked == ["general.py"], "where it is looked at, and teaches nothing"


def test_labels_of_public_messages_hold_no_text():
    labels = [json.loads(line) for line in REAL.read_text().splitlines()]
    assert len(labels) > 1000
    assert len({label["key"] for label in labels}) == len(labels)
    for label in labels:
        assert re.fullmatch(r"ibm:[\w-]+:\d+|tweet:[0-9a-f]{16}", label["key"])
        assert set(label) <= {
            "key",
            "needs",
            "kind",
            "also",
            "mood",
            "urgency",
            "causes",
            "severity",
            "spam",
            "about",
            "solved",
            "chosen",
        }
        assert label["kind"] in corpus.KINDS


def test_what_is_kept_aside_teaches_nothing():
    read = [
        found
        for script in SCRIPTS
        if script.name != "card.py"
        for found in re.findall(r"corpus\.read\(\)(.{0,24})", script.read_text())
    ]
    assert {found.partition("item.aside")[0] for found in read} == {" if not ", " if "}
    assert sum(found.startswith(" if item.aside") for found in read) == 5, (
        "once each to look at what it does while it learns"
    )
    assert sum(found.startswith(" if not item.aside") for found in read) >= 3
