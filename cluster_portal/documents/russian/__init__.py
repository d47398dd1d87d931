"""Russian as official documents use it: names, posts and organisations in any case, dates, plurals.

Cases are named as in the morphological dictionary: nomn, gent, datv, accs, ablt, loct.
"""

from cluster_portal.documents.russian.names import (
    decline_name,
    initials,
    initials_first,
    parse_person_reference,
    same_person,
    surname,
)
from cluster_portal.documents.russian.numbers import long_date, plural, short_date
from cluster_portal.documents.russian.phrases import Case, decline_organisation, decline_post

__all__ = [
    "Case",
    "decline_name",
    "decline_organisation",
    "decline_post",
    "initials",
    "initials_first",
    "long_date",
    "parse_person_reference",
    "plural",
    "same_person",
    "short_date",
    "surname",
]
