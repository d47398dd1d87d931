"""The documents app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DocumentsConfig(AppConfig):
    """Official documents: their structure, their text, PDF, DOCX, TXT and the page."""

    name = "cluster_portal.documents"
    label = "documents"
    verbose_name = _("Documents")
