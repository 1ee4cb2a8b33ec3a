from django.urls import URLPattern, path

from consultations.views import setup

urlpatterns: list[URLPattern] = [
    path("staff/consultations/<slug:slug>/rules/", setup.rules, name="rules"),
    path("staff/consultations/<slug:slug>/extend/", setup.extend, name="extend"),
]
