"""Addresses of the cooperation profiles and of what follows from them."""

from django.urls import URLPattern, path, register_converter
from django.urls.converters import StringConverter

from grono.cooperation.views import agreements, interests, profiles, review, writing


class ReferenceConverter(StringConverter):
    """A profile's reference, which no other word of an address looks like."""

    regex = "[A-Z]{4,5}[0-9]{11,13}"


register_converter(ReferenceConverter, "reference")

urlpatterns: list[URLPattern] = [
    path("cooperation/", profiles.profiles, name="profiles"),
    path("cooperation/feed.atom", profiles.feed, name="profiles-feed"),
    path("cooperation/mine/", writing.mine, name="profiles-mine"),
    path("cooperation/new/", writing.new, name="profile-new"),
    path("cooperation/review/", review.queue, name="profiles-review"),
    path("cooperation/<reference:reference>/", profiles.profile, name="profile"),
    path("cooperation/<reference:reference>/edit/", writing.edit, name="profile-edit"),
    path("cooperation/<reference:reference>/submission/", writing.submit, name="profile-submit"),
    path("cooperation/<reference:reference>/review/", review.decide, name="profile-review"),
    path("cooperation/<reference:reference>/revision/", writing.revise, name="profile-revise"),
    path("cooperation/<reference:reference>/renewal/", writing.renew, name="profile-renew"),
    path("cooperation/<reference:reference>/withdrawal/", writing.withdraw, name="profile-withdraw"),
    path("cooperation/<reference:reference>/deletion/", writing.delete, name="profile-delete"),
    path("cooperation/<reference:reference>/files/", writing.files, name="profile-files"),
    path("cooperation/<reference:reference>/files/<int:pk>/", profiles.attachment, name="profile-file"),
    path("cooperation/<reference:reference>/files/<int:pk>/removal/", writing.remove_file, name="profile-file-removal"),
    path("cooperation/<reference:reference>/interest/", interests.new_for_profile, name="interest-new"),
    path(
        "cooperation/organisations/<slug:slug>/interest/",
        interests.new_for_organisation,
        name="interest-new-organisation",
    ),
    path("cooperation/interests/", interests.inbox, name="interests"),
    path("cooperation/interests/<int:pk>/", interests.interest, name="interest"),
    path("cooperation/interests/<int:pk>/answer/", interests.answer, name="interest-answer"),
    path("cooperation/interests/<int:pk>/withdrawal/", interests.withdrawal, name="interest-withdrawal"),
    path("cooperation/interests/<int:pk>/messages/", interests.message, name="interest-message"),
    path("cooperation/agreements/", agreements.own_agreements, name="agreements"),
    path("cooperation/agreements/new/", agreements.new, name="agreement-new"),
    path("cooperation/agreements/<int:pk>/", agreements.agreement, name="agreement"),
    path("cooperation/agreements/<int:pk>/confirmation/", agreements.confirmation, name="agreement-confirmation"),
    path("cooperation/agreements/<int:pk>/withdrawal/", agreements.withdrawal, name="agreement-withdrawal"),
    path("cooperation/agreements/<int:pk>/outcome/", agreements.outcome, name="agreement-outcome"),
]
