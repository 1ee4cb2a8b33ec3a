from django.urls import URLPattern, path

from consultations.views import order, reports

urlpatterns: list[URLPattern] = [
    path("opinions/<str:receipt>/report/", reports.report, name="report"),
    path("opinions/<str:receipt>/appeal/", reports.appeal, name="appeal"),
    path("moderation-log/", order.log, name="moderation_log"),
    path("staff/reports/", order.queue, name="reports"),
    path("staff/reports/<str:receipt>/dismiss/", order.dismiss, name="reports_dismiss"),
    path("staff/threads/<int:pk>/lock/", order.lock, name="thread_lock"),
    path("staff/appeals/<int:pk>/", order.appeal, name="appeal_decide"),
]
