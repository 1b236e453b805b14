"""Measures how well the sketch painter understands prompts: two lists of bench/data, and sketch_synonyms.jsonl.

The prompts of sketch_prompts.jsonl were labelled by hand before the reader was written, with the things that a person
would accept. Those of sketch_prompts_2.jsonl were written later, by somebody who had not seen the reader. Every second
prompt of each list is held out. A thing is right if the label accepts its name. Things that come with a costume or a
name (a wizard's hat, Thor's hammer) are left out of precision. Additions count, too: a count, colour, size, time,
weather, style or place that the label does not have is a trial that fails.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bench.intervals import percentile, wilson
from sketchpainter.figures.glyphs import GlyphFont, find_font
from sketchpainter.language.en.reader import SceneReader
from sketchpainter.language.en.vocabulary import Vocabulary
from sketchpainter.language.en.word_forms import singular
from sketchpainter.scene.scene import Scene, Subject
from sketchpainter.tables import read_table

DATA = Path(__file__).parent / "data"
FIRST, SECOND = "sketch_prompts.jsonl", "sketch_prompts_2.jsonl"
BARS = {
    "things: precision": 0.95,
    "things: recall": 0.90,
    "counts": 0.97,
    "colours": 0.97,
    "places": 0.97,
    "times": 0.97,
    "styles": 0.97,
    "relations": 0.85,
    "synonyms": 0.80,
}
"""Shares that were required beforehand."""
CARRIERS = ("mount", "vessel")
ROLES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "holding": (("held",), ()),
    "wearing": (("worn", "held"), ()),
    "riding": (CARRIERS, ()),
    "on": (CARRIERS, ("above",)),
    "inside": (("vessel",), ()),
    "above": (("below", "mount"), ("above",)),
    "below": (("above",), ("below",)),
    "behind": (("front",), ("behind",)),
    "in_front_of": (("behind",), ("front",)),
    "left_of": (("right",), ("left",)),
    "right_of": (("left",), ("right",)),
    "beside": ((), ()),
}
"""For "a is … to b": the roles that b may have as a part of a, and a as a part of b."""
SIZES = {"big": 1.35, "small": 0.6}


class Tally:
    """Counts hits and misses by name."""

    def __init__(self) -> None:
        self._counts: dict[str, list[int]] = {}
        self.misses: list[str] = []

    def add(self, name: str, hit: bool, what: str) -> None:
        """Counts a trial."""
        count = self._counts.setdefault(name, [0, 0])
        count[0] += hit
        count[1] += 1
        if not hit:
            self.misses.append(f"{name}: {what}")

    def shares(self) -> dict[str, float]:
        """Returns hits by trials, by name."""
        return {name: hits / trials for name, (hits, trials) in self._counts.items()}

    def lines(self) -> Iterable[str]:
        """Yields a line for each name: share, counts, 95 % interval and bar."""
        for name, (hits, trials) in self._counts.items():
            low, high = wilson(hits, trials)
            bar = f"bar {BARS[name]:.2f}" if name in BARS else ""
            yield f"{name:18} {hits / trials:6.3f}  {hits:4d} of {trials:4d}  {low:.3f} … {high:.3f}  {bar}".rstrip()


def matched(things: list[dict[str, Any]], scene: Scene) -> dict[int, int]:
    """Returns the subject of each labelled thing: as many as possible, required ones first."""
    order = sorted(range(len(things)), key=lambda n: bool(things[n].get("optional")))
    owner: dict[int, int] = {}

    def place(thing: int, tried: set[int]) -> bool:
        for index, subject in sorted(enumerate(scene.subjects), key=lambda pair: pair[1].implied):
            if subject.thing.name in things[thing]["is"] and index not in tried:
                tried.add(index)
                if index not in owner or place(owner[index], tried):
                    owner[index] = thing
                    return True
        return False

    for thing in order:
        place(thing, set())
    return {thing: index for index, thing in owner.items()}


def related(scene: Scene, a: int, how: str, b: int) -> bool:
    """Returns whether the scene says that `a` is `how` to `b`."""
    roles_of_two, roles_of_one = ROLES[how]
    if how == "beside":
        return {scene.subjects[a].role, scene.subjects[b].role} <= {"main", "left", "right"}
    # A carried subject is where its carrier is: a cat on a rocket above the moon.
    return any(
        (scene.subjects[b].of == one and scene.subjects[b].role in roles_of_two)
        or (scene.subjects[a].of == two and scene.subjects[a].role in roles_of_one)
        for one in (a, scene.subjects[a].of if scene.subjects[a].role in CARRIERS else a)
        for two in (b, scene.subjects[b].of if scene.subjects[b].role in CARRIERS else b)
    )


class Scorer:
    """Compares scenes with labels."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._colours: dict[str, str] = read_table("scenes")["colours"]
        self.tally = Tally()

    def score(self, label: dict[str, Any], scene: Scene) -> None:
        """Counts everything that one prompt asks for."""
        text, things = label["text"], label["things"]
        found = matched(things, scene)
        accepted = {name for word in label.get("undrawn", ()) for name in word["or"]}
        for index, subject in enumerate(scene.subjects):
            if not subject.implied or index in found.values():
                right = index in found.values() or subject.thing.name in accepted
                self.tally.add("things: precision", right, f"{text} → {subject.thing.name}")
        for number, thing in enumerate(things):
            drawable = any(self._vocabulary.thing(name) for name in thing["is"])
            if drawable and not thing.get("optional"):
                self.tally.add("things: recall", number in found, f"{text} lacks {thing['is'][0]}")
            if number in found:
                self._look(text, thing, scene.subjects[found[number]])
        for word in label.get("undrawn", ()):
            drawn = any(subject.thing.name in word["or"] for subject in scene.subjects)
            self.tally.add("undrawn", word["word"] in scene.undrawn or drawn, f"{text}: {word['word']} {scene.undrawn}")
        if not label.get("undrawn"):
            self.tally.add("nothing undrawn", not scene.undrawn, f"{text}: {scene.undrawn}")
        self._setting(label, scene)
        self._relations(label, scene, found)

    def _look(self, text: str, thing: dict[str, Any], subject: Subject) -> None:
        low, high = thing.get("count", (1, 1))
        if (low, high) != (1, 1) or subject.count != 1:
            many = high > 1 and singular(subject.thing.name) != subject.thing.name  # "bubbles" are several by name
            self.tally.add("counts", many or low <= subject.count <= high, f"{text}: {subject.count} {thing['is'][0]}")
        wanted = thing.get("colour")
        if wanted or subject.colour:
            values = [self._colours[name] if name else None for name in wanted or [None]]
            self.tally.add("colours", subject.colour in values, f"{text}: {thing['is'][0]} {subject.colour}")
        size = SIZES.get(thing.get("size", ""), 1.0)
        if size != 1.0 or subject.scale != 1.0:
            self.tally.add("sizes", subject.scale == size, f"{text}: {thing['is'][0]} {subject.scale}")

    def _setting(self, label: dict[str, Any], scene: Scene) -> None:
        text = label["text"]

        def compare(name: str, wanted: list[str | None] | None, got: str | None, *, said: bool) -> None:
            if (wanted and (None not in wanted or said)) or said:
                self.tally.add(name, got in (wanted or []), f"{text}: {got} for {wanted}")

        compare("places", label.get("place"), scene.place, said=scene.place_said)
        compare("times", label.get("time"), scene.time, said=scene.time != "day")
        falling = scene.place == "snow" and scene.weather == "snowfall"
        compare("weathers", label.get("weather"), scene.weather, said=scene.weather is not None and not falling)
        compare("seasons", label.get("season"), scene.season, said=scene.season is not None)
        if label.get("style") or not label.get("manner"):
            compare("styles", label.get("style"), scene.style, said=scene.style != "oil")
        compare("manners", label.get("manner"), scene.manner, said=scene.manner is not None)
        if label.get("portrait") or scene.portrait:
            self.tally.add("portraits", bool(label.get("portrait")) == scene.portrait, text)

    def _relations(self, label: dict[str, Any], scene: Scene, found: dict[int, int]) -> None:
        def subject(name: str) -> int | None:
            numbers = (number for number, thing in enumerate(label["things"]) if name in thing["is"])
            return next((found[number] for number in numbers if number in found), None)

        for a, how, b in label.get("relations", ()):
            one, what = subject(a), f"{label['text']}: {a} {how} {b}"
            if how == "as":
                dressed = one is not None and scene.subjects[one].costume == b
                self.tally.add("relations", dressed, what)
                continue
            two = subject(b)
            right = one is not None and two is not None and one != two and related(scene, one, how, two)
            self.tally.add("relations", right, what)
        for a, action in label.get("actions", ()):
            one = subject(a)
            right = one is not None and scene.subjects[one].action == action
            self.tally.add("actions", right, f"{label['text']}: {a} {action}")


