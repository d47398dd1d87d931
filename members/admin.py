"""The composition in the admin site, until every act has its own page: each save is one journal entry.

What has a life cycle (mandates, working groups) is added and ended by the actions pages use, and read otherwise.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from cluster_portal import clock
from cluster_portal.ui.admin import ReadOnly
from cluster_portal.ui.forms import DayField
from cluster_portal.workflow import Refused
from members import actions, rules
from members.models import (
    Absence,
    Accession,
    AccessionPerson,
    Alias,
    Assistant,
    CaseFile,
    Charter,
    Cluster,
    FormerName,
    GroupMember,
    GroupNote,
    Inspection,
    Mandate,
    Membership,
    Organization,
    Person,
    Position,
    PowerOfAttorney,
    Representation,
    WorkingGroup,
)

CONTACTS = {"email"}  # named in the journal, not told


class Kept(admin.ModelAdmin):
    """Saves a row with its inlines, and deletes, through the actions of this app."""

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Wait for the inlines: they are saved together."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save everything the page holds in one action."""

        def save() -> None:
            form.instance.save()
            super(Kept, self).save_related(request, form, formsets, change)

        actions.edit(obj=form.instance, save=save, details=lambda: _details(form, formsets), by=request.user)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Delete one row."""
        actions.remove(obj=obj, by=request.user)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        """Delete the chosen rows, an entry each."""
        for obj in queryset:
            actions.remove(obj=obj, by=request.user)


def _details(form: Any, formsets: Any) -> dict[str, Any]:
    """What was changed, for the journal: fields of the row, names of the inlined rows."""
    changed = {name: "…" if name in CONTACTS else str(form.cleaned_data[name]) for name in form.changed_data}
    rows = {
        "added": [row for formset in formsets for row in formset.new_objects],
        "edited": [row for formset in formsets for row, _fields in formset.changed_objects],
        "deleted": [row for formset in formsets for row in formset.deleted_objects],
    }
    told = {name: [f"{row._meta.model_name}: {row}" for row in some] for name, some in rows.items() if some}
    return {"changed": changed, **told}


class LifeCycle(admin.ModelAdmin):
    """Added by an action, ended by an action, never changed or deleted."""

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nothing of a life cycle is changed by hand."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What has been stays."""
        return False

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """The action has saved everything."""

    def run(self, request: HttpRequest, rows: Any, act: Any) -> None:
        """Do something with each chosen row and say how it went, row by row."""
        for row in rows:
            try:
                act(row)
                self.message_user(request, _("Done: %s") % row, messages.SUCCESS)
            except Refused as refused:
                self.message_user(request, f"{row}: {refused.reason}", messages.ERROR)


class FormerNames(admin.TabularInline):
    model = FormerName
    extra = 0


class Aliases(admin.TabularInline):
    model = Alias
    extra = 0


