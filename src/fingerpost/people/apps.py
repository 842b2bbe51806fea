"""The people area."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Registers the area with Django, profiles with search, and what it holds with the privacy page."""

    name = "fingerpost.people"
    label = "people"

    def ready(self) -> None:
        """Say how people appear in search, and follow what they agree to."""
        from fingerpost.organisations.domain import consent, privacy  # noqa: PLC0415 -- app ready
        from fingerpost.people import mail, searchable  # noqa: PLC0415 -- app ready
        from fingerpost.people.domain import enquiries, profiles, queries, wording_of_changes  # noqa: PLC0415 -- app ready

        searchable.register()
        wording_of_changes.register()
        mail.register()
        consent.when_person_changes(profiles.follow)
        consent.when_person_changes(enquiries.follow)
        privacy.register_holding(queries.held_about)
        privacy.register_holding(enquiries.held_about)
        privacy.register_holding(mail.held_about)
