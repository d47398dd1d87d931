"""Who reads the journal: the administrator, and whom the rooms above let in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Q

Reader = Callable[[Any], bool]
_readers: list[Reader] = []
_labels: dict[str, Any] = {}


def let_read(reader: Reader) -> None:
    """Let those read for whom the function says so."""
    if reader not in _readers:
        _readers.append(reader)


def may_read(user: Any) -> bool:
    """Whether this person reads the journal."""
    return bool(user.is_authenticated and (user.is_superuser or any(reader(user) for reader in _readers)))


def name_verbs(labels: dict[str, Any]) -> None:
    """Give acts their words on the page: verb → words."""
    _labels.update(labels)


def words_for(verb: str) -> Any:
    """The act in words, or the verb itself where no app has named it."""
    return _labels.get(verb, verb)


def history(*objects: Any, most: int = 50) -> list[tuple[Any, Any]]:
    """The newest entries about these objects, each with its words: what a page shows as «История»."""
    from cluster_portal.journal.models import Entry  # noqa: PLC0415 – apps name their verbs before models are ready

    about = Q()
    for obj in objects:
        about |= Q(object_type=obj._meta.label_lower, object_id=str(obj.pk))
    found = Entry.objects.filter(about).order_by("-number")[:most] if objects else []
    return [(entry, words_for(entry.verb)) for entry in found]
