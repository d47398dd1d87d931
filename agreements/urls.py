"""Pages of the agreement."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from agreements.views import directions, discussion, drafting, public, reading, signing


class Paper(StringConverter):
    """A document made from an edition."""

    regex = "text|disagreements|signatures"


class FileForm(StringConverter):
    """A format documents come in."""

    regex = "pdf|docx|txt"


register_converter(Paper, "agreement_paper")
register_converter(FileForm, "file_form")

app_name = "agreements"
urlpatterns = [
    path("", reading.index, name="index"),
    path("new/", drafting.begin, name="begin"),
    path("published/", public.published, name="published"),
    path("published/<int:pk>/", public.published_agreement, name="published_agreement"),
    path("published/<int:pk>.pdf", public.published_file, name="published_file"),
    path("directions/", reading.directions, name="directions"),
    path("directions/new/", directions.enter, name="enter_directions"),
    path("directions/<int:pk>/correct/", directions.correct, name="correct_direction"),
    path("directions/<int:pk>/tie/", directions.tie, name="tie_direction"),
    path("directions/<int:pk>/remove/", directions.remove, name="remove_direction"),
    path("<int:pk>/", reading.agreement, name="agreement"),
    path("<int:pk>/way/", reading.way, name="way"),
    path("<int:pk>/mine/", reading.mine, name="mine"),
    path("<int:pk>/origin/", drafting.origin, name="origin"),
    path("<int:pk>/publish/", signing.publish, name="publish"),
    path("<int:pk>/register/", reading.register, name="register"),
    path("<int:pk>/register.<file_form:form>", reading.register_file, name="register_file"),
    path("editions/<int:pk>/", reading.edition, name="edition"),
    path("editions/<int:pk>/<agreement_paper:what>.<file_form:form>", reading.paper, name="paper"),
    path("editions/<int:pk>/redline/", reading.redline, name="redline"),
    path("editions/<int:pk>/redline.<file_form:form>", reading.redline_file, name="redline_file"),
    path("editions/<int:pk>/next/", drafting.next_edition, name="next"),
    path("editions/<int:pk>/draft/", drafting.draft, name="draft"),
    path("editions/<int:pk>/draft/save/", drafting.save_head, name="save_head"),
    path("editions/<int:pk>/clauses/add/", drafting.add, name="add_clause"),
    path("clauses/<int:pk>/save/", drafting.save, name="save_clause"),
    path("clauses/<int:pk>/place/", drafting.move, name="move_clause"),
    path("clauses/<int:pk>/remove/", drafting.remove, name="remove_clause"),
    path("clauses/<int:pk>/back/", drafting.put_back, name="put_back"),
    path("editions/<int:pk>/bring/", drafting.bring, name="bring"),
    path("incoming/<int:pk>/", drafting.incoming, name="incoming"),
    path("editions/<int:pk>/directions/", directions.take, name="take_directions"),
    path("editions/<int:pk>/discuss/", discussion.discuss, name="discuss"),
    path("editions/<int:pk>/ready/", discussion.ready, name="ready"),
    path("editions/<int:pk>/agree/", discussion.agree, name="agree"),
    path("editions/<int:pk>/remark/", discussion.remark, name="remark"),
    path("remarks/<int:pk>/answer/", discussion.answer, name="answer"),
    path("remarks/<int:pk>/support/", discussion.support, name="support"),
    path("remarks/<int:pk>/withdraw/", discussion.withdraw, name="withdraw_remark"),
    path("editions/<int:pk>/put-to-sign/", signing.put_to_sign, name="put_to_sign"),
    path("editions/<int:pk>/parties/", signing.parties, name="parties"),
    path("editions/<int:pk>/take-back/", signing.take_back, name="take_back"),
    path("editions/<int:pk>/extend/", signing.extend, name="extend"),
    path("editions/<int:pk>/remind/", signing.remind, name="remind"),
    path("editions/<int:pk>/accede/", signing.accede, name="accede"),
    path("editions/<int:pk>/end/", signing.end, name="end"),
    path("parties/<int:pk>/agreeing/", signing.agreeing, name="agreeing"),
    path("parties/<int:pk>/decline/", signing.decline, name="decline"),
    path("parties/<int:pk>/disagree/", signing.disagree, name="disagree"),
    path("parties/<int:pk>/leave/", signing.leave, name="leave"),
]
