"""Acts with accounts as the journal words them."""

from django.utils.translation import gettext_lazy as _

VERBS = {
    "accounts.invited": _("Invitation sent"),
    "accounts.invitation_sent_again": _("Invitation sent again"),
    "accounts.invitation_withdrawn": _("Invitation withdrawn"),
    "accounts.invitation_accepted": _("Invitation accepted"),
    "accounts.administrator_made": _("Administrator's account opened"),
    "accounts.account_changed": _("Account changed"),
    "accounts.language_chosen": _("Language of letters chosen"),
    "accounts.signed_out_everywhere": _("Signed out everywhere"),
    "accounts.password_changed": _("Password changed"),
}
