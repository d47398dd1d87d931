"""The documents app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DocumentsConfig(AppConfig):
    """Official documents: their structure, their text, PDF, DOCX, TXT and the page."""

    name = "cluster_portal.documents"
    label = "documents"
    verbose_name = _("Documents")

    def ready(self) -> None:
        """Sealed rows are only added to; acts have their words; a person sees what is stored of him."""
        from cluster_portal.documents.stored import stored
        from cluster_portal.documents.verbs import VERBS
        from cluster_portal.journal.access import name_verbs
        from cluster_portal.journal.triggers import APPEND_ONLY
        from cluster_portal.ui.registries import add_personal_data

        names = ("SealedDocument", "SealedContent", "Place", "Standing", "SealedCopy", "Signature", "Trace", "Refusal")
        APPEND_ONLY.update(self.get_model(name)._meta.db_table for name in names)
        name_verbs(VERBS)
        add_personal_data(stored)