def read_lines(name: str) -> list[dict[str, Any]]:
    """Returns the rows of a file of bench/data."""
    return [json.loads(line) for line in (DATA / name).read_text("utf-8").splitlines()]


def score_synonyms(reader: SceneReader, tally: Tally, name: str) -> None:
    """Counts the words that are drawn as something that a person would accept."""
    for row in read_lines("sketch_synonyms.jsonl"):
        subjects = reader.read(f"a {row['word']}").subjects
        got = subjects[0].thing.name if subjects else None
        tally.add(name, got in row["things"], f"{row['word']} → {got}")


def steadiness(reader: SceneReader, text: str) -> Iterable[bool]:
    """Yields for each further word of a prompt whether all subjects except the last one stayed the same."""
    words = text.split()
    before = reader.read(words[0]).subjects
    for count in range(2, len(words) + 1):
        now = reader.read(" ".join(words[:count])).subjects
        yield [there.thing for there in before[:-1]] == [there.thing for there in now[: max(0, len(before) - 1)]]
        before = now


def main(half: str, name: str = FIRST) -> None:
    """Reads half of a list of prompts and all synonyms; prints shares, times and, of the development half, the
    misses."""
    vocabulary = Vocabulary(GlyphFont(find_font()).has)
    reader = SceneReader(vocabulary)
    labels = [label for label in read_lines(name) if label["half"] == half]
    scorer = Scorer(vocabulary)
    reader.read("a fox in the snow")
    times = []
    for label in labels:
        begun = time.process_time()
        scene = reader.read(label["text"])
        times.append((time.process_time() - begun) * 1000)
        scorer.score(label, scene)
        for is_steady in steadiness(reader, label["text"]):
            scorer.tally.add("steady", is_steady, label["text"])
    score_synonyms(reader, scorer.tally, "synonyms")
    print(f"{len(labels)} prompts of {name}, {half}; {len(vocabulary)} things")
    print("\n".join(scorer.tally.lines()))
    print(f"reading: median {percentile(times, 0.5):.1f} ms, 95 % within {percentile(times, 0.95):.1f} ms of one core")
    if half == "development":
        print("\n".join(f"  {miss}" for miss in scorer.tally.misses if not miss.startswith("synonyms")))
