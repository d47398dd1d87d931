"""Pages of the composition."""

from django.urls import path

from members import views

app_name = "members"
urlpatterns = [
    path("", views.composition, name="composition"),
    path("organizations/<int:pk>/", views.organization, name="organization"),
    path("people/<int:pk>/", views.person, name="person"),
]
