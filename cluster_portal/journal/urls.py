"""The journal's page."""

from django.urls import path

from cluster_portal.journal import views

app_name = "journal"
urlpatterns = [path("", views.entries, name="entries")]
