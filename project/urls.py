from django.urls import include, path
from django.views.i18n import set_language

from project import views

urlpatterns = [
    path("", views.home, name="home"),
    path("healthz", views.healthz, name="healthz"),
    path("components/", views.components, name="components"),
    path("language/", set_language, name="set_language"),
    path("staff/", views.staff_home, name="staff_home"),
    path("accounts/", include("accounts.urls")),
    path("", include("consultations.urls")),
    path("", include("chatbot.urls")),
]
handler403 = "project.views.forbidden"
handler404 = "project.views.not_found"
handler500 = "project.views.server_error"
