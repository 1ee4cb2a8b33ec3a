from django.urls import URLPattern, path

from consultations.views import search

urlpatterns: list[URLPattern] = [path("search/", search.search, name="search")]
