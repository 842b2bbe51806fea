"""Every setting, read from the environment once. docs/operations.md explains each."""

from pathlib import Path

from csp.constants import NONE, SELF

from fingerpost.config import environment as env

HOME = Path(env.text("FINGERPOST_HOME", "var")).resolve()
HOME.mkdir(parents=True, exist_ok=True)

DEBUG = env.flag("FINGERPOST_DEBUG")
SECRET_KEY = env.secret_key(HOME)
ALLOWED_HOSTS = env.words("FINGERPOST_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = env.words("FINGERPOST_ORIGINS")
# The address that people type, for links in e-mails.
FINGERPOST_ADDRESS = env.text("FINGERPOST_ADDRESS", f"http://localhost:{env.text('PORT', '8000')}")
# Behind a proxy that ends TLS: which header says so, and how many proxies stand in front.
BEHIND_TLS = env.flag("FINGERPOST_TLS", FINGERPOST_ADDRESS.startswith("https:"))
TRUSTED_PROXIES = int(env.text("FINGERPOST_TRUSTED_PROXIES", "0"))

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "csp",
    "django_htmx",
    "tree_queries",
    "fingerpost.journal",
    "fingerpost.ui",
    "fingerpost.organisations",
    "fingerpost.jobs",
    "fingerpost.files",
    "fingerpost.notifications",
    "fingerpost.records",
    "fingerpost.search",
    "fingerpost.library",
    "fingerpost.roads",
    "fingerpost.people",
    "fingerpost.decisions",
    "fingerpost.hub",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "fingerpost.config.middleware.RequestLogMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "fingerpost.config.middleware.ReaderMiddleware",
    "fingerpost.config.middleware.FurnitureMiddleware",
    "fingerpost.config.middleware.SecondFactorMiddleware",
]

ROOT_URLCONF = "fingerpost.config.urls"
WSGI_APPLICATION = "fingerpost.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": True,
        "OPTIONS": {"environment": "fingerpost.ui.jinja.environment"},
    },
    {
        # allauth's own fallback pages and e-mails; ours of the same name win because they come first.
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    },
]

DATABASES = {"default": env.database(env.text("DATABASE_URL"), HOME)}
CACHES = {
    # Rate limits must be shared by all web processes, so the cache is a table by default.
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "shared_cache"}
}

# Search ---------------------------------------------------------------------------------------
SEARCH_URL = env.text("SEARCH_URL", f"tantivy:{HOME / 'index'}")
# Where the sentence model lies; a site may name a better one on its own disk.
MODEL_PATH = Path(env.text("FINGERPOST_MODEL", str(HOME / "model")))
FINGERPOST_MEANING = env.flag("FINGERPOST_MEANING", True)
# The operator's own MeSH download (descriptor XML or ASCII), loaded by `fingerpost mesh load`.
INTERNET_ALLOWED = env.flag("FINGERPOST_INTERNET")
NCBI_API_KEY = env.text("NCBI_API_KEY")
CONTACT_EMAIL = env.text("FINGERPOST_CONTACT_EMAIL", "library@localhost")

# Sign-in --------------------------------------------------------------------------------------
AUTH_USER_MODEL = "organisations.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
# Whoever has an e-mail address in one of these domains may open an account themselves.
FINGERPOST_SIGNUP_DOMAINS = env.words("FINGERPOST_SIGNUP_DOMAINS")
LOGIN_REDIRECT_URL = "hub:home"
LOGIN_URL = "account_login"
ACCOUNT_LOGOUT_REDIRECT_URL = "hub:home"
ACCOUNT_ADAPTER = "fingerpost.organisations.sign_in.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
# Per account and address first: a whole hospital may sit behind one address.
ACCOUNT_RATE_LIMITS = {"login": "600/m/ip", "login_failed": "5/5m/key,300/m/ip", "reset_password": "100/m/ip,5/m/key"}
MFA_ADAPTER = "fingerpost.organisations.sign_in.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Fingerpost"
SOCIALACCOUNT_ADAPTER = "fingerpost.organisations.sign_in.adapters.DirectoryAdapter"
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_STORE_TOKENS = False
OIDC_NAME = env.text("OIDC_NAME", "your work account")
OIDC_ISSUER = env.text("OIDC_ISSUER")
# Which attribute of the identity provider names the unit (an ODS code or a unit's own code).
OIDC_UNIT_CLAIM = env.text("OIDC_UNIT_CLAIM", "ods_code")
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "work",
                "name": OIDC_NAME,
                "client_id": env.text("OIDC_CLIENT_ID"),
                "secret": env.text("OIDC_CLIENT_SECRET"),
                "settings": {"server_url": OIDC_ISSUER, "token_auth_method": "client_secret_basic"},
            }
        ],
    }
} if OIDC_ISSUER else {}  # fmt: skip

SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_TLS
CSRF_FAILURE_VIEW = "fingerpost.ui.web.errors.forged"
if BEHIND_TLS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SECURE_HSTS_SECONDS = 31_536_000
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF, OIDC_ISSUER] if OIDC_ISSUER else [SELF],
        "img-src": [SELF, "data:"],
    }
}
PERMISSIONS_POLICY = {
    feature: [] for feature in ("camera", "microphone", "geolocation", "payment", "usb", "interest-cohort")
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
IMPORT_MAX_BYTES = int(env.text("FINGERPOST_IMPORT_MAX_MB", "2048")) * 1024 * 1024

# Words, files, mail ----------------------------------------------------------------------------
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = True
STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": HOME / "files"}},
    "staticfiles": {"BACKEND": "fingerpost.config.static.ManifestStorage"},
}
EMAIL_URL = env.text("EMAIL_URL")  # smtp://user:password@host:587?tls=1; empty: the outbox page only
EMAIL_BACKEND = "fingerpost.notifications.backend.OutboxBackend"
DEFAULT_FROM_EMAIL = env.text("FINGERPOST_FROM", "Fingerpost <fingerpost@localhost>")

# The product -----------------------------------------------------------------------------------
FINGERPOST_NHS_IDENTITY = env.flag("FINGERPOST_NHS_IDENTITY")
FINGERPOST_PREVIEW = env.flag("FINGERPOST_PREVIEW", DEBUG)

LOGGING_CONFIG = "fingerpost.config.logs.configure"
LOGGING = {"level": env.text("FINGERPOST_LOG_LEVEL", "INFO")}
SILENCED_SYSTEM_CHECKS: list[str] = []
