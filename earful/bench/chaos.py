"""Everything is killed, under load and with faults; then the town's truth is compared with what the desk believes."""

import argparse
import sqlite3
import sys
import time
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
from tqdm import tqdm

from earful.bench import chaos_strikes as strikes
from earful.bench.chaos_agents import Agent
from earful.bench.chaos_crowd import Crowd
from earful.bench.chaos_desk import Desk, a_desk, strike
from earful.bench.chaos_truth import KINDS, Violation, compare
from earful.bench.chaos_wire import Unheard
from earful.bench.frame import Bar, Measured
from earful.kit import clock

SENTENCE = "Killing everything, under load and with faults: nothing lost, doubled, blocked or uncertain."
RATE = 4.0  # posts a second
EVERY, EVERY_QUICK = 2.6, 2.0  # seconds between two strikes
PATIENCE = 300.0  # seconds until all must be quiet
FIRST_ANSWER = 60.0  # seconds; before anybody has answered there is little to break
NEAR = timedelta(seconds=40)
PHASES = {"one": (False, False), "database": (True, False), "two": (True, True)}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """How many, and of what."""
    parser.add_argument("--kills", type=int, default=None, help="strikes in all; default: 200, or 6 with --quick")
    parser.add_argument("--database", action="store_true", help="only the phase in which the database is killed too")
    parser.add_argument("--two", action="store_true", help="only the phase with two machines and the database")
    parser.add_argument("--keep", action="store_true", help="leave the desks' folders, to look into their logs")


