"""Pages of sealed documents: reading, signing, checking."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from cluster_portal.documents.views import check, sealed, signing


class Package(StringConverter):
    """A package of evidence: for everybody who reads the document, or for a court."""

    regex = "evidence|court"


register_converter(Package, "package")

app_name = "documents"
urlpatterns = [
    path("check/", check.check, name="check"),
    path("check/<str:code>/", check.checked, name="checked"),
    path("check/<str:code>/original.pdf", check.original, name="checked_original"),
    path("check/<str:code>/copy.pdf", check.copy, name="checked_copy"),
    path("documents/<int:pk>/", sealed.document, name="sealed"),
    path("documents/<int:pk>/read/", sealed.read, name="read"),
    path("documents/<int:pk>/original.pdf", sealed.original, name="original"),
    path("documents/<int:pk>/copy.pdf", sealed.copy, name="copy"),
    path("documents/<int:pk>/<package:kind>.zip", sealed.package, name="package"),
    path("documents/<int:pk>/signatures/<uuid:signature>/<slug:what>/", sealed.attachment, name="attachment"),
    path("sign/<int:pk>/", signing.what, name="sign"),
    path("sign/<int:pk>/how/", signing.how, name="how"),
    path("sign/<int:pk>/confirm/", signing.confirm, name="confirm"),
    path("sign/<int:pk>/refuse/", signing.refuse, name="refuse"),
    path("sign/<int:pk>/qualified/", signing.qualified, name="qualified"),
    path("sign/<int:pk>/paper/", signing.paper, name="paper"),
]
