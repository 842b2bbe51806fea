"""People."""

from django.urls import path

from fingerpost.people.web import enquiries, views

app_name = "people"
urlpatterns = [
    path("mine/", views.profile_edit, name="profile_edit"),
    path("enquiries/", enquiries.enquiry_list, name="enquiry_list"),
    path("enquiries/<slug:public_id>/", enquiries.enquiry, name="enquiry"),
    path("enquiries/<slug:public_id>/put-aside/", enquiries.enquiry_put_aside, name="enquiry_put_aside"),
    path("enquiries/<slug:public_id>/take-back/", enquiries.enquiry_take_back, name="enquiry_take_back"),
    path("enquiries/<slug:public_id>/pass/", enquiries.enquiry_pass, name="enquiry_pass"),
    path("ask/<slug:public_id>/", enquiries.enquiry_ask, name="enquiry_ask"),
    path("<slug:public_id>/", views.profile, name="profile"),
]
