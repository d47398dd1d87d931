"""Acts with letters as the journal words them."""

from django.utils.translation import gettext_lazy as _

VERBS = {"notifications.letter_sent_again": _("Letter put to be sent again")}
