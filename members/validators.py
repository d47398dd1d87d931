"""Check digits of the tax number and the register number of a legal entity."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

INN_WEIGHTS = (2, 4, 10, 3, 5, 9, 4, 6, 8)  # order of the Federal Tax Service MMV-7-6/435
INN_LENGTH, OGRN_LENGTH = 10, 13


def validate_inn(value: str) -> None:
    """Ten digits; the last is the weighted sum of the others modulo 11, modulo 10."""
    if len(value) != INN_LENGTH or not value.isascii() or not value.isdigit():
        raise ValidationError(_("The INN of an organisation has ten digits."), code="inn_length")
    control = sum(w * int(d) for w, d in zip(INN_WEIGHTS, value, strict=False)) % 11 % 10
    if control != int(value[-1]):
        raise ValidationError(_("The check digit of the INN does not fit: look for a typing error."), code="inn_digit")


def validate_ogrn(value: str) -> None:
    """Thirteen digits; the last is the number of the first twelve modulo 11, modulo 10."""
    if len(value) != OGRN_LENGTH or not value.isascii() or not value.isdigit():
        raise ValidationError(_("The OGRN of an organisation has thirteen digits."), code="ogrn_length")
    if int(value[:-1]) % 11 % 10 != int(value[-1]):
        raise ValidationError(
            _("The check digit of the OGRN does not fit: look for a typing error."), code="ogrn_digit"
        )
