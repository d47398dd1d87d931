"""The text as plain values: numbers made from levels, references that follow their clauses, circles of them."""

from __future__ import annotations

import graphlib
import re
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from agreements.texts import (
    DEEPEST,
    LOST,
    circles,
    dangling,
    in_field,
    numbers,
    references,
    shown,
    to_store,
    without_gaps,
)

A, B, C = "a" * 12, "b" * 12, "0123456789ab"
NUMBER_OF = {A: "1.1", B: "2", C: "10.12.3"}
KEY_OF = {number: key for key, number in NUMBER_OF.items()}
LEVELS = st.lists(st.integers(1, DEEPEST), max_size=40)


# --- numbers


@pytest.mark.parametrize(
    ("levels", "told"),
    [
        ([], []),
        ([1, 2, 2, 1], ["1", "1.1", "1.2", "2"]),
        ([1, 2, 3, 3, 2, 3, 1, 2], ["1", "1.1", "1.1.1", "1.1.2", "1.2", "1.2.1", "2", "2.1"]),
        ([2], ["1"]),  # no section above it
        ([3, 2, 1], ["1", "2", "3"]),
        ([1, 3, 3, 2], ["1", "1.1", "1.2", "1.3"]),  # side by side they stay side by side
        ([2, 3, 3], ["1", "1.1", "1.2"]),
    ],
)
def test_numbers_follow_from_levels(levels, told):
    assert list(numbers(levels)) == told


def parts(number: str) -> tuple[int, ...]:
    return tuple(map(int, number.split(".")))


@given(LEVELS)
def test_every_clause_has_a_number_of_its_own_in_reading_order(levels):
    made = [parts(number) for number in numbers(levels)]
    assert len(made) == len(levels)
    assert made == sorted(set(made))


@given(LEVELS)
def test_no_number_is_skipped(levels):
    known: set[tuple[int, ...]] = {()}
    for number in map(parts, numbers(levels)):
        assert number[:-1] in known, "its section was not numbered before it"
        assert number[-1] == 1 or (*number[:-1], number[-1] - 1) in known
        known.add(number)


@given(LEVELS)
def test_a_number_is_never_deeper_than_the_level(levels):
    assert all(len(parts(number)) <= level for number, level in zip(numbers(levels), levels, strict=True))


@given(LEVELS)
def test_levels_without_gaps_are_the_same_tree(levels):
    mended = list(without_gaps(levels))
    assert list(without_gaps(mended)) == mended
    assert all(level <= above + 1 for above, level in pairwise([0, *mended]))
    assert list(numbers(mended)) == list(numbers(levels))
    assert [now > above for above, now in pairwise(levels)] == [now > above for above, now in pairwise(mended)]


# --- references


TYPED_PARTS = st.lists(
    st.sampled_from(
        ["[1.1]", "[2]", "[10.12.3]", "[9.9]", "[1]", "п. ", "[", "]", "[[", "[2.]", "1.1", "[#]", "\n", "🎉"]
    )
    | st.text(max_size=8),
    max_size=12,
).map("".join)
STORED_PARTS = st.lists(
    st.sampled_from([f"[#{A}]", f"[#{B}]", f"[#{C}]", "п. ", "ст. 5", "<b>", "🎉", "\n\n"])
    | st.text(max_size=8).map(lambda text: text.replace("[", "").replace("]", "")),
    max_size=12,
).map("".join)


@given(STORED_PARTS)
def test_what_is_stored_comes_back_from_its_field_unchanged(stored):
    assert to_store(in_field(stored, NUMBER_OF), KEY_OF) == stored


@given(TYPED_PARTS)
@example("[2.] и [[1.1]]")
def test_what_is_typed_comes_back_in_the_field_but_for_a_last_dot(typed):
    back = in_field(to_store(typed, KEY_OF), NUMBER_OF)
    assert back == re.sub(r"\[(1\.1|2|10\.12\.3)\.\]", r"[\1]", typed)


@given(TYPED_PARTS)
def test_saving_what_was_saved_changes_nothing(typed):
    stored = to_store(typed, KEY_OF)
    assert to_store(stored, KEY_OF) == stored
    assert to_store(in_field(stored, NUMBER_OF), KEY_OF) == stored


def test_references_follow_their_clause_to_another_number():
    stored = to_store("см. п. [1.1] и [2.]", KEY_OF)
    assert stored == f"см. п. [#{A}] и [#{B}]"
    assert shown(stored, {A: "3.4", B: "1"}) == "см. п. 3.4 и 1"
    assert in_field(stored, {A: "3.4", B: "1"}) == "см. п. [3.4] и [1]"


def test_a_reference_whose_clause_is_gone_prints_as_lost_and_is_kept_in_the_field():
    stored = f"по п. [#{A}]"
    assert shown(stored, {}) == f"по п. {LOST}"
    assert in_field(stored, {}) == stored


def test_references_are_told_in_order_each_once():
    assert references(f"[#{B}] [#{A}] [#{B}] [2] [#короче]") == [B, A]


@pytest.mark.parametrize(
    ("stored", "told"),
    [
        ("ничего", []),
        (f"[#{A}] есть", []),
        (f"[#{C}] нет", [f"[#{C}]"]),
        ("[9.9] нет", ["[9.9]"]),
        (f"[9.9], [#{C}], [#{A}], [7.]", [f"[#{C}]", "[9.9]", "[7.]"]),
        ("[1.2.3.4] и [сноска] и [12345] – не ссылки", []),
    ],
)
def test_references_that_lead_nowhere_are_found(stored, told):
    assert dangling(stored, [A, B]) == told


# --- circles


@pytest.mark.parametrize(
    ("refers", "told"),
    [
        ({}, []),
        ({"a": ["b"], "b": []}, []),
        ({"a": ["gone"]}, []),
        ({"a": ["a"]}, [["a"]]),
        ({"a": ["b"], "b": ["a"]}, [["a", "b"]]),
        ({"a": ["c"], "b": ["c"], "c": ["b"]}, [["b", "c"]]),
        ({"a": ["b", "c"], "b": ["a"], "c": ["a"]}, [["a", "b"], ["a", "c"]]),
        ({"a": ["b"], "b": ["c"], "c": ["d"], "d": ["b"]}, [["b", "c", "d"]]),
    ],
)
def test_circles_are_found_from_their_first_clause(refers, told):
    assert circles(refers) == told


GRAPHS = st.dictionaries(st.sampled_from("abcdef"), st.lists(st.sampled_from("abcdefx"), unique=True, max_size=4))


@given(GRAPHS)
def test_a_circle_is_told_if_and_only_if_there_is_one(refers):
    found = circles(refers)
    sorter = graphlib.TopologicalSorter({key: [other for other in to if other in refers] for key, to in refers.items()})
    try:
        sorter.prepare()
    except graphlib.CycleError:
        assert found
    else:
        assert found == []
    for circle in found:
        assert all(after in refers[before] for before, after in zip(circle, [*circle[1:], circle[0]], strict=True))
        assert circle[0] == next(key for key in refers if key in circle)
    assert len({tuple(circle) for circle in found}) == len(found)


def test_a_chain_of_two_thousand_clauses_is_no_circle_and_its_end_makes_one():
    chain = {str(n): [str(n + 1)] for n in range(1999)} | {"1999": []}
    assert circles(chain) == []
    assert circles(chain | {"1999": ["0"]}) == [list(chain)]
