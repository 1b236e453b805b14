"""Tests that layout finds room for everybody: nobody is hidden, sizes fit kinds and distances, relations are kept.

The scenes are made by hand, and figures are plain rectangles, so that no font and no picture is needed.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, pairwise

import numpy as np
import pytest

from sketchpainter.layout.layout import lay_out
from sketchpainter.layout.relations import Relation, related_spots
from sketchpainter.layout.spots import Box, Extent, Spot, box_of
from sketchpainter.layout.viewpoint import Viewpoint, viewpoint_of
from sketchpainter.scene.scene import Role, Scene, Subject
from sketchpainter.scene.things import Thing

CAT = Thing("cat", "", bulk=0.6, is_creature=True)
MOUSE = Thing("mouse", "", bulk=0.25, is_creature=True)
FOX = Thing("fox", "", bulk=0.8, is_creature=True)
DOG = Thing("dog", "", bulk=1.0, is_creature=True)
HORSE = Thing("horse", "", bulk=1.6, is_creature=True)
ELEPHANT = Thing("elephant", "", bulk=2.2, is_creature=True)
EAGLE = Thing("eagle", "", stance="flies", bulk=0.7, is_creature=True)
HOUSE = Thing("house", "", stance="building", bulk=2.4)
CASTLE = Thing("castle", "", stance="building", bulk=2.6)
SUN = Thing("sun", "", stance="sky", bulk=1.0)
CLOUD = Thing("cloud", "", stance="sky", bulk=1.0)
RAINBOW = Thing("rainbow", "", stance="sky", bulk=1.0)
WOMAN = Thing("woman", "", bulk=1.0, is_creature=True, is_person=True)
BOAT = Thing("rowboat", "", stance="floats", bulk=1.2, slot="vessel")
FENCE = Thing("fence", "", bulk=0.7)
TREE = Thing("tree", "", bulk=2.0)
HERD = (CAT, DOG, HORSE, MOUSE, FOX, ELEPHANT)
SEEDS = range(8)
FLAT = Viewpoint(horizon=0.5, focus=0.5, zoom=1.0)


def wide(scene: Scene, index: int) -> Extent:
    """Gives figures their usual shapes: a rainbow and a fence are long."""
    return Extent(
        {"rainbow": 1.6, "fence": 2.0, "elephant": 1.2, "horse": 1.1}.get(scene.subjects[index].thing.name, 0.8)
    )


def spots_of(
    *subjects: Subject, seed: int = 1, aspect: float = 1.0, view: Viewpoint | None = None, **more: object
) -> list[Spot]:
    scene = replace(Scene(subjects), **more)
    return lay_out(scene, view or viewpoint_of(seed), aspect, lambda index: wide(scene, index), seed)


def boxes_of(*subjects: Subject, seed: int = 1, aspect: float = 1.0, **more: object) -> list[tuple[Spot, Box]]:
    scene = Scene(subjects)
    spots = spots_of(*subjects, seed=seed, aspect=aspect, **more)  # type: ignore[arg-type]
    return [(spot, box_of(spot, wide(scene, spot.index), aspect)) for spot in spots]


def one(spots: list[Spot], index: int) -> Spot:
    (spot,) = [spot for spot in spots if spot.index == index]
    return spot


def company(count: int, seed: int) -> list[Subject]:
    """Returns `count` subjects, another mix of kinds for each seed."""
    return [Subject(HERD[(seed * 5 + n * (1 + seed % 2 * 4)) % len(HERD)]) for n in range(count)]


# Everybody is there, whole, and not hidden.


@pytest.mark.parametrize("aspect", [0.6, 1.0, 1.8])
@pytest.mark.parametrize("count", [1, 2, 4, 6])
def test_everybody_is_inside_the_picture(count: int, aspect: float) -> None:
    for seed in SEEDS:
        placed = boxes_of(*company(count, seed), seed=seed, aspect=aspect)
        assert sorted(spot.index for spot, _ in placed) == list(range(count))
        for spot, box in placed:
            assert 0 <= box.left < box.right <= 1, (seed, spot)
            # What is a little too high is moved down when it is drawn.
            assert -0.13 < box.top < box.foot <= 1, (seed, spot)


def seen_shares(boxes: list[Box]) -> list[float]:
    """Returns the share of each box that the figures in later boxes do not cover, counted on a grid.

    A figure fills about four fifths of its box from side to side and in height: the corners are empty.
    """
    covered = np.zeros((100, 100), dtype=bool)
    shares = []
    for box in reversed(boxes):
        rows = slice(max(0, round(100 * box.top)), round(100 * box.foot))
        columns = slice(max(0, round(100 * box.left)), round(100 * box.right))
        shares.append(float(1 - covered[rows, columns].mean()))
        inset = 10 * box.width
        columns = slice(max(0, round(100 * box.left + inset)), round(100 * box.right - inset))
        covered[max(0, round(20 * (box.foot - box.top) + 100 * box.top)) : rows.stop, columns] = True
    return shares[::-1]


@pytest.mark.parametrize("count", [2, 3, 4, 5])
def test_nobody_hides_another_one(count: int) -> None:
    for seed in SEEDS:
        placed = boxes_of(*company(count, seed), seed=seed)
        for (spot, _), share in zip(placed, seen_shares([box for _, box in placed]), strict=True):
            assert share > 0.25, (seed, spot, share)


def test_who_is_farther_away_comes_first() -> None:
    for seed in SEEDS:
        spots = spots_of(*company(5, seed), Subject(CASTLE, role="landmark"), Subject(SUN), seed=seed)
        assert [spot.depth for spot in spots] == sorted((spot.depth for spot in spots), reverse=True)
        assert spots[0].index == 6, "the sun"


def test_a_seed_is_one_layout_and_another_seed_another() -> None:
    subjects = company(4, 1)
    assert spots_of(*subjects, seed=3) == spots_of(*subjects, seed=3)
    assert len({tuple(spots_of(*subjects, seed=seed)) for seed in SEEDS}) == len(SEEDS)


@pytest.mark.parametrize("seed", SEEDS)
def test_nobody_moves_for_who_comes_later(seed: int) -> None:
    subjects = [*company(3, seed), Subject(EAGLE, count=2), Subject(CASTLE), Subject(SUN), Subject(DOG, count=3)]
    stood: list[Spot] = []
    for count in range(1, len(subjects) + 1):
        spots = spots_of(*subjects[:count], seed=seed)
        assert set(stood) <= set(spots), subjects[count - 1].thing.name
        stood = spots


def test_parts_of_a_figure_have_no_place_of_their_own() -> None:
    for role in ("held", "worn", "mount", "vessel"):
        spots = spots_of(Subject(CAT), Subject(HORSE, role=role, of=0))
        assert [spot.index for spot in spots] == [0]


# The first one.


@pytest.mark.parametrize(("focus", "facing"), [(0.34, 1), (0.5, 0), (0.66, -1)])
def test_the_first_one_stands_where_the_eye_rests_and_looks_into_the_picture(focus: float, facing: int) -> None:
    (spot,) = spots_of(Subject(CAT), view=replace(FLAT, focus=focus))
    assert (spot.x, spot.facing) == (focus, facing)
    assert spot.grounded


def test_the_first_one_is_large_and_stands_in_front() -> None:
    for thing in (*HERD, HOUSE):
        for seed in SEEDS:
            (spot,) = spots_of(Subject(thing), seed=seed)
            assert 0.2 < spot.height < 0.9
            assert 0.85 < spot.foot < 0.95
            assert spot.depth == 0.0


def test_the_first_one_is_larger_the_larger_its_kind_is_and_the_nearer_one_looks() -> None:
    heights = [spots_of(Subject(thing), view=FLAT)[0].height for thing in (MOUSE, CAT, DOG, HORSE)]
    assert all(small < large for small, large in pairwise(heights))
    by_zoom = [spots_of(Subject(CAT), view=replace(FLAT, zoom=zoom))[0].height for zoom in (0.84, 1.0, 1.14)]
    assert by_zoom == pytest.approx([0.84 * by_zoom[1], by_zoom[1], 1.14 * by_zoom[1]])
    by_size = [spots_of(Subject(CAT, scale=scale), view=FLAT)[0].height for scale in (0.6, 1.0)]
    assert 0.3 < by_size[0] / by_size[1] < 0.95


def test_in_a_tall_picture_things_are_lower_and_in_a_wide_one_they_are_not_higher() -> None:
    tall, square, broad = (spots_of(Subject(CAT), view=FLAT, aspect=aspect)[0].height for aspect in (0.6, 1.0, 1.8))
    assert tall < 0.9 * square
    assert broad == square


def test_a_wide_figure_leaves_a_margin_at_both_sides() -> None:
    for thing, widest in ((ELEPHANT, 0.87), (HOUSE, 0.63)):
        scene = Scene((Subject(thing),))
        (spot,) = lay_out(scene, FLAT, 1.0, lambda _: Extent(4.0), 1)
        assert 0.4 < spot.height * 4 < widest


def test_a_portrait_fills_the_picture_with_the_head() -> None:
    (person,) = spots_of(Subject(WOMAN), view=replace(FLAT, focus=0.34), portrait=True)
    (animal,) = spots_of(Subject(CAT), view=replace(FLAT, focus=0.34), portrait=True)
    for spot, least in ((person, 1.1), (animal, 0.8)):
        assert (spot.x, spot.facing, spot.grounded) == (0.5, 0, False)
        assert spot.height > least
        assert 0.05 < spot.foot - spot.height < 0.2, "the head begins below the upper edge"
    assert person.height > animal.height
    (house,) = spots_of(Subject(HOUSE), view=FLAT, portrait=True)
    assert house.grounded


def test_others_in_a_portrait_are_seen_beside_the_head() -> None:
    spots = spots_of(Subject(WOMAN), Subject(MOUSE), view=FLAT, portrait=True)
    assert one(spots, 1).height < 0.5 * one(spots, 0).height


# Sizes beside each other.


@pytest.mark.parametrize(("small", "large"), [(MOUSE, CAT), (MOUSE, ELEPHANT), (CAT, HORSE), (DOG, ELEPHANT)])
def test_what_is_larger_by_nature_is_larger_in_the_picture(small: Thing, large: Thing) -> None:
    for seed in SEEDS:
        for order in ((small, large), (large, small)):
            spots = spots_of(*map(Subject, order), seed=seed)
            heights = {order[spot.index].name: spot.height for spot in spots}
            assert heights[small.name] < heights[large.name], (seed, [thing.name for thing in order])


def test_of_a_kind_who_is_farther_away_is_smaller() -> None:
    far = []
    for seed in SEEDS:
        hero, *others = sorted(spots_of(*[Subject(DOG)] * 6, seed=seed), key=lambda spot: spot.index)
        horizon = viewpoint_of(seed).horizon
        for spot in others:
            # Feet that are half as far below the horizon belong to who is twice as far away. Nobody gets lost, though.
            share = (spot.foot - horizon) / (hero.foot - horizon)
            assert spot.height < max(1.1 * share * hero.height, 0.21), (seed, spot)
            far.append(spot.foot < 0.8)
    assert 5 < sum(far) < len(far)


def test_a_companion_of_like_size_is_about_as_large() -> None:
    for seed in SEEDS:
        hero, other = (one(spots_of(Subject(CAT), Subject(FOX), seed=seed), index) for index in (0, 1))
        assert 0.35 < other.height / hero.height < 1.5, seed


def test_a_companion_is_never_lost_nor_does_it_fill_the_picture() -> None:
    flea, giant = (replace(MOUSE, name=name, bulk=bulk) for name, bulk in (("flea", 0.02), ("giant", 9.0)))
    for seed in SEEDS:
        assert 0.04 < one(spots_of(Subject(ELEPHANT), Subject(flea), seed=seed), 1).height < 0.2
        assert 0.2 < one(spots_of(Subject(MOUSE), Subject(giant), seed=seed), 1).height <= 0.73


def test_a_giant_towers_behind_the_first_one() -> None:
    for seed in SEEDS:
        spots = spots_of(Subject(MOUSE), Subject(ELEPHANT), seed=seed)
        mouse, elephant = one(spots, 0), one(spots, 1)
        assert spots == [elephant, mouse]
        assert elephant.height > 0.4
        assert elephant.foot < mouse.foot


def test_small_companions_stand_near_and_on_the_ground() -> None:
    for seed in SEEDS:
        view = viewpoint_of(seed)
        for thing in (MOUSE, CAT, FOX):
            spot = one(spots_of(Subject(DOG), Subject(thing), seed=seed), 1)
            assert spot.grounded
            assert view.horizon < spot.foot < 0.97, (seed, thing.name)
            assert spot.foot > 0.7, (seed, thing.name)


def test_a_companion_looks_into_the_picture() -> None:
    for seed in SEEDS:
        spot = one(spots_of(Subject(DOG), Subject(CAT), seed=seed), 1)
        assert spot.facing == (1 if spot.x < 0.5 else -1)


def test_several_companions_are_as_many_as_asked_for_and_a_little_smaller() -> None:
    alone = [one(spots_of(Subject(DOG), Subject(CAT), seed=seed), 1).height for seed in SEEDS]
    for count in (2, 3, 5):
        heights = []
        for seed in SEEDS:
            spots = [s for s in spots_of(Subject(DOG), Subject(CAT, count=count), seed=seed) if s.index == 1]
            assert sorted(spot.number for spot in spots) == list(range(count))
            heights.append(sum(spot.height for spot in spots) / count)
        assert 0.4 < sum(heights) / sum(alone) < 1.0, count


# In the sky, and at the far side.


def test_what_hangs_in_the_sky_hangs_at_the_top_and_far_away() -> None:
    for seed in SEEDS:
        spots = spots_of(Subject(DOG), Subject(SUN), seed=seed)
        sun = one(spots, 1)
        assert spots[0] is sun
        assert not sun.grounded
        assert sun.foot < 0.5
        assert 0.12 < sun.height < 0.3


def test_what_hangs_in_the_sky_alone_is_larger_and_does_not_become_the_first_one() -> None:
    for seed in SEEDS:
        alone = one(spots_of(Subject(SUN), seed=seed), 0)
        spots = spots_of(Subject(SUN), Subject(DOG), seed=seed)
        assert one(spots, 0) == alone
        assert alone.height > 1.3 * one(spots_of(Subject(DOG), Subject(SUN), seed=seed), 1).height
        assert one(spots, 1).depth == 0.0
        assert one(spots, 1).foot > 0.85


def test_several_things_in_the_sky_hang_apart() -> None:
    for seed in SEEDS:
        placed = boxes_of(Subject(DOG), Subject(SUN), Subject(CLOUD, count=2), seed=seed)
        boxes = [box for spot, box in placed if spot.index > 0]
        assert len(boxes) == 3
        for a, b in combinations(boxes, 2):
            assert a.hidden_by(b) < 0.35, seed


def test_a_big_cloud_is_larger_than_a_small_one_and_a_rainbow_than_both() -> None:
    def height(thing: Thing, scale: float = 1.0) -> float:
        return one(spots_of(Subject(DOG), Subject(thing, scale=scale), view=FLAT), 1).height

    assert height(CLOUD, 0.6) < height(CLOUD) < height(CLOUD, 1.35)


def test_where_there_is_no_ground_what_hangs_in_the_sky_may_be_the_first_one() -> None:
    (sun,) = spots_of(Subject(SUN), view=FLAT, place="space")
    assert sun.height > 0.4
    assert sun.depth == 0.0


@pytest.mark.parametrize("subject", [Subject(CASTLE), Subject(CASTLE, role="landmark"), Subject(DOG, role="landmark")])
def test_a_building_beside_something_else_is_scenery_at_the_far_side(subject: Subject) -> None:
    for seed in SEEDS:
        view = viewpoint_of(seed)
        spot = one(spots_of(Subject(FOX), subject, seed=seed), 1)
        assert 0.7 <= spot.depth < 0.9
        assert view.horizon < spot.foot < view.horizon + 0.15
        assert spot.height > 0.15


def test_scenery_leaves_the_first_one_to_be_seen_and_is_seen() -> None:
    for seed in SEEDS:
        placed = boxes_of(Subject(FOX), Subject(CASTLE, count=2), seed=seed)
        hero = next(box for spot, box in placed if spot.index == 0)
        assert len(placed) == 3
        assert all(box.hidden_by(hero) < 0.5 for spot, box in placed if spot.index == 1), seed


def test_a_landmark_alone_leaves_the_front_to_who_comes_next() -> None:
    for seed in SEEDS:
        spots = spots_of(Subject(CASTLE, role="landmark"), Subject(FOX), seed=seed)
        assert one(spots, 1).depth == 0.0
        assert one(spots, 1).x == pytest.approx(viewpoint_of(seed).focus)


def test_one_building_beside_another_stands_on_the_same_ground() -> None:
    for seed in SEEDS:
        spots = spots_of(Subject(HOUSE), Subject(CASTLE), seed=seed)
        assert one(spots, 0).depth == 0.0
        assert one(spots, 1).depth < 0.7


def test_a_building_that_comes_first_is_in_front() -> None:
    for seed in SEEDS:
        spots = spots_of(Subject(HOUSE), Subject(FOX), seed=seed)
        assert one(spots, 0).depth == 0.0


# Who flies, floats, jumps.


@pytest.mark.parametrize("subject", [Subject(EAGLE), Subject(CAT, action="fly")])
def test_who_flies_is_in_the_air_with_a_shadow_on_the_ground(subject: Subject) -> None:
    for seed in SEEDS:
        (alone,) = spots_of(subject, seed=seed)
        other = one(spots_of(Subject(DOG), subject, seed=seed), 1)
        for spot in (alone, other):
            assert not spot.grounded
            assert spot.foot < 0.75
            assert spot.floor is not None
            assert 0.8 < spot.floor < 0.97
        assert other.facing == (1 if other.x < viewpoint_of(seed).focus else -1), "it looks at the first one"
        assert 0 <= other.depth < 0.2, "it is near"


def test_who_flies_is_smaller_than_it_would_be_on_the_ground() -> None:
    for seed in SEEDS:
        walker = one(spots_of(Subject(DOG), Subject(CAT), seed=seed), 1)
        flyer = one(spots_of(Subject(DOG), Subject(CAT, action="fly"), seed=seed), 1)
        assert 0.3 < flyer.height / walker.height < 1.1


@pytest.mark.parametrize("place", ["space", "underwater", "sky"])
def test_where_there_is_no_ground_everybody_floats(place: str) -> None:
    for seed in SEEDS:
        spots = spots_of(Subject(DOG), Subject(CAT), Subject(FOX), seed=seed, place=place)
        assert not any(spot.grounded for spot in spots)
        assert all(spot.floor is None for spot in spots if spot.index > 0)
        assert len({spot.tilt for spot in spots}) == 3


def test_where_there_is_no_ground_all_stay_inside_and_the_first_one_is_in_the_middle() -> None:
    for seed in SEEDS:
        for _, box in boxes_of(*company(7, seed), seed=seed, place="underwater"):
            assert -0.1 < box.top < box.foot < 1.1, seed
        scene = Scene((Subject(CAT),), place="underwater")
        (spot,) = lay_out(scene, FLAT, 1.0, lambda _: Extent(0.4, 1.5), seed)
        assert spot.foot - 1.5 * spot.height / 2 == pytest.approx(0.53, abs=0.02)


def test_on_the_ground_nobody_tilts() -> None:
    assert {spot.tilt for spot in spots_of(Subject(DOG), Subject(CAT), Subject(HORSE, count=2))} == {0.0}


def test_who_jumps_is_above_the_own_shadow() -> None:
    for seed in SEEDS:
        (alone,) = spots_of(Subject(CAT, action="jump"), seed=seed)
        other = one(spots_of(Subject(DOG), Subject(CAT, action="jump"), seed=seed), 1)
        for spot in (alone, other):
            assert not spot.grounded
            assert spot.floor is not None
            assert 0.05 < spot.floor - spot.foot < 0.2


# Crowds.


@pytest.mark.parametrize("count", [2, 3, 5, 8, 12])
def test_a_crowd_is_as_many_as_asked_for_and_each_can_be_seen(count: int) -> None:
    for seed in SEEDS:
        for place in ("meadow", "underwater"):
            placed = boxes_of(Subject(CAT, count=count), seed=seed, place=place)
            assert sorted(spot.number for spot, _ in placed) == list(range(count))
            for number, (spot, box) in enumerate(placed):
                hidden = max((box.hidden_by(other) for _, other in placed[number + 1 :]), default=0)
                assert hidden < 0.75, (seed, place, spot)
            assert all(box.left >= 0 and box.right <= 1 for _, box in placed)


def test_a_crowd_stands_on_the_ground_or_floats_where_there_is_none() -> None:
    for seed in SEEDS:
        assert all(spot.grounded for spot in spots_of(Subject(CAT, count=4), seed=seed))
        assert not any(spot.grounded for spot in spots_of(Subject(CAT, count=4), seed=seed, place="underwater"))
        for flying in (Subject(EAGLE, count=4), Subject(CAT, count=4, action="fly")):
            spots = spots_of(flying, seed=seed)
            assert not any(spot.grounded for spot in spots)
            assert all(spot.foot < 0.8 for spot in spots)


def test_a_crowd_in_the_open_spreads_lower_than_one_above_a_ground() -> None:
    deep = [spot.foot for seed in SEEDS for spot in spots_of(Subject(CAT, count=6), seed=seed, place="underwater")]
    high = [spot.foot for seed in SEEDS for spot in spots_of(Subject(EAGLE, count=6), seed=seed)]
    assert max(deep) > max(high) + 0.1


@pytest.mark.parametrize("action", ["run", "walk", "fly", "swim", "skate", "ski"])
def test_a_crowd_on_its_way_goes_one_way_and_others_look_into_the_picture(action: str) -> None:
    for seed in SEEDS:
        moving = {spot.facing for spot in spots_of(Subject(CAT, count=5, action=action), seed=seed)}
        assert moving == {-1 if viewpoint_of(seed).focus > 0.5 else 1}
        resting = spots_of(Subject(CAT, count=6, action="sit"), seed=seed)
        assert {spot.facing for spot in resting} == {-1, 1}


def test_a_crowd_of_which_all_chase_goes_one_way() -> None:
    for meets, ways in (("chase", 1), ("lead", 1), ("race", 1), ("talk", 2)):
        spots = spots_of(Subject(CAT, count=6, meets=meets, toward=0))
        assert len({spot.facing for spot in spots}) == ways, meets


def test_those_who_meet_each_other_stand_close() -> None:
    for seed in SEEDS:
        apart, close = (
            spots_of(Subject(CAT, count=2, meets=meets, toward=toward), seed=seed)
            for meets, toward in ((None, None), ("talk", 0))
        )
        spread = [max(s.x for s in spots) - min(s.x for s in spots) for spots in (apart, close)]
        assert spread[1] <= spread[0]
        assert abs(sum(s.x for s in close) / 2 - 0.5) < 0.06


def test_a_crowd_on_a_table_does_not_stand_behind_it() -> None:
    cup = Thing("hot beverage", "", bulk=0.3)
    for seed in SEEDS:
        for place, least in (("room", 0.70), ("meadow", 0.0)):
            spots = spots_of(Subject(cup, count=12), seed=seed, place=place)
            assert all(spot.foot > least for spot in spots)


# Carriers.


def test_several_on_one_carrier_are_one_figure_and_on_several_they_are_several() -> None:
    for role in ("mount", "vessel"):
        together = spots_of(Subject(CAT, count=3), Subject(BOAT, role=role, of=0))
        assert [spot.number for spot in together] == [0]
        apart = spots_of(Subject(CAT, count=3), Subject(BOAT, count=3, role=role, of=0))
        assert len(apart) == 3
        strangers = spots_of(Subject(CAT, count=3), Subject(BOAT, role="held", of=0))
        assert len(strangers) == 3


def test_who_is_carried_counts_as_large_as_what_carries() -> None:
    def height(*subjects: Subject) -> float:
        return one(spots_of(Subject(DOG), *subjects, view=FLAT), 1).height

    rider = height(Subject(MOUSE), Subject(ELEPHANT, role="mount", of=1))
    assert rider > 1.3 * height(Subject(MOUSE))
    assert rider == height(Subject(ELEPHANT, scale=1.0)) or rider > 0.3
    small = height(Subject(MOUSE), Subject(replace(ELEPHANT, bulk=0.1), role="mount", of=1))
    assert small == height(Subject(MOUSE))


def test_who_rides_on_what_flies_flies() -> None:
    for seed in SEEDS:
        for subjects in ((Subject(CAT), Subject(EAGLE, role="mount", of=0)),):
            (spot,) = spots_of(*subjects, seed=seed)
            assert not spot.grounded
        spots = spots_of(Subject(DOG), Subject(CAT), Subject(EAGLE, role="mount", of=1), seed=seed)
        assert not one(spots, 1).grounded
        assert one(spots, 0).grounded


# Two who belong together.


def test_two_of_a_pair_share_the_picture_on_the_sides_that_were_said() -> None:
    for seed in SEEDS:
        for role, side in (("right", 1), ("left", -1)):
            placed = boxes_of(Subject(CAT), Subject(DOG, role=role, of=0), seed=seed)
            (one_spot, one_box), (other_spot, other_box) = sorted(placed, key=lambda pair: pair[0].index)
            assert (other_spot.x - one_spot.x) * side > 0
            assert one_box.hidden_by(other_box) == 0
            assert abs(one_spot.foot - other_spot.foot) < 0.05


def test_who_watches_another_looks_at_it_and_who_is_watched_is_on_that_side() -> None:
    for seed in SEEDS:
        spots = spots_of(Subject(CAT, meets="watch", toward=1), Subject(DOG), seed=seed)
        assert one(spots, 0).facing == (1 if one(spots, 1).x > one(spots, 0).x else -1)


def test_who_watches_what_is_no_equal_looks_to_the_side_with_more_room() -> None:
    for focus, facing in ((0.34, 1), (0.66, -1), (0.5, 1)):
        spots = spots_of(Subject(CAT, meets="watch", toward=1), Subject(SUN), view=replace(FLAT, focus=focus))
        assert one(spots, 0).facing == facing


def test_two_who_fly_meet_in_the_air_and_who_walks_stays_below() -> None:
    for seed in SEEDS:
        spots = spots_of(Subject(EAGLE, meets="chase", toward=1), Subject(MOUSE), seed=seed)
        assert not one(spots, 0).grounded
        mouse = one(spots, 1)
        assert mouse.grounded
        assert (mouse.foot, mouse.tilt, mouse.depth) == (pytest.approx(0.9), 0, 0)
        spots = spots_of(Subject(EAGLE, meets="chase", toward=1), Subject(EAGLE), seed=seed)
        assert not any(spot.grounded for spot in spots)


def test_in_a_portrait_nobody_makes_room() -> None:
    spots = spots_of(Subject(WOMAN, meets="hug", toward=1), Subject(WOMAN), portrait=True)
    assert one(spots, 0).x == 0.5


def test_who_comes_after_a_wide_pair_is_as_small_as_they_are() -> None:
    wide_pair = (Subject(ELEPHANT, meets="race", toward=1), Subject(ELEPHANT))
    for seed in SEEDS:
        beside_one = one(spots_of(Subject(ELEPHANT), Subject(DOG), seed=seed), 1).height
        beside_two = one(spots_of(*wide_pair, Subject(DOG), seed=seed), 2).height
        assert beside_two < beside_one


# What was said of two things.


def pair_boxes(role: str, other: Thing, seed: int, first: Subject | None = None, **more: object) -> list[Box]:
    """Returns the boxes of the first one, and of all things that are in `role` to it."""
    subjects = (first or Subject(CAT), Subject(other, role=role, of=0, **more))  # type: ignore[arg-type]
    placed = boxes_of(*subjects, seed=seed)
    return [box for spot, box in placed if spot.index == 0] + [box for spot, box in placed if spot.index == 1]


def middle(box: Box) -> float:
    return (box.left + box.right) / 2


@pytest.mark.parametrize("other", [EAGLE, MOUSE, DOG, CLOUD])
def test_above_is_over_the_first_one_and_in_the_air(other: Thing) -> None:
    for seed in SEEDS:
        first, above = pair_boxes("above", other, seed)
        assert above.foot < first.top + 0.12
        assert above.top > 0
        assert abs(middle(above) - middle(first)) < 0.08
        spot = one(spots_of(Subject(CAT), Subject(other, role="above", of=0), seed=seed), 1)
        assert not spot.grounded
        assert spot.height > 0.12
        assert spot.depth < 0.3


def test_a_tree_stands_on_the_ground_behind_who_is_under_it() -> None:
    for first in (MOUSE, CAT, HORSE):
        for seed in SEEDS:
            oak = replace(TREE, name="deciduous tree")
            below, tree = pair_boxes("above", oak, seed, Subject(first))
            assert below.is_before(tree)
            assert tree.depth > 0.3
            assert 0.02 < below.foot - tree.foot < 0.1
            assert 0.0 < tree.top < below.top
            assert tree.left < middle(below) < tree.right
            spots = spots_of(Subject(first), Subject(oak, role="above", of=0), seed=seed)
            assert one(spots, 1).grounded
            away = one(spots, 1).x - one(spots, 0).x
            assert 0.02 < abs(away) < 0.35
            assert (away > 0) == (one(spots, 0).x < 0.5)


def test_several_who_are_above_something_are_in_the_air() -> None:
    for seed in SEEDS:
        spots = spots_of(Subject(CAT, count=3), Subject(HOUSE, role="below", of=0), seed=seed)
        cats = [spot for spot in spots if spot.index == 0]
        assert not any(spot.grounded for spot in cats)
        assert all(spot.foot < one(spots, 1).foot for spot in cats)


def test_above_a_low_thing_there_is_more_room() -> None:
    heights = [one(spots_of(Subject(first), Subject(DOG, role="above", of=0)), 1).height for first in (ELEPHANT, MOUSE)]
    assert heights[0] < heights[1]


@pytest.mark.parametrize("other", [DOG, HORSE, HOUSE, TREE])
def test_below_is_under_the_first_one_which_is_lifted_and_on_the_ground(other: Thing) -> None:
    for seed in SEEDS:
        first, below = pair_boxes("below", other, seed)
        assert below.foot == pytest.approx(0.93)
        assert first.foot < below.foot - 0.15
        assert (first.top + first.foot) / 2 < (below.top + below.foot) / 2 - 0.1
        assert below.left < middle(first) < below.right
        assert below.foot - below.top > 0.15
        spot = one(spots_of(Subject(CAT), Subject(other, role="below", of=0), seed=seed), 1)
        assert spot.grounded
        assert 0.2 < spot.depth < 0.7, "it is behind, but no scenery at the horizon"
        assert below.foot - below.top < (0.47 if other is HOUSE else 0.6)


def test_who_leaps_over_the_moon_has_it_in_the_sky_beyond() -> None:
    for seed in SEEDS:
        spots = spots_of(Subject(CAT), Subject(SUN, role="below", of=0), seed=seed)
        cat, moon = one(spots, 0), one(spots, 1)
        assert spots == [moon, cat]
        assert not moon.grounded
        assert moon.depth < 0.9
        assert moon.foot > cat.foot
        assert moon.foot <= 1.02
        assert 0.25 < moon.height < 0.4
        focus = viewpoint_of(seed).focus
        assert (moon.x - 0.5) * (focus - 0.5) < 0 or abs(focus - 0.5) < 0.06, "on the other side of the picture"


@pytest.mark.parametrize("other", [HOUSE, HORSE, TREE])
def test_behind_is_farther_away_and_seen_at_one_side_or_at_both(other: Thing) -> None:
    for seed in SEEDS:
        first, behind = pair_boxes("behind", other, seed)
        assert first.is_before(behind)
        assert 0.3 < behind.depth < 0.7, "it is no scenery at the horizon"
        assert 0.02 < first.foot - behind.foot < 0.15
        assert 0 < behind.hidden_by(first) < 0.75
        assert behind.right > first.right or behind.left < first.left


def test_what_is_below_the_sun_is_larger_the_nearer_one_looks() -> None:
    far, near = (
        one(spots_of(Subject(SUN), Subject(DOG, role="below", of=0), view=replace(FLAT, zoom=zoom)), 1).height
        for zoom in (0.84, 1.14)
    )
    assert far < near


def test_what_is_behind_peeps_out_where_there_is_more_room() -> None:
    for focus, side in ((0.34, 1), (0.66, -1)):
        spots = spots_of(Subject(CAT), Subject(FOX, role="behind", of=0), view=replace(FLAT, focus=focus))
        assert (one(spots, 1).x - one(spots, 0).x) * side > 0.05


def test_what_is_much_wider_is_right_behind() -> None:
    for seed in SEEDS:
        first, behind = pair_boxes("behind", HOUSE, seed, Subject(MOUSE))
        if behind.left > 0.03 and behind.right < 0.97:
            assert middle(behind) == pytest.approx(middle(first))
        assert behind.left < first.left
        assert behind.right > first.right


def test_a_fence_is_long_and_low_before_and_high_enough_behind() -> None:
    for seed in SEEDS:
        first, behind = pair_boxes("behind", FENCE, seed)
        assert behind.width > 0.6
        assert behind.foot - behind.top < 1.2 * (first.foot - first.top)
        tiny = replace(FENCE, name="fence", bulk=0.05)
        _, low = pair_boxes("behind", tiny, seed)
        assert low.foot - low.top > 0.3


@pytest.mark.parametrize("other", [TREE, FOX, FENCE])
def test_in_front_is_nearer_and_hides_a_part_but_not_the_better_part(other: Thing) -> None:
    for seed in SEEDS:
        first, front = pair_boxes("front", other, seed, Subject(HORSE))
        assert front.is_before(first)
        assert front.foot > first.foot
        assert front.foot < 0.97
        assert 0 < first.hidden_by(front) < 0.75


def test_what_is_in_front_leaves_the_side_with_less_room() -> None:
    for focus, side in ((0.34, 1), (0.66, -1)):
        spots = spots_of(Subject(CAT), Subject(FOX, role="front", of=0), view=replace(FLAT, focus=focus))
        assert (one(spots, 1).x - one(spots, 0).x) * side > 0.05


@pytest.mark.parametrize("role", ["above", "below", "behind", "front"])
@pytest.mark.parametrize("count", [2, 3, 6])
def test_several_in_one_place_stand_side_by_side_inside_the_picture(role: str, count: int) -> None:
    for seed in SEEDS:
        _, *others = pair_boxes(role, FOX, seed, count=count)
        _, alone = pair_boxes(role, FOX, seed)
        assert len(others) == count
        for left, right in pairwise(sorted(others, key=middle)):
            assert middle(left) + 0.3 * left.width < middle(right)
        assert all(box.left >= 0 and box.right <= 1 for box in others)
        assert all(box.foot - box.top <= alone.foot - alone.top + 1e-9 for box in others)
        # As high above, and as near, as one would be.
        assert {round(box.foot, 6) for box in others} == {round(alone.foot, 6)}


@pytest.mark.parametrize(("role", "side"), [("left", -1), ("right", 1)])
def test_beside_a_pair_others_stand_on_the_side_that_was_said(role: str, side: int) -> None:
    """The first of a relation to the side shares the picture; a second one finds room at that side."""
    for seed in SEEDS:
        subjects = (Subject(MOUSE), Subject(CAT), Subject(FOX, count=2, role=role, of=1))
        placed = boxes_of(*subjects, seed=seed)
        first = next(box for spot, box in placed if spot.index == 1)
        others = [(spot, box) for spot, box in placed if spot.index == 2]
        assert sorted(spot.number for spot, _ in others) == [0, 1]
        edge = first.right if side > 0 else first.left
        room = 1 - edge if side > 0 else edge
        if room > 0.5:
            assert all((middle(box) - edge) * side > 0 for _, box in others), seed
        assert all(spot.grounded for spot, _ in others)


def test_a_relation_to_who_is_not_there_is_none() -> None:
    spots = spots_of(Subject(CAT), Subject(FOX, role="above", of=5))
    assert one(spots, 1).grounded


def related(
    role: Role, thing: Thing = FOX, *, of: Spot | None = None, ratio: float = 0.8, count: int = 1, seed: int = 1
) -> list[Box]:
    """Returns the box of a first thing with nobody else there, and those of others in this role to it.

    Args:
        role: The relation.
        thing: What the others are.
        of: The first thing's spot; in the middle if None.
        ratio: Width by height of the others' figures.
        count: How many others.
        seed: Source of chance.
    """
    of = of or Spot(0, 0, 0.5, 0.9, 0.4)
    box = box_of(of, Extent(0.8), 1.0)
    extent = Extent(ratio)
    two = Relation(
        1, Subject(thing, count, role=role, of=0), of, box, Spot(1, 0, of.x, 0.9, 0.3), extent, 1.0, FLAT, (box,)
    )
    spots = related_spots(two, np.random.default_rng(seed))
    assert [spot.number for spot in spots] == list(range(count))
    return [box, *(box_of(spot, extent, 1.0) for spot in spots)]


@pytest.mark.parametrize("count", [1, 2])
@pytest.mark.parametrize(("role", "side"), [("left", -1), ("right", 1)])
def test_at_one_side_others_stand_beside_the_first_one_and_each_other(role: Role, side: int, count: int) -> None:
    for seed in SEEDS:
        boxes = related(role, count=count, seed=seed)
        for other in boxes[1:]:
            assert (middle(other) - middle(boxes[0])) * side > 0.15
            assert other.foot <= 0.9
        for one_box, other in combinations(boxes, 2):
            assert one_box.hidden_by(other) < 0.45
            assert other.hidden_by(one_box) < 0.45


@pytest.mark.parametrize(("thing", "least", "most"), [(FOX, 0.7, 0.81), (FENCE, 0.9, 0.99)])
def test_what_is_behind_is_no_wider_than_the_picture_and_only_what_is_long_spans_it(
    thing: Thing, least: float, most: float
) -> None:
    _, behind = related("behind", thing, ratio=6.0)
    assert least < behind.width < most


@pytest.mark.parametrize("foot", [0.5, 0.7, 0.88])
def test_before_and_behind_go_by_the_feet_of_the_first_one(foot: float) -> None:
    of = Spot(0, 0, 0.5, foot, 0.3)
    assert related("front", of=of)[1].foot == pytest.approx(foot + 0.06, abs=0.01)
    assert related("behind", of=of)[1].foot == pytest.approx(foot - 0.07, abs=0.01)
    assert related("front", of=replace(of, foot=1.0))[1].foot < 1.0


def test_before_and_behind_go_by_the_depth_of_the_first_one_and_overlap_it() -> None:
    for depth in (0.0, 0.3, 0.5):
        of = Spot(0, 0, 0.5, 0.8, 0.4, depth=depth)
        first, behind = related("behind", of=of)
        assert depth < behind.depth < depth + 0.4
        assert 0.05 < behind.hidden_by(first) < 0.75
        first, front = related("front", of=of)
        assert front.depth < 0
        assert 0.1 < first.hidden_by(front) < 0.6


def test_the_moon_below_hangs_lower_than_who_leaps_over_it_but_does_not_set() -> None:
    for foot in (0.4, 0.5, 0.6):
        _, moon = related("below", SUN, of=Spot(0, 0, 0.4, foot, 0.3))
        assert 0.2 < moon.foot - foot < 0.3
    _, low = related("below", SUN, of=Spot(0, 0, 0.4, 0.9, 0.3))
    assert low.foot == pytest.approx(1.02)


def test_above_leaves_a_margin_at_the_upper_edge() -> None:
    for top in (0.1, 0.2, 0.5):
        _, above = related("above", of=Spot(0, 0, 0.5, top + 0.4, 0.4))
        assert above.top > 0.02
        assert above.foot < max(top, 0.21)
        assert above.foot > top - 0.06, "it hangs right above"
        assert above.foot - above.top < 0.25, "it is smaller than beside the first one"


def test_what_is_above_hangs_now_more_left_now_more_right() -> None:
    offsets = [middle(related("above", seed=seed)[1]) - 0.5 for seed in range(30)]
    assert -0.07 < min(offsets) < -0.02
    assert 0.02 < max(offsets) < 0.07


@pytest.mark.parametrize("role", ["above", "below", "front"])
def test_several_are_smaller_only_where_there_is_too_little_room(role: Role) -> None:
    alone = related(role)[1]
    two, twelve = (related(role, count=count)[1:] for count in (2, 12))
    for box in two:
        assert box.foot - box.top == pytest.approx(alone.foot - alone.top)
    for box in twelve:
        assert box.width < 0.1
    for boxes in (two, twelve):
        assert all(left.right < right.left + 0.15 * left.width for left, right in pairwise(boxes))
