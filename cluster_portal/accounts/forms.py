"""Forms of accounts."""

from __future__ import annotations

import struct
from typing import Any

from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from cryptography.exceptions import InvalidSignature
from django import forms
from django.conf import settings
from django.contrib.auth.forms import SetPasswordForm
from django.utils.translation import gettext_lazy as _

from cluster_portal.accounts import actions
from cluster_portal.accounts.models import User
from cluster_portal.workflow import Refused


class AcceptForm(SetPasswordForm):
    """The invited person's first password, checked by Django's validators."""


class LanguageForm(forms.Form):
    """The language letters are written in."""

    language = forms.ChoiceField(label=_("Language of letters"), choices=settings.LANGUAGES)


class PasskeyAnswer(forms.Form):
    """What a browser says for a passkey. allauth expects it well formed; a broken one is an error in words too."""

    BROKEN = (KeyError, IndexError, TypeError, ValueError, AttributeError, struct.error, InvalidSignature)

    def full_clean(self) -> None:
        """Check the answer; whatever it breaks on is one mistake at one field."""
        try:
            super().full_clean()
        except self.BROKEN:
            self.add_error("credential", _("The passkey was not recognised. Try again."))


class PasskeySignIn(PasskeyAnswer, LoginWebAuthnForm):
    """Coming in with a passkey alone."""


class PasskeyFactor(PasskeyAnswer, AuthenticateWebAuthnForm):
    """A passkey as the second factor."""


class PasskeyConfirmation(PasskeyAnswer, ReauthenticateWebAuthnForm):
    """A passkey to show again who one is."""


class AddPasskey(PasskeyAnswer, AddWebAuthnForm):
    """A new passkey and the name its owner knows it by."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name(self)
        free = self.fields["passwordless"]
        free.initial = True
        free.label = _("Sign in with this passkey alone, without a password")
        free.help_text = _("The device will ask for a fingerprint, a face or its own PIN.")


class RenamePasskey(EditWebAuthnForm):
    """Another name for a passkey."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name(self)


def _name(form: forms.Form) -> None:
    field = form.fields["name"]
    field.label = _("Name of the passkey")
    field.help_text = _("For yourself: “work computer”, “telephone”.")
    field.widget.attrs["maxlength"] = "100"


class InviteForm(forms.ModelForm):
    """The admin site's form for a new account: whoever is named gets an invitation."""

    class Meta:
        model = User
        fields = ["email", "name"]

    def clean_email(self) -> str:
        """Say at the field why the address cannot be invited."""
        try:
            return actions.may_be_invited(self.cleaned_data["email"])
        except Refused as refused:
            raise forms.ValidationError(str(refused.reason), code=refused.code) from refused

    def validate_unique(self) -> None:
        """A withdrawn account is no obstacle; clean_email has looked."""
