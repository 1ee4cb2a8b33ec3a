from django.urls import URLPattern, path

from chatbot.views import privacy

urlpatterns: list[URLPattern] = [
    path("chat/erase/", privacy.erase, name="erase"),
    path("chat/kept/", privacy.kept, name="kept"),
    path("staff/faq/settings/", privacy.chat_settings, name="chat_settings"),
]
