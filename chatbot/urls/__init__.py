from django.urls import URLPattern

from chatbot.urls import desk, guides, lookups, people, privacy, queue, talking

app_name = "chatbot"
urlpatterns: list[URLPattern] = [
    *talking.urlpatterns,
    *desk.urlpatterns,
    *guides.urlpatterns,
    *lookups.urlpatterns,
    *people.urlpatterns,
    *queue.urlpatterns,
    *privacy.urlpatterns,
]
