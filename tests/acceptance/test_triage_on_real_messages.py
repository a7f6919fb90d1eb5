"""How well the first triage does on messages it was not written for. Evaluation only: nothing is trained on them.

The floors are loose. They are there so that the baseline cannot break without anybody noticing; run with -s for the
figures. AUC: how often a message with the label stands above one without it (0.5 is chance).
"""

import bisect
import csv
import gzip
import json
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from earful.triage import baseline
from earful.triage.rules import Assessment, Earlier, Subject

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"
assert DATA.is_dir(), "these tests read the shared data, which must lie beside this checkout"


def auc(above: Sequence[float], below: Sequence[float]) -> float:
    ranked = sorted(below)
    wins = sum((bisect.bisect_left(ranked, p) + bisect.bisect_right(ranked, p)) / 2 for p in above)
    return wins / (len(above) * len(below))


def share(verdicts: Iterable[Assessment]) -> float:
    found = [verdict.needs_answer for verdict in verdicts]
    return sum(found) / len(found)


def rows(name: str) -> list[dict[str, str]]:
    with gzip.open(DATA / name / "data.csv.gz", "rt", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def judge(text: str, company: str = "", earlier: tuple[Earlier, ...] = ()) -> Assessment:
    spoken_to = re.search(r"@\w+", text)
    names = (company, spoken_to[0]) if spoken_to else (company,)
    return baseline.assess(
        Subject(text, "reply" if any(e.ours for e in earlier) else "mention", names=names, earlier=earlier)
    )


def test_complaints_are_told_from_other_messages() -> None:
    judged = [(row, judge(row["text"])) for row in rows("complaints")]
    to_us = [(row, verdict) for row, verdict in judged if not row["domain"].startswith("random")]
    complaints = [verdict for row, verdict in to_us if row["label"] == "1"]
    others = [verdict for row, verdict in to_us if row["label"] == "0"]
    strangers = [verdict for row, verdict in judged if row["domain"] == "random_tweet"]
    kind = auc([v.kinds_p["complaint"] for v in complaints], [v.kinds_p["complaint"] for v in others])
    needs = auc([v.needs_answer_p for v in complaints + others], [v.needs_answer_p for v in strangers])
    print(f"complaint or other message to a company: AUC {kind:.3f}")
    print(f"message to a company or any tweet: AUC of needs an answer {needs:.3f}")
    print(f"complaints shown: {share(complaints):.3f}; taken for spam: {sum(v.spam for v in complaints)}")
    assert kind > 0.65
    assert needs > 0.70
    assert share(complaints) > 0.98
    assert sum(v.spam for v in complaints + others) <= 2


def test_angry_and_happy_passengers() -> None:
    judged = [(row["airline_sentiment"], judge(row["text"], row["airline"])) for row in rows("airline")]
    by_mood = {mood: [v for m, v in judged if m == mood] for mood in ("negative", "neutral", "positive")}
    calm = by_mood["neutral"] + by_mood["positive"]
    angry = auc([v.kinds_p["complaint"] for v in by_mood["negative"]], [v.kinds_p["complaint"] for v in calm])
    glad = [v.kinds_p["praise"] for v in by_mood["positive"]]
    happy = auc(glad, [v.kinds_p["praise"] for v in by_mood["negative"] + by_mood["neutral"]])
    english = sum(v.language in {"en", "und"} for _, v in judged) / len(judged)
    urgent = sum(v.urgency == 2 for v in by_mood["negative"]) / len(by_mood["negative"])
    print(
        f"negative by complaint: AUC {angry:.3f}; positive by praise: AUC {happy:.3f}; English or unsure {english:.4f}"
    )
    print(f"negative shown {share(by_mood['negative']):.4f}, of these urgent {urgent:.3f}")
    assert angry > 0.72
    assert happy > 0.85
    assert share(by_mood["negative"]) > 0.98
    assert english > 0.99
    assert sum(v.spam for _, v in judged) <= 3


def test_customers_who_were_answered_by_a_company_are_shown() -> None:
    first: list[Assessment] = []
    later: list[Assessment] = []
    with gzip.open(DATA / "ibm_customer_care" / "conversations.jsonl.gz", "rt", encoding="utf-8") as file:
        for line in file:
            talk = json.loads(line)
            earlier: tuple[Earlier, ...] = ()
            for place, turn in enumerate(talk["turns"]):
                ours = turn["role"] == "agent"
                answered = any(t["role"] == "agent" for t in talk["turns"][place + 1 :])
                if not ours and answered:
                    known = any(e.ours for e in earlier)
                    (later if known else first).append(judge(turn["text"], talk["company"], earlier))
                earlier += (Earlier(turn["text"], ours, same_author=not ours),)
    print(
        f"first messages shown {share(first):.3f} of {len(first)}; later ones that were answered {share(later):.3f} of {len(later)}"
    )
    assert share(first) > 0.96
    assert share(later) > 0.88
