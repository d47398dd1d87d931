"""All settings, read from the environment (.env beside manage.py is read too).

Bare `manage.py` uses the database and the secret that `make run` made. Without a secret it stops with a hint.
"""

import datetime
from pathlib import Path

import environ
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.FileAwareEnv()
environ.Env.read_env(BASE_DIR / ".env")

DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=False)
DEMO_DAY = env.str("DEMO_TODAY", default="")
DEMO_TODAY = datetime.date.fromisoformat(DEMO_DAY) if DEMO_DAY else None
PRODUCTION = not (DEBUG or DEMO)

SECRET_KEY = env.str("SECRET_KEY", default="")
if not SECRET_KEY:
    raise ImproperlyConfigured(
        "SECRET_KEY is not set. `make run` writes one into .env; in production set it in the environment "
        "(see .env.example)."
    )
if PRODUCTION and DEMO_TODAY:
    raise ImproperlyConfigured("DEMO_TODAY sets the day of the demo; production lives today. Remove it.")

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[] if PRODUCTION else ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# The address printed in messages.
SITE_URL = env.str("SITE_URL", default="http://localhost:8000").rstrip("/")

INSTALLED_APPS = [
    "cluster_portal.ui",
    "cluster_portal.accounts",
    "cluster_portal.journal",
    "cluster_portal.notifications",
    "cluster_portal.documents",
    "members",
    "meetings",
    "agreements",
    "workplans",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "crispy_forms",
    "crispy_bootstrap5",
    "js_lib_bootstrap5",
    "django_htmx",
    "csp",
    "cluster_portal",
]

MIDDLEWARE = [
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "cluster_portal.ui.middleware.ChosenLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "cluster_portal.accounts.middleware.SecondFactorRequired",
    "cluster_portal.accounts.middleware.Seen",
    "django_htmx.middleware.HtmxMiddleware",
    "cluster_portal.ui.middleware.AnswersInWords",
]

ROOT_URLCONF = env.str("ROOT_URLCONF", default="cluster_portal.urls")  # make bench adds its floor view
WSGI_APPLICATION = "cluster_portal.wsgi.application"
ASGI_APPLICATION = "cluster_portal.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "cluster_portal.ui.context.frame",
            ],
            "builtins": ["cluster_portal.ui.templatetags.components"],
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# --- Data -----------------------------------------------------------------------------------------------------

DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{BASE_DIR / 'db.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        # IMMEDIATE: a transaction that will write takes the lock at once, so two writers queue, not deadlock.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,  # seconds to wait for another writer
        # recursive_triggers: without it INSERT OR REPLACE slips past the append-only triggers.
        "init_command": ("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA recursive_triggers=ON;"),
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# The limits on guessing live in the cache, so it is shared by all workers.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "portal_cache"},
}

