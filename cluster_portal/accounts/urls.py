"""Addresses of accounts. Of allauth's views only those named here are open."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.urls import include, path, re_path

from cluster_portal.accounts import own as own_account
from cluster_portal.accounts import views
from cluster_portal.accounts.fresh import fresh_required
from cluster_portal.accounts.pages import page

RESET_KEY = r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$"

own = [
    path("me/", views.me, name="me"),
    path("me/sign-out/", own_account.sign_out_everywhere, name="sign_out_everywhere"),
    path("me/data/", own_account.data, name="data"),
    path("me/data/download/", own_account.download, name="data_download"),
    path("invitations/<str:token>/", views.accept, name="accept"),
    path("demo/sign-in/", views.demo_sign_in, name="demo_sign_in"),
    path("accounts/reauthenticate/code/", page(views.ConfirmByCode.as_view()), name="confirm_by_code"),
]

sign_in = [
    path("login/", page(views.SignIn.as_view()), name="account_login"),
    path("login/code/", page(account.request_login_code), name="account_request_login_code"),
    path("login/code/confirm/", page(account.confirm_login_code), name="account_confirm_login_code"),
    path("logout/", page(account.logout), name="account_logout"),
    path("inactive/", page(account.account_inactive), name="account_inactive"),
    path("signup/", views.sign_up_closed, name="account_signup"),
    path("reauthenticate/", page(account.reauthenticate), name="account_reauthenticate"),
]

password = [
    path("password/change/", page(account.password_change), name="account_change_password"),
    path("password/set/", page(fresh_required(account.password_set)), name="account_set_password"),
    path("password/reset/", page(account.password_reset), name="account_reset_password"),
    path("password/reset/done/", page(account.password_reset_done), name="account_reset_password_done"),
    path(
        "password/reset/key/done/",
        page(account.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    re_path(RESET_KEY, page(account.password_reset_from_key), name="account_reset_password_from_key"),
]

factors = [
    path("", page(mfa.index), name="mfa_index"),
    path("authenticate/", page(mfa.authenticate), name="mfa_authenticate"),
    path("reauthenticate/", page(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("totp/activate/", page(fresh_required(totp.activate_totp)), name="mfa_activate_totp"),
    path("totp/deactivate/", page(fresh_required(totp.deactivate_totp)), name="mfa_deactivate_totp"),
    path("recovery-codes/", page(recovery.view_recovery_codes), name="mfa_view_recovery_codes"),
    path(
        "recovery-codes/generate/",
        page(fresh_required(recovery.generate_recovery_codes)),
        name="mfa_generate_recovery_codes",
    ),
    path("recovery-codes/download/", recovery.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("webauthn/", page(webauthn.list_webauthn), name="mfa_list_webauthn"),
    path("webauthn/add/", page(fresh_required(webauthn.add_webauthn)), name="mfa_add_webauthn"),
    path("webauthn/login/", webauthn.login_webauthn, name="mfa_login_webauthn"),
    path("webauthn/reauthenticate/", page(webauthn.reauthenticate_webauthn), name="mfa_reauthenticate_webauthn"),
    path("webauthn/keys/<int:pk>/edit/", page(webauthn.edit_webauthn), name="mfa_edit_webauthn"),
    path("webauthn/keys/<int:pk>/remove/", page(webauthn.remove_webauthn), name="mfa_remove_webauthn"),
]

urlpatterns = [
    path("", include((own, "accounts"))),
    path("accounts/", include([*sign_in, *password])),
    path("accounts/2fa/", include(factors)),
]
