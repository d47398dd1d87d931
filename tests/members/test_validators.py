"""Check digits; the numbers of two real legal entities are public (egrul.nalog.ru)."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from members.validators import validate_inn, validate_ogrn
from tests.factories import valid_inn, valid_ogrn

digits = st.sampled_from("0123456789")


@pytest.mark.parametrize("inn", ["7707083893", "7736050003"])
def test_inn_of_known_entities(inn):
    validate_inn(inn)


@pytest.mark.parametrize("ogrn", ["1027700132195", "1027700070518"])
def test_ogrn_of_known_entities(ogrn):
    validate_ogrn(ogrn)


@given(st.text(digits, min_size=9, max_size=9))
def test_a_fitting_inn_passes_and_every_other_last_digit_fails(first):
    right = valid_inn(first)
    validate_inn(right)
    for wrong in set("0123456789") - {right[-1]}:
        with pytest.raises(ValidationError):
            validate_inn(first + wrong)


@given(st.text(digits, min_size=12, max_size=12))
def test_a_fitting_ogrn_passes_and_every_other_last_digit_fails(first):
    right = valid_ogrn(first)
    validate_ogrn(right)
    for wrong in set("0123456789") - {right[-1]}:
        with pytest.raises(ValidationError):
            validate_ogrn(first + wrong)


@given(st.text(digits, min_size=9, max_size=9), st.integers(0, 8), digits)
def test_one_wrong_digit_of_an_inn_is_mostly_noticed_and_never_crashes(first, place, digit):
    mistyped = first[:place] + digit + first[place + 1 :] + valid_inn(first)[-1]
    if mistyped == valid_inn(mistyped[:-1]):
        validate_inn(mistyped)
    else:
        with pytest.raises(ValidationError):
            validate_inn(mistyped)


@given(st.text(max_size=20))
def test_any_text_gets_an_answer_in_words(text):
    for check, length in ((validate_inn, 10), (validate_ogrn, 13)):
        if len(text) != length or not text.isascii() or not text.isdigit():
            with pytest.raises(ValidationError):
                check(text)
