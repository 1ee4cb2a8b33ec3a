from allauth.account import views as account_views
from django.urls import path, re_path

from accounts import codes, views

urlpatterns = [
    path("login/", account_views.login, name="account_login"),
    path("login/code/", account_views.request_login_code, name="account_request_login_code"),
    path("login/code/confirm/", codes.ConfirmLoginCode.as_view(), name="account_confirm_login_code"),
    path("logout/", account_views.logout, name="account_logout"),
    path("inactive/", account_views.account_inactive, name="account_inactive"),
    path("signup/", account_views.signup, name="account_signup"),
    path("reauthenticate/", account_views.reauthenticate, name="account_reauthenticate"),
    path("email/", account_views.email, name="account_email"),
    path("confirm-email/", account_views.email_verification_sent, name="account_email_verification_sent"),
    path("password/change/", account_views.password_change, name="account_change_password"),
    path("password/set/", account_views.password_set, name="account_set_password"),
    path("password/reset/", account_views.password_reset, name="account_reset_password"),
    path("password/reset/done/", account_views.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$",
        account_views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        account_views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("name/", views.name, name="display_name"),
    path("go-on/", views.go_on, name="go_on"),
    path("profile/", views.profile, name="profile"),
]
