"""Журнал: who did what when."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from cluster_portal.journal import access
from cluster_portal.journal.models import Entry, Head

PAGE = 50


def entries(request: HttpRequest) -> HttpResponse:
    """The newest entries first, filtered by person, act or object."""
    if not access.may_read(request.user):
        raise PermissionDenied(_("The journal is read by the secretary of the Council and the administrator."))
    wanted = {name: request.GET.get(name, "").replace("\x00", "").strip()[:100] for name in ("who", "what")}
    found = Entry.objects.order_by("-number")
    if wanted["who"]:
        found = found.filter(actor_name__icontains=wanted["who"])
    if wanted["what"]:
        found = found.filter(object_name__icontains=wanted["what"])
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    rows = [(entry, access.words_for(entry.verb)) for entry in page.object_list]
    context = {"page": page, "rows": rows, "wanted": wanted, "end": Head.objects.first()}
    return render(request, "journal/entries.html", context)
