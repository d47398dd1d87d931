"""Components as tags: pages are made of these and of nothing else."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
MOST_PARTS = 24  # more are not told apart by eye


@register.simple_tag
def chip(word: str, tone: str = "") -> SafeString:
    """A state in the glossary's words; tone: «» over and done, now at work, wait for a person, over overdue.

    Written here and not in a template: a list shows a hundred of them, and a template costs ten times as much.
    """
    return format_html('<span class="chip{}">{}</span>', f" {tone}" if tone else "", word)


TICK = (
    '<svg class="tick" viewBox="0 0 12 12" aria-hidden="true"><path d="M1.5 6.5 4.5 9.5 10.5 2.5" fill="none" '
    'stroke="currentColor" stroke-width="1.75"/></svg>'
)


@register.simple_tag
def tick() -> SafeString:
    """The tick of a signature: the one icon the portal has."""
    return mark_safe(TICK)  # noqa: S308 - a constant


@register.inclusion_tag("components/tally.html")
def tally(full: int, total: int, words: str, half: int = 0) -> dict[str, Any]:
    """n of m as m equal parts, m at most MOST_PARTS; `words` says the same for a screen reader."""
    return {
        "parts": ["y"] * full + ["h"] * half + [""] * max(0, total - full - half) if total <= MOST_PARTS else [],
        "words": words,
    }


@register.simple_tag
def doubt(text: str, detail: str = "") -> SafeString:
    """One doubt beside its field: it asks, it never stops."""
    return format_html('<p class="doubt"><b>{}</b> {}</p>', text, detail)


@register.inclusion_tag("components/act.html", takes_context=True)
def act(
    context: dict[str, Any], url: str, label: str, refused: Any = None, *, main: bool = False, confirm: str = ""
) -> dict[str, Any]:
    """A button that posts; where the action would be refused it is disabled and its reason stands beside it."""
    return {
        "url": url,
        "label": label,
        "refused": refused,
        "main": main,
        "confirm": confirm,
        "csrf_token": context.get("csrf_token"),
    }


@register.simple_tag(takes_context=True)
def keep_query(context: dict[str, Any], **changes: Any) -> str:
    """The page's query string with some parameters replaced (None removes)."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value is not None:
            query[name] = value
    return f"?{query.urlencode()}" if query else "?"
