"""What a browser says of itself, in words its owner knows it by."""

from __future__ import annotations

from django.utils.translation import gettext as _

# The first mark that is found names it: most browsers also carry the marks of those below them.
BROWSERS = (
    ("YaBrowser/", "Яндекс.Браузер"),
    ("Edg", "Microsoft Edge"),
    ("OPR/", "Opera"),
    ("Vivaldi/", "Vivaldi"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def browser(user_agent: str) -> str:
    """Browser and system, such as «Firefox, Windows»; in words where neither is known."""
    named = [next((name for mark, name in known if mark in user_agent), "") for known in (BROWSERS, SYSTEMS)]
    return ", ".join(filter(None, named)) or _("A browser that does not name itself")
