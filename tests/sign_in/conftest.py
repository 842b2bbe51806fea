"""Mail goes to the product's own outbox here, as it does for people."""

import pytest


@pytest.fixture(autouse=True)
def _own_outbox(settings):
    settings.EMAIL_BACKEND = "fingerpost.notifications.backend.OutboxBackend"
