"""LIKE on SQLite: Russian letters in any case, and otherwise as SQL says."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cluster_portal.sqlite import like
from members.models import Organization
from tests.factories import make_organization


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("%томск%", "г. ТОМСК", True),
        ("ЁЛКА", "ёлка", True),
        ("т_мск", "Томск", True),
        ("т_мск", "Тмск", False),
        (r"100\%", "100%", True),
        (r"100\%", "1000", False),
        (r"а\_б", "а_б", True),
        (r"а\_б", "авб", False),
        (r"\\", "\\", True),
        ("%", "", True),
        ("а%", "две\nстроки", False),
        ("%строки", "две\nстроки", True),
        (".*", "что угодно", False),
        (None, "а", None),
        ("а", None, None),
        ("12%", 123, True),
    ],
)
def test_like(pattern, text, found):
    assert like(pattern, text, "\\") is found


@given(st.text(), st.text(), st.text())
def test_a_text_is_found_in_itself(before, part, after):
    escaped = re.sub(r"([%_\\])", r"\\\1", part)
    assert like(f"%{escaped}%", before.casefold() + part + after.casefold(), "\\")


def test_queries_do_not_look_at_the_case_of_russian_letters(db):
    row = make_organization("ОГБПОУ «Томский Техникум»")
    for lookup in ("icontains", "istartswith", "iexact", "iendswith"):
        term = {
            "icontains": "томский техн",
            "istartswith": "огбпоу",
            "iexact": "огбпоу «томский техникум»",
            "iendswith": "ТЕХНИКУМ»",
        }[lookup]
        assert Organization.objects.get(**{f"name__{lookup}": term}) == row
    assert not Organization.objects.filter(name__icontains="томск%техникум").exists()
