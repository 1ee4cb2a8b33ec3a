from django.urls import URLPattern, path

from chatbot.views import lookups

urlpatterns: list[URLPattern] = [
    path("staff/lists/", lookups.lookup_list, name="lookup_list"),
    path("staff/lists/import/", lookups.lookup_import, name="lookup_import"),
    path("staff/lists/try/", lookups.lookup_try, name="lookup_try"),
    path("staff/lists/<int:pk>/", lookups.lookup_set, name="lookup_set"),
    path("staff/lists/<int:pk>/activate/", lookups.lookup_activate, name="lookup_activate"),
    path("staff/lists/<int:pk>/withdraw/", lookups.lookup_withdraw, name="lookup_withdraw"),
    path("staff/lists/<int:pk>/match/", lookups.lookup_match, name="lookup_match"),
    path("staff/lists/<int:pk>/<slug:name>.csv", lookups.lookup_csv, name="lookup_csv"),
]
