from django.urls import URLPattern, path

from consultations.views.proposals import answers, attachments, autosave, cosigning, extras, places

urlpatterns: list[URLPattern] = [
    path("map/base.geojson", places.base_map, name="base_map"),
    path("attachments/<str:token>/", attachments.attachment, name="attachment"),
    path("attachments/<str:token>/delete/", extras.detach, name="detach"),
    path("cosign/<str:token>/", cosigning.answer, name="cosign"),
    path("consultations/<slug:slug>/proposals/map/", places.proposal_map, name="proposal_map"),
    path("consultations/<slug:slug>/proposals/autosave/", autosave.new, name="autosave_new"),
    path("consultations/<slug:slug>/proposals/<int:pk>/autosave/", autosave.draft, name="autosave"),
    path("consultations/<slug:slug>/proposals/<int:pk>/extras/", extras.extras, name="extras"),
    path("consultations/<slug:slug>/proposals/<int:pk>/cosigners/", cosigning.cosigners, name="cosigners"),
    path(
        "consultations/<slug:slug>/proposals/<int:pk>/cosigners/<int:cosigner>/remove/",
        cosigning.remove,
        name="cosigner_remove",
    ),
    path("staff/consultations/<slug:slug>/proposals/", answers.desk, name="answer_desk"),
    path("staff/consultations/<slug:slug>/proposals/<int:pk>/", answers.answer, name="proposal_answer"),
    path(
        "staff/consultations/<slug:slug>/proposals/<int:pk>/milestones/",
        answers.milestone_add,
        name="milestone_add",
    ),
    path(
        "staff/consultations/<slug:slug>/proposals/<int:pk>/milestones/<int:milestone>/",
        answers.milestone,
        name="milestone",
    ),
]
