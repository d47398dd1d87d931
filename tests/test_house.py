"""House rules about what is not Python: templates, translations, migrations, third-party files."""

from __future__ import annotations

import re
import subprocess
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.template import engines

ROOT = Path(settings.BASE_DIR)
TEMPLATES = sorted(p.relative_to(ROOT / "templates").as_posix() for p in (ROOT / "templates").rglob("*") if p.is_file())
# Django and the libraries look these up by name.
BY_NAME = re.compile(r"^(40\d|403_csrf|500|account/|mfa/|allauth/|admin/|registration/|django/|bootstrap5/|emails/)")


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_template_parses(name):
    engines["django"].get_template(name)


def test_no_template_is_unused():
    used = "\n".join(
        path.read_text(encoding="utf-8")
        for folder in ("cluster_portal", "members", "meetings", "agreements", "workplans", "templates")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in {".py", ".html", ".txt"}
    )
    unused = [
        name for name in TEMPLATES if not BY_NAME.match(name) and Path(name).with_suffix("").as_posix() not in used
    ]
    assert unused == []


def test_the_russian_catalogue_is_complete_and_compiled():
    call_command("messages", check=True, stdout=StringIO())


@pytest.mark.django_db
def test_migrations_are_complete():
    call_command("makemigrations", check=True, dry_run=True, stdout=StringIO())


def test_the_readme_draws_the_life_cycles_as_they_are():
    call_command("diagrams", check=True, stdout=StringIO())


def test_nothing_of_others_is_kept_here():
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split()
    vendored = [name for name in listed if re.search(r"\.min\.(js|css)$|\.(woff2?|ttf|otf)$", name)]
    assert vendored == []


def test_the_stylesheet_is_small():
    assert (ROOT / "static" / "portal.css").stat().st_size < 25_000


def test_the_readme_is_short():
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) < 150


@pytest.mark.django_db
@pytest.mark.parametrize(("chosen", "title"), [(None, "Войти"), ("en", "Sign in"), ("xx", "Войти")])
def test_the_portal_speaks_russian_unless_another_language_was_chosen(client, chosen, title):
    if chosen:
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = chosen
    page = client.get("/accounts/login/", headers={"accept-language": "en-US,en;q=0.9"}).content.decode()
    assert f"<h1>{title}</h1>" in page


def test_no_message_hides_in_an_f_string():
    sources = [
        p
        for f in ("cluster_portal", "members", "meetings", "agreements", "workplans")
        for p in (ROOT / f).rglob("*.py")
    ]
    hidden = [str(p) for p in sources if re.search(r"""\bf["'][^"'\n]*\{_\(""", p.read_text(encoding="utf-8"))]
    assert hidden == [], "the extractor does not look inside f-strings"
