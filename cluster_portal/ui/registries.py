"""Where an app offers something for a page it does not own.

A room of the navigation, a line of «Ждёт вас», a panel on somebody else's page. Apps register when they are ready; the
pages ask here and never import the app that answers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest


@dataclass(frozen=True)
class Room:
    """A place in the navigation. `url_name` is its page; `namespace` tells which pages lie in it."""

    order: int
    label: Any
    url_name: str
    namespace: str
    visible: Callable[[Any], bool] = lambda user: user.is_authenticated


@dataclass(frozen=True)
class Waiting:
    """A line of «Ждёт вас»: what it is, one button, minutes it takes."""

    kind: Any
    title: str
    url: str
    button: Any
    detail: str = ""
    minutes: int = 2


@dataclass(frozen=True)
class Panel:
    """A part of a page made by another app: a template and what it needs."""

    order: int
    template: str
    context: dict[str, Any]


Stored = tuple[Any, list[dict[str, Any]]]
WaitingSource = Callable[[Any], Iterable[Waiting]]
PanelSource = Callable[[Any, Any], Panel | None]
RoleSource = Callable[[Any], Iterable[Any]]
BrandSource = Callable[[], str]
StoredSource = Callable[[Any], Iterable[Stored]]

_rooms: list[Room] = []
_waiting: list[WaitingSource] = []
_panels: dict[str, list[PanelSource]] = {}
_roles: list[RoleSource] = []
_brand: list[BrandSource] = []
_stored: list[StoredSource] = []


def add_room(room: Room) -> None:
    """Offer a room of the navigation."""
    if room not in _rooms:
        _rooms.append(room)


def add_waiting(source: WaitingSource) -> None:
    """Offer lines of «Ждёт вас» for a user."""
    if source not in _waiting:
        _waiting.append(source)


def add_panel(place: str, source: PanelSource) -> None:
    """Offer a panel for the place, such as «members.organization»; the source gets (user, object)."""
    if source not in _panels.setdefault(place, []):
        _panels[place].append(source)


def add_roles(source: RoleSource) -> None:
    """Tell which office words stand beside a user's name, most important first."""
    if source not in _roles:
        _roles.append(source)


def add_brand(source: BrandSource) -> None:
    """Tell whose council the letterhead names."""
    if source not in _brand:
        _brand.append(source)


def add_personal_data(source: StoredSource) -> None:
    """Tell what is stored about a user (152-ФЗ): parts as (title, rows), a row as label → value, never a secret."""
    if source not in _stored:
        _stored.append(source)


def personal_data(user: Any) -> list[Stored]:
    """Everything that is stored about the user, in the order the apps were registered."""
    return [part for source in _stored for part in source(user)]


def brand() -> str:
    """What the letterhead names, empty while nothing is entered."""
    return next((name for source in _brand if (name := source())), "")


def rooms(request: HttpRequest) -> list[tuple[Room, bool]]:
    """The rooms this user sees, and whether the page lies in them."""
    match = request.resolver_match
    here = match.namespace if match and match.namespace else (match.url_name if match else None)
    mine = (room for room in _rooms if room.visible(request.user))
    return [(room, here == room.namespace) for room in sorted(mine, key=lambda room: room.order)]


def waiting(user: Any) -> list[Waiting]:
    """Everything that waits for the user, in the order the apps were registered."""
    return [line for source in _waiting for line in source(user)]


def panels(place: str, user: Any, obj: Any) -> list[Panel]:
    """The panels other apps offer for this object."""
    made = (source(user, obj) for source in _panels.get(place, []))
    return sorted((panel for panel in made if panel), key=lambda panel: panel.order)


def roles(user: Any) -> list[Any]:
    """Words for the offices the user holds today."""
    return [word for source in _roles for word in source(user)]
