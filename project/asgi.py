import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings.dev")

from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.core.asgi import get_asgi_application

django_application = get_asgi_application()

from chatbot.routing import websocket_urlpatterns  # noqa: E402
from project import lines, startup  # noqa: E402

lines.bound()
startup.settle()

application = ProtocolTypeRouter(
    {
        "http": django_application,
        "websocket": AllowedHostsOriginValidator(URLRouter(websocket_urlpatterns)),
    }
)