LOCAL_DIR = Path(env.str("LOCAL_DIR", default=str(BASE_DIR / "local")))
MEDIA_ROOT = LOCAL_DIR / "files"
STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles" if PRODUCTION else None  # the demo serves straight from the apps
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
# Without collectstatic (demo, tests) whitenoise serves straight from the apps.
WHITENOISE_USE_FINDERS = not PRODUCTION
FILE_UPLOAD_HANDLERS = [
    "cluster_portal.documents.uploads.SizeLimit",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # a draft of minutes is confirmed part by part on one page
UPLOAD_LIMIT = env.int("UPLOAD_LIMIT_MB", default=30) * 1024 * 1024  # bytes of one attachment
# The portal's own key: it marks copies and signs evidence packages (manage.py create_seal_certificate makes one).
SEAL_DIR = Path(env.str("SEAL_DIR", default=str(LOCAL_DIR / "seal")))
SEAL_KEY_PASSWORD = env.str("SEAL_KEY_PASSWORD", default="")
SEAL_TIMESTAMP_URL = env.str("SEAL_TIMESTAMP_URL", default="")  # a time-stamp server (RFC 3161), if there is one
# Roots that qualified signatures are held against: a folder of certificates, PEM or DER.
SIGNATURE_TRUST_ANCHORS = env.str("SIGNATURE_TRUST_ANCHORS", default="")
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024  # bytes: a megabyte of Cyrillic is six when form-encoded

# --- People ---------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = reverse_lazy("home")
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

# --- Language and time ----------------------------------------------------------------------------------------

LANGUAGE_CODE = "ru"
LANGUAGES = [("ru", _("Russian")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = env.str("TIME_ZONE", default="Asia/Tomsk")
TIME_ZONE_WORDS = env.str("TIME_ZONE_WORDS", default="Томск")  # how documents name it
USE_I18N = True
USE_TZ = True

# --- Mail -----------------------------------------------------------------------------------------------------

# The demo writes letters into local/mail instead of sending them.
EMAIL_CONFIG = env.email_url("EMAIL_URL", default=f"filemail:///{LOCAL_DIR / 'mail'}")
EMAIL_BACKEND = EMAIL_CONFIG.get("EMAIL_BACKEND", "django.core.mail.backends.filebased.EmailBackend")
EMAIL_FILE_PATH = LOCAL_DIR / "mail"
EMAIL_HOST = EMAIL_CONFIG.get("EMAIL_HOST") or "localhost"
EMAIL_PORT = EMAIL_CONFIG.get("EMAIL_PORT") or 25
EMAIL_HOST_USER = EMAIL_CONFIG.get("EMAIL_HOST_USER") or ""
EMAIL_HOST_PASSWORD = EMAIL_CONFIG.get("EMAIL_HOST_PASSWORD") or ""
EMAIL_USE_TLS = EMAIL_CONFIG.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = EMAIL_CONFIG.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 20  # seconds
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="portal@localhost")

# --- Security -------------------------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14  # seconds: two weeks
CSRF_FAILURE_VIEW = "cluster_portal.ui.views.csrf_failed"
if PRODUCTION:
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

# allauth: by invitation only; the e-mail address is the name.
ACCOUNT_ADAPTER = "cluster_portal.accounts.adapter.InvitationOnly"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_DISPLAY = "cluster_portal.accounts.models.display_name"
ACCOUNT_EMAIL_VERIFICATION = "none"  # an invitation that came by e-mail has verified it
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True  # the adapter only knocks at the mail server, see there
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60  # seconds
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300  # seconds a fresh confirmation lasts
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_REDIRECT_URL = reverse_lazy("account_login")
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=1 if PRODUCTION else 0)
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_ADAPTER = "cluster_portal.accounts.adapter.SecondFactors"
MFA_FORMS = {
    "add_webauthn": "cluster_portal.accounts.forms.AddPasskey",
    "edit_webauthn": "cluster_portal.accounts.forms.RenamePasskey",
    "login_webauthn": "cluster_portal.accounts.forms.PasskeySignIn",
    "authenticate_webauthn": "cluster_portal.accounts.forms.PasskeyFactor",
    "reauthenticate_webauthn": "cluster_portal.accounts.forms.PasskeyConfirmation",
}
MFA_ALLOW_UNVERIFIED_EMAIL = True  # nobody comes in but by a letter to his address
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION  # localhost has no certificate
MFA_TOTP_ISSUER = "Координационный совет"
# Secretary, chair and administrator must keep a second factor; only the demo lets them off.
SECOND_FACTOR_REQUIRED = env.bool("SECOND_FACTOR_REQUIRED", default=PRODUCTION)

# Whom the sign-in page of the demo lets in with one click: address and name, and what each is.
DEMO_SIGN_INS = [
    ("zharkih@example.org", "Жарких Елена Вячеславовна"),
    ("kostarev@example.org", "Костарев Максим Михайлович"),
    ("matveev@example.org", "Матвеев Дмитрий Михайлович"),
    ("benson@example.org", "Бенсон Глеб Феликсович"),
    ("admin@example.org", _("Administrator")),
]
DEMO_OFFICES = {
    "zharkih@example.org": _("secretary of the Council"),
    "kostarev@example.org": _("chair of the Council"),
    "matveev@example.org": _("head of a member, leader of both working groups"),
    "benson@example.org": _("head of another member"),
    "admin@example.org": _("accounts and admin site"),
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="WARNING")},
}
