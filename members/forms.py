"""Forms of the composition."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from cluster_portal.ui.forms import DayField


class DayForm(forms.Form):
    """As of which day; empty is today."""

    on = DayField(label=_("As of"), required=False)
