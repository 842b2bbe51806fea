"""The web application."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fingerpost.config.settings")
application = get_wsgi_application()

from fingerpost.library.domain.trust import reads  # noqa: E402 -- app ready

reads.serve()
