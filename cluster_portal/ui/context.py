"""What the frame of every page needs."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from cluster_portal import clock
from cluster_portal.documents.russian import initials
from cluster_portal.ui import registries

VISION_COOKIE = "vision"


def frame(request: HttpRequest) -> dict[str, Any]:
    """Navigation, the person's offices, demo strip, «Версия для слабовидящих»."""
    user = getattr(request, "user", None)
    return {
        "demo": settings.DEMO,
        "today": clock.today(),
        "vision": request.COOKIES.get(VISION_COOKIE) == "on",
        "brand": SimpleLazyObject(registries.brand),
        "rooms": SimpleLazyObject(lambda: registries.rooms(request)),
        "my_name": SimpleLazyObject(lambda: initials(str(user))),
        "my_roles": SimpleLazyObject(lambda: registries.roles(user) if user and user.is_authenticated else []),
    }
