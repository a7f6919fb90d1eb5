"""Where the guard misses or is wrong, in the replies whose words may be looked at: never those of the half held out.

python training/guard_signs.py [--rule RULE | --good] [--language LANGUAGE] [--set seen|dev|LETTER]
"""

import argparse
from collections import Counter
from pathlib import Path

from earful.bench.guard import _labelled, _letter, held
from earful.replies.guard import check

HERE = Path(__file__).parent
DEV = {"selling", "asks_personal_data", "personal_data", "placeholder"}
WHOLE = "abcdefghijklmno"  # letters of the replies of guard_dev/ that are labelled by every rule


def main() -> None:
    """Figures by rule; with --rule each miss and each false alarm, with --good each alarm on a good reply."""
    parser = argparse.ArgumentParser()
    for name in ("rule", "language", "set"):
        parser.add_argument(f"--{name}", default="")
    parser.add_argument("--good", action="store_true")
    options = parser.parse_args()
    right, wrong, missed = Counter[str](), Counter[str](), Counter[str]()
    good = alarms = 0
    for part, folder in (("seen", "guard"), ("dev", "guard_dev")):
        for row in _labelled(HERE / folder):
            letter = row["id"].split("-")[1][0]
            every = part == "seen" or letter in WHOLE
            if (part == "seen" and held(row["id"])) or options.set not in ("", part, letter):
                continue
            if options.language not in ("", row["language"]):
                continue
            rulings = {
                one.code: one.figures.get("words", "") for one in check(_letter(row)) if every or one.code in DEV
            }
            meant = set(row["rules"]) & (set(row["rules"]) if every else DEV)
            good += not row["rules"]
            alarms += bool(rulings) and not row["rules"]
            for code in set(rulings) | meant:
                kind = "right" if code in meant and code in rulings else "MISS" if code in meant else "WRONG"
                for group in (code, f"{code} {part} {row['language']}"):
                    {"right": right, "MISS": missed, "WRONG": wrong}[kind][group] += 1
                if kind != "right" and (code == options.rule or (options.good and not row["rules"])):
                    print(
                        f"{kind} {code} {row['id']} [{rulings.get(code, '')}] {row['rules']} first={row['first']}\n   < {row['said']}\n   > {row['text']}"
                    )
    _figures(right, wrong, missed, options.rule)
    print(f"good {good}, alarms {alarms}: {alarms / max(good, 1):.4f}")


def _figures(right: Counter[str], wrong: Counter[str], missed: Counter[str], rule: str) -> None:
    for code in sorted(set(right) | set(wrong) | set(missed)):
        if " " not in code or (code.startswith(f"{rule} ") and rule):
            r, w, m = right[code], wrong[code], missed[code]
            print(
                f"{code:32} precision {r / max(r + w, 1):.3f} recall {r / max(r + m, 1):.3f}  right {r} wrong {w} missed {m}"
            )


if __name__ == "__main__":
    main()
