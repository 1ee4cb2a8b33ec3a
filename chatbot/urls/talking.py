from django.urls import URLPattern, path

from chatbot.views import reading, talking

urlpatterns: list[URLPattern] = [
    path("chat/", talking.chat, name="chat"),
    path("chat/choose/", talking.choose, name="choose"),
    path("chat/easy/", talking.easy, name="easy"),
    path("chat/embed/", talking.embed, name="embed"),
    path("chat/feedback/", talking.feedback, name="feedback"),
    path("chat/messages", talking.messages, name="messages"),
    path("chat/restart/", talking.restart, name="restart"),
    path("chat/start/", talking.start, name="start"),
    path("chat/widget/", talking.widget, name="widget"),
    path("faq/", reading.faq, name="faq"),
    path("faq/<slug:key>/", reading.entry, name="entry"),
]
