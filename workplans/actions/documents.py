"""Documents that hang on an activity."""

from __future__ import annotations

from typing import Any

from cluster_portal.documents.models import StoredFile
from cluster_portal.documents.uploads import store
from cluster_portal.workflow import action, note
from workplans import rules
from workplans.models import Activity


@action("workplans.document_attached")
def attach_document(*, activity: Activity, file: Any, by: Any) -> Activity:
    """Attach a document to an activity, in a draft and while it is carried out. Raises Refused, ValidationError."""
    rules.may_document(by, activity)
    kept = store(file, by=by)
    activity.files.add(kept)
    note(name=kept.name, sha256=kept.sha256)
    return activity


@action("workplans.document_detached")
def detach_document(*, activity: Activity, file: StoredFile, by: Any) -> Activity:
    """Take a document off an activity; the file itself stays kept. Raises Refused."""
    rules.may_document(by, activity)
    activity.files.remove(file)
    note(name=file.name, sha256=file.sha256)
    return activity
