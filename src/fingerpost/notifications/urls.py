"""The outbox."""

from django.urls import path

from fingerpost.notifications.web import views

app_name = "notifications"
urlpatterns = [
    path("outbox/", views.outbox_list, name="outbox_list"),
    path("outbox/<slug:public_id>/", views.outbox_show, name="outbox_show"),
]
