"""Numbers of meetings and decisions."""

from hypothesis import given
from hypothesis import strategies as st

from meetings.numbering import Slot, decision_numbers, next_number


def test_the_next_number_follows_the_largest():
    assert next_number([]) == "1"
    assert next_number(["1", "2-з"]) == "3"
    assert next_number(["КС-2/24"]) == "1"


def test_one_block_counts_through():
    slots = [Slot(10, 1), Slot(11, 2), Slot(12, 3)]
    assert decision_numbers(slots, by_item=False) == {10: "1", 11: "2", 12: "3"}


def test_under_items_numbers_begin_with_the_item():
    slots = [Slot(10, 1), Slot(11, 1), Slot(12, 2)]
    assert decision_numbers(slots, by_item=True) == {10: "1.1", 11: "1.2", 12: "2.1"}


def test_parts_take_letters_of_their_parent():
    slots = [Slot(1, 2, own="2.1"), Slot(2, 2, parent=1), Slot(3, 2, parent=1)]
    assert decision_numbers(slots, by_item=True) == {1: "2.1", 2: "2.1.а", 3: "2.1.б"}


def test_an_own_number_stays_and_is_skipped():
    slots = [Slot(1, 1, own="2"), Slot(2, 1), Slot(3, 1), Slot(4, 1, unnumbered=True)]
    assert decision_numbers(slots, by_item=False) == {1: "2", 2: "1", 3: "3", 4: ""}


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans()), max_size=40), st.booleans())
def test_proposed_numbers_never_repeat(rows, by_item):
    slots = [Slot(key, item, unnumbered=unnumbered) for key, (item, unnumbered) in enumerate(rows)]
    numbers = [number for number in decision_numbers(slots, by_item=by_item).values() if number]
    assert len(numbers) == len(set(numbers))
