"""Log-in and one's own account. allauth's views by name, one by one: what is not here does not exist.

All under /admin/, which is neither public content nor cached; see embassy/accounts/middleware.py.
"""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.usersessions import views as usersessions
from django.urls import include, path, re_path

from embassy.accounts import views

own_pages = [
    path("", views.home, name="my_account"),
    path("log-in/", account.login, name="account_login"),
    path("log-in/code/", mfa.authenticate, name="mfa_authenticate"),
    path("log-in/passkey/", webauthn.login_webauthn, name="mfa_login_webauthn"),
    path("log-out/", account.logout, name="account_logout"),
    path("sign-up/", views.closed, name="account_signup"),
    path("confirm/", account.reauthenticate, name="account_reauthenticate"),
    path("confirm/code/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("confirm/passkey/", webauthn.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("password/", account.password_change, name="account_change_password"),
    path("password/set/", views.closed, name="account_set_password"),
    path("password/forgotten/", account.password_reset, name="account_reset_password"),
    path("password/forgotten/sent/", account.password_reset_done, name="account_reset_password_done"),
    path("password/new/done/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    re_path(
        r"^password/new/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[-\w]+)/\Z",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("second-factor/", mfa.index, name="mfa_index"),
    path("second-factor/app/", totp.activate_totp, name="mfa_activate_totp"),
    path("second-factor/app/remove/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("second-factor/codes/", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("second-factor/codes/new/", recovery_codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("second-factor/codes/file/", recovery_codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("second-factor/passkeys/", webauthn.list_webauthn, name="mfa_list_webauthn"),
    path("second-factor/passkeys/add/", webauthn.add_webauthn, name="mfa_add_webauthn"),
    path("second-factor/passkeys/<int:pk>/", webauthn.edit_webauthn, name="mfa_edit_webauthn"),
    path("second-factor/passkeys/<int:pk>/remove/", webauthn.remove_webauthn, name="mfa_remove_webauthn"),
    path("sessions/", usersessions.list_usersessions, name="usersessions_list"),
    re_path(r"^.+/\Z", views.closed),
]

urlpatterns = [
    path("admin/my-account/", include(own_pages)),
    # Before the admin's own: these lead to the one log-in that there is.
    path("admin/login/", views.admin_log_in),
    path("admin/logout/", account.logout),
    path("admin/password_change/", views.admin_password_change),
]
