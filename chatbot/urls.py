from django.urls import URLPattern, path

from chatbot.views import editing, publishing, reading, talking

app_name = "chatbot"
urlpatterns: list[URLPattern] = [
    path("chat/", talking.chat, name="chat"),
    path("chat/choose/", talking.choose, name="choose"),
    path("chat/embed/", talking.embed, name="embed"),
    path("chat/feedback/", talking.feedback, name="feedback"),
    path("chat/messages", talking.messages, name="messages"),
    path("chat/restart/", talking.restart, name="restart"),
    path("chat/widget/", talking.widget, name="widget"),
    path("faq/", reading.faq, name="faq"),
    path("faq/<slug:key>/", reading.entry, name="entry"),
    path("staff/faq/", editing.faq_list, name="faq_list"),
    path("staff/faq/new/", editing.faq_new, name="faq_new"),
    path("staff/faq/entries/<slug:key>/", editing.faq_edit, name="faq_edit"),
    path("staff/faq/entries/<slug:key>/archive/", editing.faq_archive, name="faq_archive"),
    path("staff/faq/entries/<slug:key>/utterances/", editing.faq_add_utterance, name="faq_add_utterance"),
    path(
        "staff/faq/entries/<slug:key>/utterances/remove/",
        editing.faq_remove_utterance,
        name="faq_remove_utterance",
    ),
    path("staff/faq/import/", publishing.faq_import_file, name="faq_import"),
    path("staff/faq/import/<int:pk>/", publishing.faq_import_preview, name="faq_import_preview"),
    path("staff/faq/unanswered/", editing.unanswered, name="unanswered"),
    path("staff/faq/publications/", publishing.publication_list, name="publication_list"),
    path("staff/faq/publications/<int:number>/", publishing.publication, name="publication"),
    path(
        "staff/faq/publications/<int:number>/activate/",
        publishing.publication_activate,
        name="publication_activate",
    ),
]
