"""Addresses of questions."""

from django.urls import path

from fingerpost.roads.web import pages

app_name = "roads"
urlpatterns = [
    path("", pages.question_list, name="question_list"),
    path("keep/", pages.question_keep, name="question_keep"),
    path("<slug:public_id>/", pages.question, name="question"),
    path("<slug:public_id>/close/", pages.question_close, name="question_close"),
]
