"""All addresses of the consultations, one table per part; earlier tables win."""

from django.urls import URLPattern

from consultations.urls import (
    answering,
    discussion,
    following,
    intake,
    numbers,
    order,
    participation,
    planning,
    proposals,
    searching,
    setup,
    surveys,
    transfer,
)

app_name = "consultations"

urlpatterns: list[URLPattern] = [
    *setup.urlpatterns,
    *participation.urlpatterns,
    *planning.urlpatterns,
    *answering.urlpatterns,
    *surveys.urlpatterns,
    *proposals.urlpatterns,
    *discussion.urlpatterns,
    *following.urlpatterns,
    *searching.urlpatterns,
    *order.urlpatterns,
    *intake.urlpatterns,
    *numbers.urlpatterns,
    *transfer.urlpatterns,
]
