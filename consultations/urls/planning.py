from django.urls import URLPattern, path

from consultations.views import imports, jobs, planning, planning_analysis, planning_themes, themes

urlpatterns: list[URLPattern] = [
    path("consultations/<slug:slug>/themes/", themes.theme_list, name="themes"),
    path("consultations/<slug:slug>/themes/<uuid:stable_id>/", themes.theme, name="theme"),
    path("staff/consultations/", planning.staff_list, name="staff_list"),
    path("staff/consultations/<slug:slug>/", planning.staff_detail, name="staff_detail"),
    path("staff/consultations/<slug:slug>/import/", imports.upload, name="import"),
    path("staff/consultations/<slug:slug>/import/<int:pk>/", imports.columns, name="import_columns"),
    path("staff/consultations/<slug:slug>/import/<int:pk>/check/", imports.check, name="import_check"),
    path("staff/consultations/<slug:slug>/import/<int:pk>/start/", imports.start, name="import_start"),
    path("staff/consultations/<slug:slug>/import/<int:pk>/result/", imports.result, name="import_result"),
    path("staff/consultations/<slug:slug>/import/<int:pk>/refused/", imports.refused, name="import_refused"),
    path("staff/consultations/<slug:slug>/analysis/", planning_analysis.page, name="analysis"),
    path("staff/consultations/<slug:slug>/analysis/start/", planning_analysis.start, name="analysis_start"),
    path(
        "staff/consultations/<slug:slug>/analysis/publish/", planning_analysis.publish, name="themes_publish"
    ),
    path(
        "staff/consultations/<slug:slug>/analysis/unpublish/",
        planning_analysis.unpublish,
        name="themes_unpublish",
    ),
    path(
        "staff/consultations/<slug:slug>/themes/<uuid:stable_id>/rename/",
        planning_themes.rename,
        name="theme_rename",
    ),
    path(
        "staff/consultations/<slug:slug>/themes/<uuid:stable_id>/merge/",
        planning_themes.merge,
        name="theme_merge",
    ),
    path(
        "staff/consultations/<slug:slug>/themes/<uuid:stable_id>/split/",
        planning_themes.split,
        name="theme_split",
    ),
    path(
        "staff/consultations/<slug:slug>/opinions/<str:receipt>/move/",
        planning_themes.move,
        name="opinion_move",
    ),
    path("staff/jobs/", jobs.job_list, name="jobs"),
    path("staff/jobs/<int:pk>/", jobs.job, name="job"),
    path("staff/jobs/<int:pk>/progress/", jobs.progress, name="job_progress"),
    path("staff/jobs/<int:pk>/cancel/", jobs.cancel, name="job_cancel"),
    path("staff/jobs/<int:pk>/retry/", jobs.retry, name="job_retry"),
]
