from django.urls import URLPattern, path

from consultations.views.participation import branches, comments

urlpatterns: list[URLPattern] = [
    path("comments/<int:pk>/replies/", branches.branch, name="branch"),
    path("comments/<int:pk>/reaction/", comments.react, name="react"),
    path("threads/<int:thread_id>/city/", branches.city_replies, name="city_replies"),
]
