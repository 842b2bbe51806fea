"""People."""

from django.urls import path

from fingerpost.people.web import views

app_name = "people"
urlpatterns = [
    path("mine/", views.profile_edit, name="profile_edit"),
    path("<slug:public_id>/", views.profile, name="profile"),
]
