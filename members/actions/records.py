"""What the admin site does until every act has its page: one journal entry for each save and each removal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import models
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from cluster_portal.workflow import Refused, action, note
from members import rules


@action("members.edited")
def edit(*, obj: models.Model, save: Callable[[], Any], details: Callable[[], dict[str, Any]], by: Any) -> models.Model:
    """Save a row and the rows edited with it; `save`, then `details`, are called in the transaction."""
    rules.may_edit_composition(by)
    save()
    rules.forget()
    note(**details())
    return obj


@action("members.removed")
def remove(*, obj: models.Model, by: Any) -> models.Model:
    """Delete what nothing speaks of. Raises Refused(referenced) where another record does."""
    rules.may_edit_composition(by)
    key = obj.pk
    try:
        obj.delete()
    except ProtectedError as error:
        raise Refused(_refused_words(obj, error), code="referenced") from error
    rules.forget()
    obj.pk = key  # the entry says which row it was
    return obj


def _refused_words(obj: models.Model, error: ProtectedError) -> str:
    kinds = sorted({str(row._meta.verbose_name) for row in error.protected_objects})
    return _("“%(name)s” cannot be deleted: other records speak of it (%(kinds)s). Give it a last day instead.") % {
        "name": obj,
        "kinds": ", ".join(kinds),
    }
