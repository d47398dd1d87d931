"""Pages of the composition."""

from django.urls import path

from members import views, views_accounts

app_name = "members"
urlpatterns = [
    path("", views.composition, name="composition"),
    path("organizations/<int:pk>/", views.organization, name="organization"),
    path("people/<int:pk>/", views.person, name="person"),
    path("accounts/", views_accounts.accounts_page, name="accounts"),
    path("accounts/invite-all/", views_accounts.invite_all, name="invite_all"),
    path("accounts/<int:pk>/invite/", views_accounts.invite, name="invite"),
    path("accounts/<int:pk>/resend/", views_accounts.resend, name="resend"),
    path("accounts/<int:pk>/withdraw/", views_accounts.withdraw, name="withdraw"),
]
