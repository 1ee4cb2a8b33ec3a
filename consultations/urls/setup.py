from django.urls import URLPattern, path

from consultations.views.setup import attributes, changes, plan, previews, rules, start, steps, taxonomy

STAFF = "staff/consultations/<slug:slug>"

urlpatterns: list[URLPattern] = [
    path("staff/consultations/new/", start.kind, name="new"),
    path("staff/consultations/new/<str:kind>/", start.source, name="new_source"),
    path("staff/consultations/templates/", start.templates, name="templates"),
    path("staff/consultations/templates/<int:pk>/delete/", start.delete_template, name="template_delete"),
    path(f"{STAFF}/setup/<str:step>/", steps.step, name="setup_step"),
    path(f"{STAFF}/correct/", steps.correct, name="correct"),
    path(f"{STAFF}/discard/", start.discard, name="setup_discard"),
    path(f"{STAFF}/template/", start.save_template, name="template_save"),
    path(f"{STAFF}/plan/", plan.upload, name="plan"),
    path(f"{STAFF}/plan/check/", plan.check, name="plan_check"),
    path(f"{STAFF}/plan/changes/", changes.desk, name="plan_changes"),
    path(f"{STAFF}/plan/changes/<str:key>/", changes.cause, name="plan_cause"),
    path(f"{STAFF}/plan/causes/<int:pk>/remove/", changes.remove_cause, name="plan_cause_remove"),
    path(f"{STAFF}/preview/", previews.links, name="previews"),
    path(f"{STAFF}/preview/<int:pk>/revoke/", previews.revoke, name="preview_revoke"),
    path(f"{STAFF}/rules/", rules.rules, name="rules"),
    path(f"{STAFF}/extend/", rules.extend, name="extend"),
    path("preview/<str:token>/", previews.page, name="preview"),
    path("preview/<str:token>/sections/<str:number>/", previews.section, name="preview_section"),
    path("consultations/<slug:slug>/changes/", changes.public, name="changes"),
    path("opinions/<str:receipt>/about/", attributes.about_you, name="about_you"),
    path("staff/sorting/<str:sort>/", taxonomy.entries, name="taxonomy"),
    path("staff/sorting/<str:sort>/<int:pk>/", taxonomy.entry, name="taxonomy_entry"),
    path("staff/sorting/<str:sort>/<int:pk>/act/", taxonomy.act, name="taxonomy_act"),
]
