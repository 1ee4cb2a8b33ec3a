from django.urls import URLPattern, path

from consultations.views.order import desk, flags, held, locks, log, reports, suspensions

urlpatterns: list[URLPattern] = [
    path("opinions/<str:receipt>/report/", reports.report, name="report"),
    path("opinions/<str:receipt>/appeal/", reports.appeal, name="appeal"),
    path("moderation-log/", log.log, name="moderation_log"),
    path("staff/reports/", desk.queue, name="reports"),
    path("staff/reports/<str:receipt>/dismiss/", desk.dismiss, name="reports_dismiss"),
    path("staff/threads/<int:pk>/lock/", locks.lock, name="thread_lock"),
    path("staff/held/", held.queue, name="held_queue"),
    path("staff/held/<str:receipt>/", held.check, name="held_check"),
    path("staff/consultations/<slug:slug>/held/", held.rule, name="held_rule"),
    path("staff/moderation/<str:receipt>/suspend/", suspensions.impose, name="suspend"),
    path("staff/suspensions/", suspensions.listed, name="suspensions"),
    path("staff/suspensions/<int:pk>/", suspensions.judge, name="suspension_judge"),
    path("my/suspension/", suspensions.mine, name="my_suspension"),
    path("staff/flags/<str:receipt>/dismiss/", flags.dismiss, name="flags_dismiss"),
    path("staff/abuse-list/", flags.abuse_list, name="abuse_list"),
    path("staff/abuse-list/begin/", flags.begin_list, name="abuse_list_begin"),
    path("staff/abuse-list/<int:pk>/remove/", flags.remove_word, name="abuse_list_remove"),
    path("staff/appeals/<int:pk>/", desk.appeal, name="appeal_decide"),
]
