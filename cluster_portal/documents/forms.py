"""Forms of signing and checking."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _l

from cluster_portal.documents.sealed.cades import SIZE_LIMIT
from cluster_portal.documents.uploads import MEGABYTE, UploadField
from cluster_portal.ui.forms import DayField, PlainTextField, helper


class ReasonForm(forms.Form):
    reason = PlainTextField(label=_l("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))

    helper = helper()


class SigField(forms.FileField):
    """A .sig file: any bytes of a sensible size; what they are is for the check to say."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Raise ValidationError where the file is too large for a signature."""
        file = super().clean(data, initial)
        if file and file.size > SIZE_LIMIT:
            raise forms.ValidationError(_l("A detached signature is smaller than 1 MB: is this the right file?"))
        return file


class QualifiedForm(forms.Form):
    cms = SigField(label=_l("Signature file (.sig)"), help_text=_l("DER or base64; at most 1 MB."))
    attorney = UploadField(
        label=_l("Machine-readable power of attorney (МЧД), where an employee signed"),
        kinds=("txt", "pdf"),
        required=False,
    )

    helper = helper()


class PaperSignatureForm(forms.Form):
    name = forms.CharField(label=_l("Who signed"), max_length=200)
    position = forms.CharField(label=_l("Position"), max_length=500, required=False)
    authority = forms.CharField(label=_l("Authority"), max_length=500, required=False)
    signed_on = DayField(label=_l("Date on the paper"))
    code = forms.CharField(
        label=_l("Check code printed on the paper"),
        max_length=20,
        help_text=_l("At the foot of sheet 1: it shows that this text was signed and no other."),
    )
    scan = UploadField(label=_l("Scan of the signed paper"), kinds=("pdf", "png", "jpeg"))
    originals = forms.IntegerField(label=_l("Number of originals"), min_value=1, max_value=99, initial=1)
    kept = forms.CharField(label=_l("Where the original is kept"), max_length=500)

    helper = helper()


class CheckForm(forms.Form):
    """A code, or a file that is held against what is stored and not kept."""

    code = forms.CharField(
        label=_l("Check code"), max_length=40, required=False, help_text=_l("Printed under the QR code on sheet 1.")
    )
    file = forms.FileField(
        label=_l("File"),
        required=False,
        help_text=_l("PDF or evidence package, at most %s MB; it is not kept.") % (settings.UPLOAD_LIMIT // MEGABYTE),
    )

    helper = helper()
