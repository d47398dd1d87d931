"""Pages and acts of the room «Решения»: assignments and decisions across meetings."""

from django.urls import path

from meetings.views import assignments as views

app_name = "decisions"
urlpatterns = [
    path("", views.assignments, name="list"),
    path("assignments.xlsx", views.download, name="download"),
    path("all/", views.decisions, name="decisions"),
    path("<int:pk>/", views.assignment, name="assignment"),
    path("<int:pk>/report/", views.report, name="report"),
    path("<int:pk>/drop/", views.drop, name="drop"),
    path("<int:pk>/cancel/", views.cancel, name="cancel"),
    path("<int:pk>/extend/", views.extend, name="extend"),
    path("reports/<int:pk>/accept/", views.accept, name="accept"),
    path("reports/<int:pk>/return/", views.send_back, name="return"),
    path("reports/<int:pk>/files/<int:file>/", views.evidence, name="evidence"),
    path("extensions/<int:pk>/", views.answer_extension, name="answer_extension"),
]