def measure(options: argparse.Namespace) -> Measured:
    """Each phase has a desk of its own, a town of its own, and its share of the strikes."""
    names = ["two"] if options.two else ["database"] if options.database or options.quick else list(PHASES)
    kills = options.kills if options.kills is not None else 6 if options.quick else 200
    shares = [kills // len(names) + (place < kills % len(names)) for place in range(len(names))]
    phases = {
        name: Phase(name, options.seed + place, share, options).run()
        for place, (name, share) in enumerate(zip(names, shares, strict=True))
    }
    found: Counter[str] = Counter()
    for phase in phases.values():
        found.update(phase["violations"])
    sums = {name: sum(phase[name] for phase in phases.values()) for name in ("strikes", "posts", "sent")}
    bars = [Bar(name, float(found[name]), "<=", 0.0) for name in KINDS]
    enough = [
        Bar("strikes", float(sums["strikes"]), ">=", float(kills)),
        Bar("answers", float(sums["sent"]), ">=", kills / 10),  # else nothing was tried
    ]
    return Measured({**sums, "phases": phases}, [*enough, *bars])


class Phase:
    """One desk, troubled and looked at."""

    def __init__(self, name: str, seed: int, kills: int, options: argparse.Namespace) -> None:
        database, self._two = PHASES[name]
        self._name, self._seed, self._keep = name, seed, options.keep
        self._plan = strikes.drawn(seed, kills, EVERY_QUICK if options.quick else EVERY, database=database)
        self._timeline: list[tuple[datetime, str]] = []
        self._struck: Counter[str] = Counter()
        self._agents = 3 if options.quick else 5

    def run(self) -> dict[str, Any]:
        """Start, trouble, wait for quiet, compare."""
        _tell(f"Phase {self._name}, seed {self._seed}: {len(self._plan)} strikes.")
        with a_desk(two=self._two, keep=self._keep) as desk:
            crowd = Crowd(desk.town, self._seed, RATE)
            people = [
                Agent(f"agent{'abcdef'[place]}", desk.doors(), token, self._seed)
                for place, token in enumerate(desk.tokens[: self._agents])
            ]
            crowd.start()
            for agent in people:
                agent.start()
            begun = time.monotonic()
            while (
                not any("sent" in agent.meant.values() for agent in people) and time.monotonic() - begun < FIRST_ANSWER
            ):
                time.sleep(0.2)
            self._trouble(desk)
            lasted = time.monotonic() - begun
            crowd.stop()
            for agent in people:
                agent.stop()
            calm = time.monotonic()
            violations = self._until_quiet(desk, people)
            return self._figures(desk, crowd, people, violations, lasted, time.monotonic() - calm)

    # --- trouble ---

    def _trouble(self, desk: Desk) -> None:
        """Every strike at its time; what was paused goes on at its own."""
        paused: list[tuple[float, int, str]] = []
        begun = last = time.monotonic()
        plan = list(self._plan)
        with tqdm(total=len(plan), desc=f"Phase {self._name}", file=sys.stderr, disable=None) as progress:
            while plan or paused:
                now = time.monotonic() - begun
                for moment, pid, name in [one for one in paused if one[0] <= now]:
                    paused.remove((moment, pid, name))
                    strike(pid, "SIGCONT")
                    self._note(f"{name} {pid} goes on")
                if plan and time.monotonic() - last >= plan[0].after:
                    # who is not there just now is struck later; the others do not wait for it
                    struck = next((one for one in plan if self._strike(desk, one, paused, begun)), None)
                    if struck is not None:
                        plan.remove(struck)
                        last = time.monotonic()
                        progress.update()
                for name in desk.tend():
                    self._note(f"machine {name} starts again")
                time.sleep(0.1)

    def _strike(self, desk: Desk, one: strikes.Strike, paused: list[tuple[float, int, str]], begun: float) -> bool:
        """False while there is nobody of that kind to strike."""
        found = [
            pid
            for machine in desk.machines
            for pid in machine.kinds().get(one.kind, [])
            if pid not in {other for _, other, _ in paused}
        ]
        if one.kind == "database":
            found = [desk.database()] if desk.database() else []
        if not found or not strike(found[one.which % len(found)], one.how):
            return False
        pid = found[one.which % len(found)]
        self._struck[f"{one.kind} {one.how}"] += 1
        self._note(f"{one.how} {one.kind} {pid}" + (f" for {one.pause} s" if one.pause else ""))
        if one.pause:
            paused.append((time.monotonic() - begun + one.pause, pid, one.kind))
        return True

    def _note(self, words: str) -> None:
        self._timeline.append((clock.now(), words))

    # --- quiet ---

    def _until_quiet(self, desk: Desk, people: list[Agent]) -> list[Violation]:
        """Until nothing differs any more, or patience ends; failed replies are settled by people meanwhile."""
        until = time.monotonic() + PATIENCE
        meant = {mark: state for agent in people for mark, state in agent.meant.items()}
        calm = 0
        while True:
            for name in desk.tend():
                self._note(f"machine {name} starts again")
            try:
                failed = people[0].settle()
                violations = compare(desk.memory, desk.url, meant)
            except (psycopg.Error, sqlite3.Error, Unheard):
                failed, violations = 1, [Violation("stuck", "The desk or its database could not be asked.")]
            calm = calm + 1 if not violations and not failed else 0
            if calm >= 2 or time.monotonic() > until:
                return violations
            time.sleep(2.0)

    def _figures(
        self, desk: Desk, crowd: Crowd, people: list[Agent], violations: list[Violation], lasted: float, calm: float
    ) -> dict[str, Any]:
        for one in violations:
            _tell(f"{one.kind}: {one.words}")
            for line in self._near(one.moment):
                _tell(f"      {line}")
        if violations and not self._keep:
            _tell("Run it again with --keep and this seed to look into the logs.")
        tallies: Counter[str] = Counter()
        for agent in people:
            tallies.update(agent.tallies)
        with psycopg.connect(desk.url) as asked:
            rows = asked.execute("select state, count(*) from outbox_dispatch group by state").fetchall()
        states: dict[str, int] = {str(state): int(count) for state, count in rows}
        return {
            "seed": self._seed,
            "strikes": sum(self._struck.values()),
            "struck": dict(sorted(self._struck.items())),
            "posts": crowd.said,
            "dispatches": states,
            "sent": states.get("sent", 0),
            "agents": dict(tallies),
            "seconds": round(lasted),
            "quiet_after_s": round(calm, 1),
            "violations": dict(Counter(one.kind for one in violations)),
        }

    def _near(self, moment: str) -> Iterable[str]:
        """What was done to the desk around a moment."""
        if not moment:
            return []
        at = datetime.fromisoformat(moment)
        at = at if at.tzinfo else at.replace(tzinfo=UTC)
        near = [(when, words) for when, words in self._timeline if abs(when - at) < NEAR]
        return [f"{(when - at).total_seconds():+6.1f} s {words}" for when, words in near]


def _tell(words: str) -> None:
    tqdm.write(words, file=sys.stderr)
