"""Addresses of questions and of their briefs."""

from django.urls import path

from fingerpost.roads.web import brief_files, briefs, kept, pages, points, sharing

app_name = "roads"
urlpatterns = [
    path("", pages.question_list, name="question_list"),
    path("keep/", pages.question_keep, name="question_keep"),
    path("keep/<slug:public_id>/", kept.kept_put, name="kept_put"),
    path("briefs/<slug:public_id>/", briefs.brief, name="brief"),
    path("briefs/<slug:public_id>/draft/", briefs.brief_draft, name="brief_draft"),
    path("briefs/<slug:public_id>/write/", briefs.brief_write, name="brief_write"),
    path("briefs/<slug:public_id>/open/", briefs.brief_open, name="brief_open"),
    path("briefs/<slug:public_id>/release/", briefs.brief_release, name="brief_release"),
    path("briefs/<slug:public_id>/give-up/", briefs.brief_give_up, name="brief_give_up"),
    path("briefs/<slug:public_id>/check/", briefs.brief_check, name="brief_check"),
    path("briefs/<slug:public_id>/withdraw/", briefs.brief_withdraw, name="brief_withdraw"),
    path("briefs/<slug:public_id>/as/<slug:form>/", brief_files.brief_export, name="brief_export"),
    path("briefs/<slug:public_id>/versions/", briefs.brief_version_list, name="brief_version_list"),
    path("briefs/<slug:public_id>/versions/<int:number>/", briefs.brief, name="brief_version"),
    path("briefs/<slug:public_id>/points/", points.point_add, name="point_add"),
    path("briefs/<slug:public_id>/points/<int:pk>/", points.point, name="point"),
    path("briefs/<slug:public_id>/points/<int:pk>/move/", points.point_move, name="point_move"),
    path("briefs/<slug:public_id>/points/<int:pk>/remove/", points.point_remove, name="point_remove"),
    path("briefs/<slug:public_id>/points/<int:pk>/to/<slug:source_id>/", points.pin, name="pin"),
    path("briefs/<slug:public_id>/points/<int:pk>/pins/<int:pin_pk>/", points.pin_change, name="pin_change"),
    path("<slug:public_id>/", pages.question, name="question"),
    path("<slug:public_id>/brief/", briefs.brief_begin, name="brief_begin"),
    path("<slug:public_id>/seen/", pages.question_seen, name="question_seen"),
    path("<slug:public_id>/close/", pages.question_close, name="question_close"),
    path("<slug:public_id>/reopen/", pages.question_reopen, name="question_reopen"),
    path("<slug:public_id>/take-over/", pages.question_take_over, name="question_take_over"),
    path("<slug:public_id>/share/", sharing.question_share, name="question_share"),
    path("<slug:public_id>/change/", sharing.question_change, name="question_change"),
    path("<slug:public_id>/add/<slug:what>/", kept.kept_add, name="kept_add"),
    path("<slug:public_id>/kept/<int:pk>/", kept.kept_edit, name="kept_edit"),
    path("<slug:public_id>/kept/<int:pk>/drop/", kept.kept_drop, name="kept_drop"),
    path("<slug:public_id>/kept/<int:pk>/take-up/", kept.kept_take_up, name="kept_take_up"),
]
