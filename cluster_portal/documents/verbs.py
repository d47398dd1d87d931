"""Acts of this app as the journal words them."""

from django.utils.translation import gettext_lazy as _

VERBS = {
    "documents.sealed": _("Text frozen for signing"),
    "documents.in_force": _("Document came into force"),
    "documents.withdrawn": _("Document taken back from signature"),
    "documents.ended": _("Document no longer in force"),
    "documents.code_sent": _("One-time code for signing sent"),
    "documents.signed": _("Signed by a simple electronic signature"),
    "documents.signed_qualified": _("Qualified signature attached"),
    "documents.signed_on_paper": _("Signature on paper entered"),
    "documents.refused": _("Refused to sign"),
    "documents.copy_made": _("Copy with a signature sheet made"),
}