class Branches(admin.TabularInline):
    model = Organization
    fk_name = "parent"
    fields = ("name", "short_name")
    readonly_fields = ("name", "short_name")
    extra = 0
    can_delete = False
    show_change_link = True
    verbose_name = _l("branch")
    verbose_name_plural = _l("branches")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A branch is an organisation of its own: it is added as one."""
        return False


class Memberships(admin.TabularInline):
    model = Membership
    extra = 0


class PositionsOfOrganization(admin.TabularInline):
    model = Position
    extra = 0
    autocomplete_fields = ["person"]


class PositionsOfPerson(admin.TabularInline):
    model = Position
    extra = 0
    autocomplete_fields = ["organization"]


class RepresentationsOfOrganization(admin.TabularInline):
    model = Representation
    extra = 0
    autocomplete_fields = ["person"]


class RepresentationsOfPerson(admin.TabularInline):
    model = Representation
    extra = 0
    autocomplete_fields = ["organization"]


class CharterForm(forms.ModelForm):
    """An edition of the rules; lists are chosen, not typed."""

    signatories = forms.MultipleChoiceField(
        label=Charter._meta.get_field("signatories").verbose_name,
        choices=Mandate.Office,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    assumed = forms.MultipleChoiceField(
        label=Charter._meta.get_field("assumed").verbose_name,
        choices=lambda: [
            (field.name, field.verbose_name)
            for field in Charter._meta.concrete_fields
            if field.name not in ("id", "cluster", "in_force_from", "assumed")
        ],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


@admin.register(Cluster)
class ClusterAdmin(Kept):
    list_display = ["name", "city"]
    search_fields = ["name"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """The portal serves one cluster."""
        return super().has_add_permission(request) and rules.the_cluster() is None


@admin.register(Charter)
class CharterAdmin(Kept):
    form = CharterForm
    list_display = ["in_force_from", "quorum_part", "quorum_of", "chair_term_years", "order"]
    list_filter = ["cluster", "plan_approver"]
    search_fields = ["remote_ground", "plan_ground"]


@admin.register(Organization)
class OrganizationAdmin(Kept):
    list_display = ["name", "short_name", "category", "education", "parent"]
    list_filter = ["category", "education", "belongs_to_state", ("memberships", admin.EmptyFieldListFilter)]
    list_select_related = ["parent"]
    search_fields = ["name", "short_name", "inn", "ogrn", "aliases__spelling", "former_names__name"]
    autocomplete_fields = ["parent", "successor"]
    inlines = [
        Memberships,
        FormerNames,
        Aliases,
        Branches,
        PositionsOfOrganization,
        RepresentationsOfOrganization,
    ]


@admin.register(FormerName)
class FormerNameAdmin(Kept):
    list_display = ["name", "organization", "until"]
    list_filter = ["until"]
    list_select_related = ["organization"]
    search_fields = ["name", "organization__name"]
    autocomplete_fields = ["organization"]


@admin.register(Alias)
class AliasAdmin(Kept):
    list_display = ["spelling", "organization", "source"]
    list_filter = ["organization__category"]
    list_select_related = ["organization"]
    search_fields = ["spelling", "organization__name"]
    autocomplete_fields = ["organization"]


@admin.register(Membership)
class MembershipAdmin(Kept):
    list_display = ["order", "organization", "joined", "left", "has_vote", "seat"]
    list_display_links = ["organization"]
    list_filter = ["organization__category", "has_vote", ("left", admin.EmptyFieldListFilter)]
    list_select_related = ["organization"]
    search_fields = ["organization__name", "organization__short_name"]
    autocomplete_fields = ["organization"]


@admin.register(Person)
class PersonAdmin(Kept):
    list_display = ["name", "email", "user"]
    list_filter = [("user", admin.EmptyFieldListFilter), "positions__kind"]
    list_select_related = ["user"]
    search_fields = ["name", "email"]
    autocomplete_fields = ["user"]
    inlines = [PositionsOfPerson, RepresentationsOfPerson]
    actions = ["invite"]

    @admin.action(description=_l("Send an invitation to the portal"))
    def invite(self, request: HttpRequest, people: Any) -> None:
        """Invite the chosen people to their recorded addresses; those who cannot be are named with the reason."""
        for person in people:
            try:
                actions.invite_person(person=person, email=person.email, by=request.user)
                self.message_user(request, _("Invited: %s") % person, messages.SUCCESS)
            except Refused as refused:
                self.message_user(request, f"{person}: {refused.reason}", messages.ERROR)


@admin.register(Position)
class PositionAdmin(Kept):
    list_display = ["person", "title", "organization", "kind", "started", "ended"]
    list_filter = ["kind", "organization__category", ("ended", admin.EmptyFieldListFilter)]
    list_select_related = ["person", "organization"]
    search_fields = ["person__name", "title", "organization__name"]
    autocomplete_fields = ["person", "organization"]


@admin.register(Representation)
class RepresentationAdmin(Kept):
    list_display = ["person", "organization", "kind", "started", "ended"]
    list_filter = ["kind", ("ended", admin.EmptyFieldListFilter)]
    list_select_related = ["person", "organization"]
    search_fields = ["person__name", "organization__name"]
    autocomplete_fields = ["person", "organization"]


class MandateForm(forms.ModelForm):
    """Grant a mandate: a refusal stands at its field, and the previous mandate may be ended by the same decision."""

    end_previous = forms.BooleanField(label=_l("End the previous mandate by this decision"), required=False)

    class Meta:
        model = Mandate
        fields: ClassVar = ["cluster", "office", "person", "started", "until", "ground"]

    def clean(self) -> dict[str, Any]:
        """Ask the rule the action asks."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if all(data.get(name) for name in ("cluster", "office", "person", "started")):
            try:
                rules.may_hold(
                    data["office"],
                    data["person"],
                    cluster=data["cluster"],
                    started=data["started"],
                    end_previous=data["end_previous"],
                )
            except Refused as refused:
                self.add_error(refused.field, str(refused.reason))
        return data

    def validate_constraints(self) -> None:
        """The action checks them when the previous mandate has been ended."""


class EndForm(ActionForm):
    """The last day and the ground, beside the choice of the action; the day is read when the action runs."""

    ended = forms.CharField(label=_l("last day"), max_length=40, required=False)
    ground = forms.CharField(label=_l("ground"), max_length=300, required=False)


