from django.urls import URLPattern, path

from consultations.views.answering import board, categories, editing, publishing, result

STAFF = "staff/consultations/<slug:slug>/answers"
RESULT = "consultations/<slug:slug>/result"
PUBLICATION = f"{STAFF}/publications/<int:publication>"

urlpatterns: list[URLPattern] = [
    path(f"{STAFF}/", board.board, name="answers"),
    path(f"{STAFF}/begin/", editing.begin, name="response_begin"),
    path(f"{STAFF}/categories/", categories.categories, name="response_categories"),
    path(f"{STAFF}/categories/<int:pk>/", categories.category, name="response_category"),
    path(f"{STAFF}/publish/", publishing.check, name="publishing"),
    path(f"{STAFF}/publish/start/", publishing.start, name="publishing_start"),
    path(f"{PUBLICATION}/", result.earlier, name="publication"),
    path(f"{PUBLICATION}/<int:number>/", result.earlier_row, name="publication_row"),
    path(f"{PUBLICATION}/files/<str:kind>/", result.earlier_file, name="publication_file"),
    path(f"{STAFF}/<int:pk>/", editing.response, name="response"),
    path(f"{STAFF}/<int:pk>/write/", editing.write, name="response_write"),
    path(f"{STAFF}/<int:pk>/comment/", editing.comment, name="response_comment"),
    path(f"{STAFF}/<int:pk>/step/", editing.step, name="response_step"),
    path(f"{STAFF}/<int:pk>/theme/", editing.theme, name="response_theme"),
    path(f"{RESULT}/", result.page, name="result"),
    path(f"{RESULT}/<int:number>/", result.row, name="result_row"),
    path(f"{RESULT}/files/<str:kind>/", result.file, name="result_file"),
]
