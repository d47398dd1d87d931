"""Pages of the frame itself."""

from django.urls import path

from cluster_portal.ui import views

app_name = "ui"
urlpatterns = [
    path("gallery/", views.gallery, name="gallery"),
    path("vision/", views.switch_vision, name="vision"),
    path("language/", views.switch_language, name="language"),
]
