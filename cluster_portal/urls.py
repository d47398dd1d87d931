"""The portal's addresses."""

from django.contrib import admin
from django.urls import include, path

from cluster_portal.home import home

urlpatterns = [
    path("", home, name="home"),
    path("meetings/", include("meetings.urls")),
    path("decisions/", include("meetings.control_urls")),
    path("agreement/", include("agreements.urls")),
    path("plan/", include("workplans.urls")),
    path("composition/", include("members.urls")),
    path("journal/", include("cluster_portal.journal.urls")),
    path("", include("cluster_portal.documents.urls")),
    path("", include("cluster_portal.accounts.urls")),
    path("", include("cluster_portal.notifications.urls")),
    path("", include("cluster_portal.ui.urls")),
    path("admin/", admin.site.urls),
]
