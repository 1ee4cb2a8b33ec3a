from django.urls import URLPattern, path

from consultations.views import search, similar

urlpatterns: list[URLPattern] = [
    path("search/", search.search, name="search"),
    path("consultations/<slug:slug>/proposals/similar/", similar.similar, name="similar"),
]
