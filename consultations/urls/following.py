from django.urls import URLPattern, path

from consultations.views.following import feeds, follows, notices, notifications, posters

urlpatterns: list[URLPattern] = [
    path("follow/", follows.follow, name="follow"),
    path("my/following/", follows.mine, name="following"),
    path("my/notifications/", notifications.notification_list, name="notifications"),
    path("my/notifications/read/", notifications.read_all, name="notifications_read"),
    path("my/notifications/<int:pk>/open/", notifications.open_one, name="notification_open"),
    path("my/notices/", notices.profile, name="audience_profile"),
    path("mail/end/<str:token>/", follows.mail_end, name="mail_end"),
    path("notices/<int:pk>/", notices.notice, name="notice"),
    path("staff/notices/", notices.notice_list, name="notices"),
    path("staff/notices/new/", notices.new, name="notice_new"),
    path("consultations/calendar.ics", feeds.calendar_of_all, name="calendar_of_all"),
    path("consultations/feed.atom", feeds.ConsultationsFeed(), name="feed_of_all"),
    path("consultations/<slug:slug>/calendar.ics", feeds.calendar, name="calendar"),
    path("consultations/<slug:slug>/proposals.atom", feeds.ProposalsFeed(), name="feed_of_proposals"),
    path("consultations/<slug:slug>/comments.atom", feeds.CommentsFeed(), name="feed_of_comments"),
    path("consultations/<slug:slug>/poster/", posters.poster, name="poster"),
    path("consultations/<slug:slug>/poster.pdf", posters.pdf, name="poster_pdf"),
    path("consultations/<slug:slug>/qr.svg", posters.qr, name="qr"),
    path("s/<int:pk>/", posters.short, name="short"),
]
