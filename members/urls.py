"""Pages of the composition."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from members.views import accounts, acts, council, pages, signing


class ListKind(StringConverter):
    """A list on a day."""

    regex = "composition|council"


class PaperForm(StringConverter):
    """A format a list comes in."""

    regex = "pdf|docx"


register_converter(ListKind, "list")
register_converter(PaperForm, "form")

app_name = "members"
urlpatterns = [
    path("", pages.composition, name="composition"),
    path("<list:kind>.<form:form>", council.list_file, name="list_file"),
    path("rules/", council.charter, name="charter"),
    path("rules/new/", council.adopt, name="adopt"),
    path("first-steps/", council.first_steps, name="first_steps"),
    path("first-steps/cluster/", council.found, name="found"),
    path("first-steps/secretary/", council.to_secretary, name="cluster_secretary"),
    path("handover/", council.handover, name="handover"),
    path("record/<slug:act>/", acts.on_cluster, name="on_cluster"),
    path("ends/<slug:kind>/<int:pk>/", acts.end, name="end"),
    path("organizations/new/", acts.new_organization, name="new_organization"),
    path("organizations/<int:pk>/", pages.organization, name="organization"),
    path("organizations/<int:pk>/record/<slug:act>/", acts.on_organization, name="on_organization"),
    path("organizations/<int:pk>/accession/", signing.accession, name="accession"),
    path("organizations/<int:pk>/attorney/", signing.attorney, name="attorney"),
    path("accessions/<int:pk>/end/", signing.end_accession, name="end_accession"),
    path("attorneys/<int:pk>/end/", signing.end_attorney, name="end_attorney"),
    path("attorneys/<int:pk>/file/", signing.attorney_file, name="attorney_file"),
    path("nomenclature/", signing.nomenclature, name="nomenclature"),
    path("places/<int:pk>/", council.place, name="place"),
    path("people/<int:pk>/", pages.person, name="person"),
    path("people/<int:pk>/record/", acts.on_person, name="on_person"),
    path("groups/<int:pk>/", council.group, name="group"),
    path("groups/<int:pk>/record/<slug:act>/", acts.on_group, name="on_group"),
    path("groups/<int:pk>/members/<int:place>/remove/", council.remove_member, name="remove_member"),
    path("accounts/", accounts.accounts_page, name="accounts"),
    path("accounts/invite-all/", accounts.invite_all, name="invite_all"),
    path("accounts/<int:pk>/invite/", accounts.invite, name="invite"),
    path("accounts/<int:pk>/resend/", accounts.resend, name="resend"),
    path("accounts/<int:pk>/withdraw/", accounts.withdraw, name="withdraw"),
]
