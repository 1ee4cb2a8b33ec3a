"""Consultations, the planner's desk."""

from accounts.policy import Action

ROUTES: dict[str, Action] = {
    "consultations:themes": Action.READ,
    "consultations:theme": Action.READ,
    "consultations:staff_list": Action.READ_ANALYSIS,
    "consultations:staff_detail": Action.READ_ANALYSIS,
    "consultations:import": Action.IMPORT,
    "consultations:import_columns": Action.IMPORT,
    "consultations:import_check": Action.IMPORT,
    "consultations:import_start": Action.IMPORT,
    "consultations:import_result": Action.IMPORT,
    "consultations:import_refused": Action.IMPORT,
    "consultations:analysis": Action.READ_ANALYSIS,
    "consultations:analysis_start": Action.ANALYSE,
    "consultations:themes_publish": Action.PUBLISH_THEMES,
    "consultations:themes_unpublish": Action.PUBLISH_THEMES,
    "consultations:theme_rename": Action.EDIT_THEME,
    "consultations:theme_merge": Action.EDIT_THEME,
    "consultations:theme_split": Action.EDIT_THEME,
    "consultations:opinion_move": Action.EDIT_THEME,
    "consultations:jobs": Action.FOLLOW_JOB,
    "consultations:job": Action.FOLLOW_JOB,
    "consultations:job_progress": Action.FOLLOW_JOB,
    "consultations:job_cancel": Action.FOLLOW_JOB,
    "consultations:job_retry": Action.FOLLOW_JOB,
}
