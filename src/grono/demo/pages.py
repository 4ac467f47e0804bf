"""Pages of the demonstration that carry a language."""

from django.urls import path

from grono.demo import views

urlpatterns = [
    path("sources/", views.sources, name="sources"),
    path("outbox/", views.outbox, name="demo-outbox"),
    path("outbox/<int:pk>/", views.outbox_mail, name="demo-outbox-mail"),
]