@admin.register(Mandate)
class MandateAdmin(LifeCycle):
    form = MandateForm
    list_display = ["office", "person", "started", "until", "ended"]
    list_filter = ["office", ("ended", admin.EmptyFieldListFilter)]
    list_select_related = ["person"]
    search_fields = ["person__name", "ground"]
    autocomplete_fields = ["person"]
    action_form = EndForm
    actions = ["end"]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Grant the mandate."""
        obj.pk = actions.grant_mandate(by=request.user, **form.cleaned_data).pk

    @admin.action(description=_l("End the mandate"))
    def end(self, request: HttpRequest, mandates: Any) -> None:
        """End the chosen mandates on the day given beside the action (empty: today)."""
        day, ground = _last_day(request), request.POST.get("ground", "")
        by = request.user
        self.run(request, mandates, lambda row: actions.end_mandate(mandate=row, ended=day, ground=ground, by=by))


class PlacesOfGroup(ReadOnly, admin.TabularInline):
    model = GroupMember


@admin.register(WorkingGroup)
class WorkingGroupAdmin(LifeCycle):
    fields = ["cluster", "task", "product", "leader", "created", "deadline", "ground"]
    list_display = ["task", "product", "leader", "created", "deadline", "completed"]
    list_filter = ["product", ("completed", admin.EmptyFieldListFilter)]
    list_select_related = ["leader"]
    search_fields = ["task", "leader__name"]
    autocomplete_fields = ["leader"]
    action_form = EndForm
    actions = ["complete"]

    def get_inlines(self, request: HttpRequest, obj: Any) -> list[Any]:
        """Members are shown with a group that exists; they are put in on its page."""
        return [PlacesOfGroup] if obj else []

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Create the group."""
        obj.pk = actions.create_group(by=request.user, **form.cleaned_data).pk

    @admin.action(description=_l("The group has completed its work"))
    def complete(self, request: HttpRequest, groups: Any) -> None:
        """Close the chosen groups on the day given beside the action (empty: today)."""
        day, by = _last_day(request), request.user
        self.run(request, groups, lambda row: actions.complete_group(group=row, completed=day, by=by))


@admin.register(Assistant)
class AssistantAdmin(Kept):
    list_display = ["person", "head", "started", "ended"]
    list_filter = [("ended", admin.EmptyFieldListFilter)]
    list_select_related = ["person", "head"]
    search_fields = ["person__name", "head__name"]
    autocomplete_fields = ["person", "head"]


@admin.register(Inspection)
class InspectionAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["person", "started", "until", "ended"]
    list_filter = [("ended", admin.EmptyFieldListFilter)]
    list_select_related = ["person"]
    search_fields = ["person__name", "ground"]
    fields = ["person", "started", "until", "ended", "ground"]


@admin.register(Absence)
class AbsenceAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["mandate", "started", "ended", "ground"]
    list_filter = [("ended", admin.EmptyFieldListFilter)]
    list_select_related = ["mandate__person"]
    search_fields = ["mandate__person__name", "ground"]
    fields = ["mandate", "started", "ended", "ground"]


@admin.register(GroupMember)
class GroupMemberAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["person", "group", "organization", "letter"]
    list_filter = [("letter", admin.EmptyFieldListFilter)]
    list_select_related = ["person", "group", "organization"]
    search_fields = ["person__name", "group__task", "letter"]


@admin.register(GroupNote)
class GroupNoteAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["group", "by", "at", "text"]
    list_filter = ["at"]
    list_select_related = ["group"]
    search_fields = ["text", "by"]


def _last_day(request: HttpRequest) -> Any:
    """The day typed beside the action, else today. Raises Refused if it cannot be read."""
    try:
        return DayField(required=False).clean(request.POST.get("ended", "")) or clock.today()
    except forms.ValidationError as error:
        raise Refused(error.messages[0], code="dates", field="ended") from error


@admin.register(Accession)
class AccessionAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["organization", "joined", "ended"]
    list_filter = [("joined", admin.EmptyFieldListFilter)]
    list_select_related = ["organization"]
    search_fields = ["organization__name", "people__person__name"]


@admin.register(AccessionPerson)
class AccessionPersonAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["person", "accession", "checked_how", "checked_by", "checked_on"]
    list_filter = [("accession__joined", admin.EmptyFieldListFilter)]
    list_select_related = ["person", "accession__organization"]
    search_fields = ["person__name", "email"]


@admin.register(PowerOfAttorney)
class PowerOfAttorneyAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["number", "organization", "person", "started", "until", "ended"]
    list_filter = ["machine_readable"]
    list_select_related = ["organization", "person"]
    search_fields = ["number", "organization__name", "person__name"]


@admin.register(CaseFile)
class CaseFileAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["index", "title", "kind", "term"]
    list_filter = ["kind"]
    search_fields = ["index", "title"]
