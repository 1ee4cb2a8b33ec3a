from django.urls import URLPattern, path

from consultations.views import numbers, numbers_targets

urlpatterns: list[URLPattern] = [
    path("numbers/", numbers.overall, name="overall_numbers"),
    path("numbers/<slug:chart>.csv", numbers.overall_csv, name="overall_numbers_csv"),
    path("consultations/<slug:slug>/numbers/", numbers.consultation, name="numbers"),
    path("consultations/<slug:slug>/numbers/<slug:chart>.csv", numbers.consultation_csv, name="numbers_csv"),
    path("staff/targets/", numbers_targets.target_list, name="targets"),
    path("staff/targets/<int:pk>/remove/", numbers_targets.remove, name="target_remove"),
]
