from django.urls import URLPattern, path

from consultations.views.intake import desk, masks, sheet, twice

_DESK = "staff/consultations/<slug:slug>/intake/"

urlpatterns: list[URLPattern] = [
    path(_DESK, desk.queue, name="intake"),
    path(f"{_DESK}new/", desk.new, name="intake_new"),
    path(f"{_DESK}meeting/", desk.meeting, name="intake_meeting"),
    path(f"{_DESK}draft/", desk.draft, name="intake_draft"),
    path(f"{_DESK}twice/", twice.rule, name="intake_rule"),
    path(f"{_DESK}next/", twice.following, name="intake_next"),
    path(f"{_DESK}<int:pk>/", sheet.sheet, name="intake_sheet"),
    path(f"{_DESK}<int:pk>/second/", twice.second, name="intake_second"),
    path(f"{_DESK}<int:pk>/compare/", twice.compare, name="intake_compare"),
    path(f"{_DESK}<int:pk>/masks/", masks.masks, name="intake_masks"),
    path(f"{_DESK}<int:pk>/original/", sheet.original, name="intake_original"),
    path(f"{_DESK}<int:pk>/scan/", sheet.scan, name="intake_scan"),
    path(f"{_DESK}<int:pk>/slip/", sheet.slip, name="intake_slip"),
]
