"""Files people attach: what they are is read from their bytes, where they lie is nobody's guess."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


def random_name(_file: Any, _name: str) -> str:
    """Where the bytes lie: a random name without an extension, spread over folders."""
    name = uuid.uuid4().hex
    return f"{name[:2]}/{name}"


class StoredFile(models.Model):
    """An attachment. `name` is what its owner calls it, `kind` what the bytes are; size in bytes."""

    file = models.FileField(upload_to=random_name)
    name = models.CharField(_("file name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=20)
    size = models.PositiveBigIntegerField(_("size, bytes"))
    sha256 = models.CharField("SHA-256", max_length=64, db_index=True)
    uploaded_at = models.DateTimeField(_("uploaded"))
    uploaded_by = models.CharField(_("uploaded by"), max_length=200, blank=True)

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        verbose_name = _("file")
        verbose_name_plural = _("files")

    def __str__(self) -> str:
        return self.name

    @property
    def content_type(self) -> Any:
        """What the browser is told."""
        from cluster_portal.documents.uploads import KINDS  # noqa: PLC0415 – uploads knows this model

        return KINDS[self.kind].content_type
