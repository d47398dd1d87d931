"""Pages and acts of the meetings room."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from meetings.views import after, before, course, desk, draft, more, pages, protocol, signing


class RowKind(StringConverter):
    """What kind of row of the minutes is meant."""

    regex = "head|person|item|speech|vote|decision|candidate"


class Format(StringConverter):
    """A format the protocol comes in."""

    regex = "pdf|docx|txt|json"


class Paper(StringConverter):
    """A paper around a meeting."""

    regex = "notice|registration|script"


class PrintFormat(StringConverter):
    """A format a paper comes in."""

    regex = "pdf|docx|txt"


register_converter(Paper, "paper")
register_converter(PrintFormat, "print")
register_converter(RowKind, "row")
register_converter(Format, "format")

app_name = "meetings"
urlpatterns = [
    path("", pages.meetings, name="list"),
    path("new/", course.plan, name="plan"),
    path("old/", after.old, name="old"),
    path("published/", after.published, name="published"),
    path("published/<int:pk>/", after.published_minutes, name="published_minutes"),
    path("published/<int:pk>/protocol.pdf", after.published_file, name="published_file"),
    path("<int:pk>/", pages.meeting, name="meeting"),
    path("<int:pk>/start/", course.start, name="start"),
    path("<int:pk>/finish/", course.finish, name="finish"),
    path("<int:pk>/sign/", signing.put_to_sign, name="put_to_sign"),
    path("<int:pk>/take-back/", signing.take_back, name="take_back"),
    path("<int:pk>/paper/", course.paper, name="paper"),
    path("<int:pk>/protocol/", protocol.protocol, name="protocol"),
    path("<int:pk>/protocol/reason/", protocol.reason, name="reason"),
    path("<int:pk>/protocol.<format:kind>", protocol.download, name="download"),
    path("<int:pk>/convene/", before.convene, name="convene"),
    path("<int:pk>/move/", before.move, name="move_meeting"),
    path("<int:pk>/cancel/", before.cancel, name="cancel"),
    path("<int:pk>/not-held/", before.not_held, name="not_held"),
    path("<int:pk>/answer/", before.answer, name="answer"),
    path("<int:pk>/answer/cannot/", before.cannot, name="cannot"),
    path("<int:pk>/answers/<int:person>/", before.answer_for, name="answer_for"),
    path("<int:pk>/propose/", before.propose, name="propose"),
    path("<int:pk>/proposals/<int:proposal>/take/", before.take, name="take"),
    path("<int:pk>/proposals/<int:proposal>/decline/", before.decline, name="decline"),
    path("<int:pk>/materials/", before.attach, name="attach"),
    path("<int:pk>/materials/<int:attachment>/", before.material, name="material"),
    path("<int:pk>/materials/<int:attachment>/remove/", before.detach, name="detach"),
    path("<int:pk>/meeting.ics", before.calendar, name="calendar"),
    path("<int:pk>/<paper:paper>.<print:kind>", after.paper, name="document"),
    path("<int:pk>/extract/", after.extract, name="extract"),
    path("<int:pk>/circulate/", after.circulate, name="circulate"),
    path("<int:pk>/withdraw/", after.withdraw, name="withdraw"),
    path("<int:pk>/comments/", after.comment, name="comment"),
    path("<int:pk>/comments/<int:comment>/", after.answer_comment, name="answer_comment"),
    path("<int:pk>/correct/", after.correct, name="correct"),
    path("<int:pk>/editions/<int:number>/", after.edition, name="edition"),
    path("<int:pk>/editions/<int:number>/scan/", after.edition_scan, name="edition_scan"),
    path("<int:pk>/scan/", after.scan, name="scan"),
    path("<int:pk>/publish/", after.publish, name="publish"),
    path("<int:pk>/conduct/", desk.desk, name="desk"),
    path("<int:pk>/conduct/items/", desk.add_item, name="add_item"),
    path("<int:pk>/conduct/items/<int:item>/", desk.item, name="item"),
    path("<int:pk>/conduct/draft/", draft.draft, name="draft"),
    path("<int:pk>/conduct/who/", more.who, name="who"),
    path("<int:pk>/conduct/undo/", more.undo, name="undo"),
    path("<int:pk>/conduct/like-last-time/", more.like_last_time, name="like_last_time"),
    path("<int:pk>/conduct/by-answers/", more.by_answers, name="by_answers"),
    path("<int:pk>/conduct/other-business/", more.other_business, name="other_business"),
    path("<int:pk>/conduct/items/<int:item>/extras/", more.extras, name="extras"),
    path("<int:pk>/conduct/items/<int:item>/presence/", more.presence, name="presence"),
    path("<int:pk>/conduct/items/<int:item>/dissents/", more.dissent, name="dissent"),
    path("<int:pk>/conduct/items/<int:item>/dissents/<int:place>/", more.remove_dissent, name="remove_dissent"),
    path("<int:pk>/conduct/items/<int:item>/files/", more.attach, name="attach_here"),
    path("<int:pk>/conduct/items/<int:item>/place/", more.place, name="place"),
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
