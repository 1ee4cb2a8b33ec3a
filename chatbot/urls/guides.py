from django.urls import URLPattern, path

from chatbot.views import guides, guides_desk, guides_parts, guides_undoing

STAFF = "staff/guides/<slug:key>/"

urlpatterns: list[URLPattern] = [
    path("guides/", guides.guides, name="guides"),
    path("guides/<slug:key>/", guides.guide, name="guide"),
    path("chat/guides/<str:token>/checklist/", guides.guide_checklist, name="guide_checklist"),
    path("staff/guides/", guides_desk.guide_desk, name="guide_desk"),
    path("staff/guides/new/", guides_desk.guide_new, name="guide_new"),
    path(STAFF, guides_desk.guide_edit, name="guide_edit"),
    path(f"{STAFF}about/", guides_desk.guide_about, name="guide_about"),
    path(f"{STAFF}archive/", guides_desk.guide_archive, name="guide_archive"),
    path(f"{STAFF}arrange/", guides_parts.guide_arrange, name="guide_arrange"),
    path(f"{STAFF}history/", guides_desk.guide_history, name="guide_history"),
    path(f"{STAFF}preview/", guides_desk.guide_preview, name="guide_preview"),
    path(f"{STAFF}publish/", guides_desk.guide_publish, name="guide_publish"),
    path(f"{STAFF}remove/", guides_undoing.guide_remove, name="guide_remove"),
    path(f"{STAFF}take/", guides_undoing.guide_take, name="guide_take"),
    path(f"{STAFF}undo/", guides_undoing.guide_undo, name="guide_undo"),
    path(f"{STAFF}steps/new/", guides_parts.guide_step_new, name="guide_step_new"),
    path(f"{STAFF}steps/<int:pk>/", guides_parts.guide_step, name="guide_step"),
    path(f"{STAFF}steps/<int:pk>/choices/new/", guides_parts.guide_choice_new, name="guide_choice_new"),
    path(f"{STAFF}choices/<int:pk>/", guides_parts.guide_choice, name="guide_choice"),
    path(f"{STAFF}items/new/", guides_parts.guide_item_new, name="guide_item_new"),
    path(f"{STAFF}items/<int:pk>/", guides_parts.guide_item, name="guide_item"),
]
