"""Pages and acts of the meetings room."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from meetings.views import course, desk, pages, protocol


class RowKind(StringConverter):
    """What kind of row of the minutes is meant."""

    regex = "head|person|item|speech|vote|decision|candidate"


class Format(StringConverter):
    """A format the protocol comes in."""

    regex = "pdf|docx|txt|json"


register_converter(RowKind, "row")
register_converter(Format, "format")

app_name = "meetings"
urlpatterns = [
    path("", pages.meetings, name="list"),
    path("new/", course.plan, name="plan"),
    path("<int:pk>/", pages.meeting, name="meeting"),
    path("<int:pk>/start/", course.start, name="start"),
    path("<int:pk>/finish/", course.finish, name="finish"),
    path("<int:pk>/paper/", course.paper, name="paper"),
    path("<int:pk>/protocol/", protocol.protocol, name="protocol"),
    path("<int:pk>/protocol/reason/", protocol.reason, name="reason"),
    path("<int:pk>/protocol.<format:kind>", protocol.download, name="download"),
    path("<int:pk>/conduct/", desk.desk, name="desk"),
    path("<int:pk>/conduct/items/", desk.add_item, name="add_item"),
    path("<int:pk>/conduct/items/<int:item>/", desk.item, name="item"),
    path("<int:pk>/conduct/items/<int:item>/add/", desk.add, name="add"),
    path("<int:pk>/conduct/people/", desk.add_person, name="add_person"),
    path("<int:pk>/conduct/people/<int:line>/mark/", desk.mark, name="mark"),
    path("<int:pk>/conduct/people/<int:line>/move/", desk.move, name="move"),
    path("<int:pk>/conduct/people/<int:line>/", desk.person, name="person"),
    path("<int:pk>/conduct/votes/<int:vote>/candidates/", desk.add_candidate, name="add_candidate"),
    path("<int:pk>/conduct/speeches/<int:speech>/composition/", desk.composition, name="composition"),
    path("<int:pk>/conduct/decisions/<int:decision>/mandate/", desk.mandate, name="mandate"),
    path("<int:pk>/conduct/decisions/<int:decision>/group/", desk.group, name="group"),
    path("<int:pk>/conduct/<row:kind>/<int:row>/save/", desk.save, name="save"),
    path("<int:pk>/conduct/<row:kind>/<int:row>/remove/", desk.remove, name="remove"),
]
