"""Settings of the site, read from a few typed environment variables.

Every variable is described in docs/reference/settings.md; a test keeps the two equal.
"""

from datetime import datetime
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from grono.kit import environ, logs, postgres
from grono.kit.databases import database_from_url

PACKAGE = Path(__file__).resolve().parent.parent

# --- What kind of site this is -----------------------------------------------------------------------
VAR = environ.folder("GRONO_VAR", Path("var"))
DEBUG = environ.flag("GRONO_DEBUG")
DEMO = environ.flag("GRONO_DEMO")
PRODUCTION = environ.flag("GRONO_PRODUCTION")
INSECURE_KEY = "insecure-key-for-development-and-the-demonstration-only"
SECRET_KEY = environ.text("GRONO_SECRET_KEY", INSECURE_KEY)
ALLOWED_HOSTS = environ.words("GRONO_HOSTS", ("localhost", "127.0.0.1", "[::1]", "testserver"))
BASE_URL = environ.text("GRONO_BASE_URL", "http://127.0.0.1:8000")
CSRF_TRUSTED_ORIGINS = [BASE_URL]
CLOCK = environ.text("GRONO_CLOCK")
INDEXING = environ.flag("GRONO_INDEXING", default=PRODUCTION)
LANGUAGE_CODE = environ.text("GRONO_LANGUAGE", "pl")

if CLOCK and datetime.fromisoformat(CLOCK).tzinfo is None:
    raise ImproperlyConfigured("GRONO_CLOCK needs an offset, for example 2027-05-19T10:20:00+02:00.")
if PRODUCTION:
    if SECRET_KEY == INSECURE_KEY or len(SECRET_KEY) < 50:
        raise ImproperlyConfigured("GRONO_SECRET_KEY must be set to at least 50 random characters in production.")
    if DEBUG:
        raise ImproperlyConfigured("GRONO_DEBUG must be off in production.")
    if DEMO:
        raise ImproperlyConfigured("GRONO_DEMO lets anyone act without a password and is refused in production.")
    if CLOCK:
        raise ImproperlyConfigured("GRONO_CLOCK stops the clock and is refused in production.")
    if not BASE_URL.startswith("https://"):
        raise ImproperlyConfigured("GRONO_BASE_URL must begin with https:// in production.")
    if not environ.words("GRONO_HOSTS"):
        raise ImproperlyConfigured("GRONO_HOSTS must name the site's host names in production.")

# --- Applications ------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "grono.site",
    "grono.demo",
    "grono.meetings",
    "grono.schedule",
    "grono.proposals",
    "grono.projects",
    "grono.cooperation",
    "grono.funding",
    "grono.congress",
    "grono.directory",
    "grono.search",
    "grono.accounts",
    "grono.kit",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_htmx",
    "allauth",
    "allauth.account",
    "rules.apps.AutodiscoverRulesConfig",
    "procrastinate.contrib.django",
    "pgtrigger",
    "pghistory",
]
MIDDLEWARE = [
    "grono.site.middleware.content_security_policy",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "grono.kit.pages.serve_kept",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "grono.site.middleware.refuse_null_bytes",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "grono.kit.access.redirect_to_sign_in",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "grono.site.urls"
WSGI_APPLICATION = "grono.site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "grono.site.context.site",
                *(["grono.demo.roles.demonstration"] if DEMO else []),
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "grono.kit.templatetags.grono",
            ],
        },
    }
]

FORM_RENDERER = "grono.kit.forms.FieldRenderer"

# --- Data --------------------------------------------------------------------------------------------
DATABASES = {
    "default": database_from_url(environ.text("DATABASE_URL") or postgres.dsn(VAR / "pg")),
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# In the database, because the limits on sign-in count across all web processes.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "grono_cache"}}
MEDIA_ROOT = VAR / "media"
PROCRASTINATE_ON_APP_READY = None

# --- People ------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "dashboard"
ACCOUNT_ADAPTER = "grono.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_SIGNUP_FORM_CLASS = "grono.accounts.forms.SignUpForm"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "5/m/key,30/m/ip", "signup": "10/m/ip"}
ALLAUTH_TRUSTED_PROXY_COUNT = environ.number("GRONO_PROXIES", 0)
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True

# --- Languages and time ------------------------------------------------------------------------------
LANGUAGES = [("pl", _("Polish")), ("en", _("English"))]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Warsaw"
FORMAT_MODULE_PATH = ["grono.site.formats"]

# --- Static files and pages --------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "grono.kit.staticfiles.JoinedStaticFilesStorage"
        if environ.flag("GRONO_COLLECTED")
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not environ.flag("GRONO_COLLECTED")
WHITENOISE_MAX_AGE = 3600
APPEND_SLASH = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# --- Mail --------------------------------------------------------------------------------------------
EMAIL_BACKEND = "grono.demo.outbox.OutboxBackend" if DEMO else "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = environ.text("GRONO_MAIL_HOST", "localhost")
EMAIL_PORT = environ.number("GRONO_MAIL_PORT", 25)
EMAIL_HOST_USER = environ.text("GRONO_MAIL_USER")
EMAIL_HOST_PASSWORD = environ.text("GRONO_MAIL_PASSWORD")
EMAIL_USE_TLS = environ.flag("GRONO_MAIL_TLS")
DEFAULT_FROM_EMAIL = environ.text("GRONO_MAIL_FROM", "grono@localhost")

# --- Security ----------------------------------------------------------------------------------------
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PRODUCTION else None

# --- Logs --------------------------------------------------------------------------------------------
LOGGING = logs.configuration(level=environ.text("GRONO_LOG_LEVEL", "INFO"), as_json=PRODUCTION)
