from django.urls import URLPattern, path

from chatbot.views import people, people_desk, people_left, people_office

urlpatterns: list[URLPattern] = [
    path("chat/people/call/", people.people_call, name="people_call"),
    path("chat/people/end/", people.people_end, name="people_end"),
    path("chat/leave/", people.people_leave, name="people_leave"),
    path("chat/left/", people.people_left, name="people_left"),
    path("staff/chat/", people_desk.people_queue, name="people_queue"),
    path("staff/chat/take/", people_desk.people_take, name="people_take"),
    path("staff/chat/talks/<int:pk>/", people_desk.people_talk, name="people_talk"),
    path("staff/chat/talks/<int:pk>/close/", people_desk.people_close, name="people_close"),
    path("staff/chat/talks/<int:pk>/pass/", people_desk.people_pass, name="people_pass"),
    path("staff/chat/talks/<int:pk>/reply/", people_desk.people_reply, name="people_reply"),
    path("staff/chat/talks/<int:pk>/typing/", people_desk.people_typing, name="people_typing"),
    path("staff/chat/left/", people_left.people_left_list, name="people_left_list"),
    path("staff/chat/left/<int:pk>/", people_left.people_left_answer, name="people_left_answer"),
    path("staff/chat/office/", people_office.people_office, name="people_office"),
    path("staff/chat/office/<slug:kind>/add/", people_office.people_office_add, name="people_office_add"),
    path(
        "staff/chat/office/<slug:kind>/remove/",
        people_office.people_office_remove,
        name="people_office_remove",
    ),
]
