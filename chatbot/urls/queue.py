from django.urls import URLPattern, path

from chatbot.views import figures, outside, publishing, queue, thresholds

urlpatterns: list[URLPattern] = [
    path("staff/faq/unanswered/", queue.unanswered, name="unanswered"),
    path("staff/faq/unanswered/treated/", queue.treated, name="treated"),
    path("staff/faq/unanswered/<int:pk>/", queue.group, name="group"),
    path("staff/faq/unanswered/<int:pk>/phrasing/", queue.group_phrasing, name="group_phrasing"),
    path("staff/faq/unanswered/<int:pk>/entry/", queue.group_entry, name="group_entry"),
    path("staff/faq/unanswered/<int:pk>/outside/", queue.group_outside, name="group_outside"),
    path("staff/faq/unanswered/<int:pk>/ignore/", queue.group_ignore, name="group_ignore"),
    path("staff/faq/unanswered/<int:pk>/undo/", queue.group_undo, name="group_undo"),
    path("staff/faq/outside/", outside.outside_list, name="outside_list"),
    path("staff/faq/outside/<int:pk>/remove/", outside.outside_remove, name="outside_remove"),
    path("staff/faq/publications/back/", publishing.publication_roll_back, name="publication_roll_back"),
    path("staff/faq/threshold/", thresholds.threshold, name="threshold"),
    path("staff/faq/figures/", figures.chat_figures, name="chat_figures"),
    path("staff/faq/figures.csv", figures.chat_figures_csv, name="chat_figures_csv"),
]
