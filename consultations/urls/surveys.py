from django.urls import URLPattern, path

from consultations.views.surveys import (
    answering,
    questions,
    results,
    statement_setup,
    statements,
    vote_results,
)

PUBLIC = "consultations/<slug:slug>"
STAFF = "staff/consultations/<slug:slug>"

urlpatterns: list[URLPattern] = [
    path(f"{PUBLIC}/answer/", answering.answer, name="answer"),
    path(f"{PUBLIC}/answer/check/", answering.check, name="answer_check"),
    path(f"{PUBLIC}/answer/sent/", answering.sent, name="answer_sent"),
    path(f"{PUBLIC}/results/", results.results, name="results"),
    path(f"{PUBLIC}/results/<int:pk>/", results.texts, name="survey_texts"),
    path(f"{PUBLIC}/results/<int:pk>/figures.csv", results.figures, name="survey_figures"),
    path(f"{PUBLIC}/results/comments.csv", vote_results.statements_file, name="statements_file"),
    path(f"{PUBLIC}/results/participants-votes.csv", vote_results.votes_file, name="votes_file"),
    path(f"{PUBLIC}/statements/", statements.statement_list, name="statements"),
    path(f"{PUBLIC}/statements/next/", statements.draw, name="statement_next"),
    path(f"{PUBLIC}/statements/new/", statements.new, name="statement_new"),
    path(f"{PUBLIC}/statements/<int:pk>/", statements.statement, name="statement"),
    path(f"{PUBLIC}/statements/<int:pk>/vote/", statements.vote, name="statement_vote"),
    path(f"{STAFF}/questions/", questions.questions, name="questions"),
    path(f"{STAFF}/questions/new/", questions.new, name="question_new"),
    path(f"{STAFF}/questions/preview/", questions.preview, name="questions_preview"),
    path(f"{STAFF}/questions/<int:pk>/", questions.edit, name="question_edit"),
    path(f"{STAFF}/questions/<int:pk>/move/", questions.move, name="question_move"),
    path(f"{STAFF}/questions/<int:pk>/remove/", questions.remove, name="question_remove"),
    path(f"{STAFF}/results/early/", questions.results_early, name="results_early"),
    path(f"{STAFF}/statements/", statement_setup.seeds, name="seeds"),
    path(f"{STAFF}/statements/<int:pk>/remove/", statement_setup.remove, name="seed_remove"),
    path(f"{STAFF}/statements/groups/", statement_setup.find_groups, name="groups_start"),
]
