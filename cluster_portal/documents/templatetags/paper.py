"""The words of a block on the page that looks like paper."""

from __future__ import annotations

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from cluster_portal.documents.blocks import Changed, marked
from cluster_portal.documents.paper import Item

register = template.Library()
ELEMENTS = {
    "=": ("", ""),
    "-": (mark_safe("<del>"), mark_safe("</del>")),
    "+": (mark_safe("<ins>"), mark_safe("</ins>")),
}


@register.simple_tag
def words(item: Item, text: str) -> SafeString:
    """The text, line ends kept, with the number of the doubt it carries; escaped.

    A tag and not a template: a protocol has a hundred blocks.
    """
    shown = format_html("{}", text)
    if "\n" in text:
        shown = mark_safe(shown.replace("\n", "<br>"))  # noqa: S308 - escaped above
    return _at(item, shown)


@register.simple_tag
def redlined(item: Item) -> SafeString:
    """The pieces of a redline, brackets and braces as on paper, inside <del> and <ins>; escaped."""
    assert isinstance(item.block, Changed)
    shown = format_html_join("", "{}{}{}", (_element(*piece) for piece in marked(item.block.pieces)))
    return _at(item, shown)


def _element(kind: str, text: str) -> tuple[str, str, str]:
    opening, closing = ELEMENTS[kind]
    return opening, text, closing


def _at(item: Item, shown: SafeString) -> SafeString:
    if item.doubt:
        return format_html('<span class="at" data-n="{0}" id="at-{0}">{1}</span>', item.doubt, shown)
    return shown
