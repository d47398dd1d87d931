"""The inbox: everybody's own."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from cluster_portal.notifications.messages import mark_read
from cluster_portal.notifications.models import Notice

PAGE = 30  # notices on a page


def inbox(request: HttpRequest) -> HttpResponse:
    """One's notices, newest first."""
    mine = Notice.objects.visible_to(request.user)
    context = {
        "page": Paginator(mine, PAGE).get_page(request.GET.get("page")),
        "unread": mine.unread().count(),
    }
    return render(request, "notifications/inbox.html", context)


@require_POST
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark one notice read and go to what it is about."""
    mine = Notice.objects.visible_to(request.user).filter(pk=pk)
    notice = get_object_or_404(mine)
    mark_read(mine)
    return redirect(notice.url or "notifications:inbox")


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark all one's notices read."""
    mark_read(Notice.objects.visible_to(request.user))
    return redirect("notifications:inbox")
