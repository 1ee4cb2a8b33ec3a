from django.urls import URLPattern, path

from consultations.views import public
from consultations.views.order import moderation
from consultations.views.participation import comments, history, opinions
from consultations.views.proposals import drafts, pages

urlpatterns: list[URLPattern] = [
    path("consultations/", public.consultation_list, name="list"),
    path("consultations/<slug:slug>/", public.detail, name="detail"),
    path("consultations/<slug:slug>/sections/<str:number>/", public.section, name="section"),
    path("consultations/<slug:slug>/proposals/", pages.proposal_list, name="proposals"),
    path("consultations/<slug:slug>/proposals/new/", drafts.new, name="proposal_new"),
    path("consultations/<slug:slug>/proposals/<int:pk>/", pages.proposal, name="proposal"),
    path("consultations/<slug:slug>/proposals/<int:pk>/support/", pages.support, name="support"),
    path("consultations/<slug:slug>/proposals/<int:pk>/draft/", drafts.draft, name="draft"),
    path("consultations/<slug:slug>/proposals/<int:pk>/check/", drafts.check, name="proposal_check"),
    path("consultations/<slug:slug>/proposals/<int:pk>/discard/", drafts.discard, name="proposal_discard"),
    path("threads/<int:thread_id>/comments/new/", comments.new, name="comment_new"),
    path("comments/<int:pk>/", comments.permalink, name="comment"),
    path("opinions/<str:receipt>/", opinions.place, name="opinion"),
    path("opinions/<str:receipt>/receipt/", opinions.receipt_page, name="receipt"),
    path("opinions/<str:receipt>/edit/", opinions.edit, name="opinion_edit"),
    path("opinions/<str:receipt>/withdraw/", opinions.withdraw, name="opinion_withdraw"),
    path("opinions/<str:receipt>/history/", history.history, name="history"),
    path("opinions/<str:receipt>/revisions/<int:number>/", history.revision, name="revision"),
    path("my/opinions/", opinions.mine, name="my_opinions"),
    path("staff/moderation/", moderation.opinion_list, name="moderation"),
    path("staff/moderation/<str:receipt>/", moderation.opinion, name="moderate"),
]
