"""The words of a block on the page that looks like paper."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from cluster_portal.documents.paper import Item

register = template.Library()


@register.simple_tag
def words(item: Item, text: str) -> SafeString:
    """The text, line ends kept, with the number of the doubt it carries; escaped.

    A tag and not a template: a protocol has a hundred blocks.
    """
    shown = format_html("{}", text)
    if "\n" in text:
        shown = mark_safe(shown.replace("\n", "<br>"))  # noqa: S308 - escaped above
    if item.doubt:
        return format_html('<span class="at" data-n="{0}" id="at-{0}">{1}</span>', item.doubt, shown)
    return shown
