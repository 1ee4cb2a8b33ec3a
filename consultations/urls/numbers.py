from django.urls import URLPattern, path

from consultations.views.numbers import figures, targets

urlpatterns: list[URLPattern] = [
    path("numbers/", figures.overall, name="overall_numbers"),
    path("numbers/<slug:chart>.csv", figures.overall_csv, name="overall_numbers_csv"),
    path("consultations/<slug:slug>/numbers/", figures.consultation, name="numbers"),
    path("consultations/<slug:slug>/numbers/<slug:chart>.csv", figures.consultation_csv, name="numbers_csv"),
    path("staff/targets/", targets.target_list, name="targets"),
    path("staff/targets/<int:pk>/remove/", targets.remove, name="target_remove"),
]
