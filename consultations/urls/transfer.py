from django.urls import URLPattern, path

from consultations.views.transfer import archives, exports

urlpatterns: list[URLPattern] = [
    path("staff/archives/", archives.archive_list, name="archives"),
    path("staff/archives/<int:pk>/", archives.archive, name="archive"),
    path("staff/consultations/<slug:slug>/exports/", exports.export_list, name="exports"),
    path("staff/consultations/<slug:slug>/exports/<int:pk>/file/", exports.download, name="export_file"),
]
