"""What is stored about me (152-ФЗ): in words, and as a file."""

import json

from allauth.mfa.models import Authenticator
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from cluster_portal.accounts import actions, own
from cluster_portal.notifications.messages import send
from cluster_portal.notifications.models import Letter, Notice
from tests.accounts.conftest import ADDRESS, token_of
from tests.accounts.test_account import passkey
from tests.accounts.test_sign_in import totp
from tests.notifications.messages_for_tests import Called

PAGE = "/me/data/"
FILE = "/me/data/download/"


def file_of(client):
    answer = client.get(FILE)
    assert answer.status_code == 200
    return json.loads(answer.content)


def test_the_page_has_a_part_for_everything(client, member):
    client.force_login(member)
    page = client.get(PAGE)
    assert page.status_code == 200
    assert [part["title"] for part in page.context["parts"]] == [part["title"] for part in file_of(client)["stored"]]
    assert member.email in page.text
    assert FILE in page.text


def test_the_file_is_a_download_in_readable_russian(client, member):
    client.force_login(member)
    answer = client.get(FILE)
    assert answer["Content-Disposition"].startswith("attachment")
    assert "no-store" in answer["Cache-Control"]
    assert "Бенсон Г.Ф." in answer.content.decode()


def test_no_secret_is_told(client, member, administrator):
    secret = totp(member)
    invited = actions.invite(email=ADDRESS, name="Матвеев Д.М.", by=administrator)
    token = token_of(Letter.objects.latest("pk"))
    for user in (member, invited.user):
        client.force_login(user)
        for url in (PAGE, FILE):
            told = client.get(url).content.decode()
            for kept in (secret, token, invited.token_hash, user.password, client.session.session_key):
                assert kept not in told, (url, kept)


def test_recovery_codes_and_passkeys_are_told_of(client, member):
    secrets = {"seed": "0123456789abcdef", "used_mask": 0}
    Authenticator.objects.create(user=member, type=Authenticator.Type.RECOVERY_CODES, data=secrets)
    passkey(member)
    client.force_login(member)
    answer = client.get(FILE).content.decode()
    assert "Ключ" in answer
    assert "0123456789abcdef" not in answer


def test_messages_and_letters_are_whole_in_the_file_and_short_on_the_page(client, member):
    with transaction.atomic():
        send(Called(about="Заседание совета " * 40), to=[member])
    assert Notice.objects.count() == Letter.objects.count() == 1
    client.force_login(member)
    assert str(file_of(client)).count("Заседание совета " * 39) >= 2
    assert "Заседание совета " * 39 not in client.get(PAGE).text
    assert "…" in client.get(PAGE).text


def test_a_long_part_is_cut_on_the_page_alone(client, member):
    with transaction.atomic():
        for number in range(own.SHOWN + 10):
            send(Called(about=f"Извещение {number}."), to=[member])
    client.force_login(member)
    assert len(client.get(PAGE).context["parts"][4]["rows"]) == own.SHOWN
    assert len(file_of(client)["stored"][4]["rows"]) == own.SHOWN + 10


def test_the_page_costs_the_same_for_few_messages_and_for_many(client, member):
    client.force_login(member)
    client.get(PAGE)

    def cost():
        with CaptureQueriesContext(connection) as captured:
            client.get(PAGE)
        return len(captured)

    few = cost()
    with transaction.atomic():
        for _number in range(100):
            send(Called(), to=[member])
    assert cost() == few


def test_ones_own_acts_are_counted(client, administrator, member):
    for language in ("en", "ru", "en"):
        actions.choose_language(language=language, by=member)
    actions.choose_language(language="en", by=administrator)
    client.force_login(member)
    last = next(part for part in client.get(PAGE).context["parts"] if "журнал" in part["title"].lower())
    assert "3" in last["title"]
    assert last["all"] == 3


def test_nobody_reads_anothers(client, member, administrator):
    client.force_login(administrator)
    assert member.email not in client.get(PAGE).text
    assert member.email not in str(file_of(client))


def test_the_labels_of_a_part_differ(client, member, administrator):
    """Two labels that a translation makes equal would swallow one value."""
    actions.invite(email=ADDRESS, name="", by=administrator)
    with transaction.atomic():
        send(Called(), to=[member])
    passkey(member)
    client.force_login(member)
    wanted = {0: 9, 2: 4, 3: 4, 4: 4, 5: 6}
    parts = file_of(client)["stored"]
    assert {place: len(parts[place]["rows"][0]) for place in wanted} == wanted
