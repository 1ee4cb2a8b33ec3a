from django.urls import URLPattern, path

from chatbot.consumers import ChatConsumer

websocket_urlpatterns: list[URLPattern] = [path("ws/chat/", ChatConsumer.as_asgi())]
