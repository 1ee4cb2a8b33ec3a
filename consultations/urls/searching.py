from django.urls import URLPattern, path

from consultations.views import search
from consultations.views.proposals import similar

urlpatterns: list[URLPattern] = [
    path("search/", search.search, name="search"),
    path("consultations/<slug:slug>/proposals/similar/", similar.similar, name="similar"),
]
