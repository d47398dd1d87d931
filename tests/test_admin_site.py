"""Every model stands in the admin site; what has a life cycle is only read there."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.contrib import admin
from django.urls import reverse

from cluster_portal.accounts.models import SignedIn
from tests import actors as people
from tests import seeded

OURS = ("accounts", "journal", "notifications", "documents", "members", "meetings")
# The key of this row is the session's own: shown to anybody it would let him in as its owner.
HIDDEN = {SignedIn}
MODELS = [model for app in OURS for model in apps.get_app_config(app).get_models() if model not in HIDDEN]
READ_ONLY = {"journal", "documents", "meetings"}


@pytest.fixture
def site(client, db):
    client.force_login(people.administrator())
    return client


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_model_has_its_list(site, model):
    assert admin.site.is_registered(model)
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    assert site.get(address).status_code == 200
    assert site.get(address, {"q": "Костарев"}).status_code == 200
    if model._meta.app_label in READ_ONLY:
        assert site.get(address.removesuffix("/") + "/add/").status_code == 403


def test_sessions_are_not_shown():
    assert not admin.site.is_registered(SignedIn)


def test_an_act_from_the_admin_site_is_refused_like_on_the_page(site, db):
    from cluster_portal import demo
    from cluster_portal.journal.models import Entry

    seeded.load()
    meeting = demo.record_minutes_1(by=people.secretary())
    before = Entry.objects.count()
    address = reverse("admin:meetings_meeting_changelist")
    answer = site.post(address, {"action": "unpublish", "_selected_action": [meeting.pk]}, follow=True)
    assert "ведёт секретарь" in answer.content.decode()
    assert Entry.objects.count() == before
