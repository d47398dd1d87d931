"""The pages of signing and checking: what is seen, sent, refused, and that nothing typed or missing is a 500."""

from __future__ import annotations

import html
import re
import time

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cluster_portal.documents.models import Reading, Signature
from cluster_portal.documents.sealed.copies import copy_of
from cluster_portal.documents.sealed.evidence import package
from cluster_portal.documents.sealed.sheet import state_of
from meetings import actions
from meetings.doubts import open_doubts
from meetings.record import Record
from members.models import CaseFile
from tests import actors as people
from tests import signing
from tests.accounts.test_sign_in import totp, totp_code


@pytest.fixture
def council(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    signing.portal_key()
    cache.clear()
    made = people.make_actors(elected=True)
    signing.join(people.SECRETARY, people.HEAD, by=made.secretary)
    signing.join(people.CHAIR, by=made.secretary)
    return made


@pytest.fixture
def meeting(council):
    return signing.to_sign(council.cluster, council.secretary)


@pytest.fixture
def place(meeting):
    """The chair's."""
    return signing.place_of(meeting.document, 2)


@pytest.fixture
def chair(client, council):
    client.force_login(council.chair)
    return client


def url(name, place):
    return reverse(f"documents:{name}", args=[place.pk])


def seen(place, **more):
    return {"sha256": place.document.pdf_sha256, **more}


def words(response):
    return html.unescape(response.content.decode())


def typed_code():
    return re.search(r"^\d{6}$", mail.outbox[-1].body, re.MULTILINE)[0]


def test_three_steps_from_the_home_page_to_the_signature(chair, council, place):
    home = words(chair.get("/"))
    assert url("sign", place) in home
    first = words(chair.get(url("sign", place)))
    assert "Протокол № 8" in first
    assert place.document.pdf_sha256 in first
    assert "0 из 2" in first
    text = words(chair.get(reverse("documents:read", args=[place.document_id]) + f"?place={place.pk}"))
    assert "ПРОТОКОЛ" in text
    assert url("sign", place) in text
    second = words(chair.get(url("how", place)))
    assert "Подписываю: Протокол № 8" in second
    assert "присоединил" in second
    sent = chair.post(url("how", place), seen(place, route="simple"))
    assert sent["Location"].startswith(url("confirm", place))
    assert "никуда не уходят" not in words(chair.get(sent["Location"]))
    assert typed_code() not in words(chair.get(sent["Location"]))
    assert place.document.pdf_sha256 in mail.outbox[-1].body
    done = chair.post(url("confirm", place), seen(place, code=typed_code()), follow=True)
    assert done.redirect_chain[-1][0] == place.document.get_absolute_url()
    row = Signature.objects.get(place=place)
    assert row.opened_at == Reading.objects.get(user=council.chair).last
    assert row.trace.ip == "127.0.0.1"
    again = words(chair.get(url("sign", place)))
    assert "Здесь подписано" in again


def test_a_wrong_code_says_how_many_tries_are_left_and_signs_nothing(chair, place):
    chair.post(url("how", place), seen(place, route="simple"))
    wrong = f"{(int(typed_code()) + 1) % 10**6:06d}"
    answer = chair.post(url("confirm", place), seen(place, code=wrong))
    assert answer.status_code == 400
    assert "осталось 4 попытки" in words(answer)
    for _try in range(4):
        answer = chair.post(url("confirm", place), seen(place, code=wrong))
    answer = chair.post(url("confirm", place), seen(place, code=typed_code()))
    assert answer.status_code == 400
    assert "больше не действует" in words(answer)
    assert not Signature.objects.filter(place=place).exists()


@pytest.mark.parametrize("step", ["how", "confirm"])
def test_a_form_with_another_hash_is_refused_in_words(chair, place, step):
    answer = chair.post(url(step, place), {"sha256": "0" * 64, "route": "simple", "code": "123456"})
    assert answer.status_code in {400, 409}
    assert "другом тексте" in words(answer)


def test_a_route_must_be_chosen(chair, place):
    answer = chair.post(url("how", place), seen(place))
    assert answer.status_code == 400
    assert "Выберите" in words(answer)


def test_a_double_click_signs_once_and_is_told_so(chair, place):
    chair.post(url("how", place), seen(place, route="simple"))
    code = typed_code()
    chair.post(url("confirm", place), seen(place, code=code))
    again = chair.post(url("confirm", place), seen(place, code=code))
    assert again.status_code in {400, 409}
    assert Signature.objects.filter(place=place).count() == 1


def test_a_dead_mail_server_is_said_in_words_and_another_route_is_left(chair, place, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "localhost", 1
    answer = chair.post(url("how", place), seen(place, route="simple"))
    assert answer.status_code == 503
    assert chair.get(url("paper", place)).status_code == 200


def with_factor(client, user, kind="totp", at=None, **more):
    """As after a confirmation by the second factor."""
    Authenticator.objects.get_or_create(user=user, type=kind, defaults={"data": {}})
    session = client.session
    record = {"method": "mfa", "type": kind, "at": at or time.time(), "reauthenticated": True}
    session["account_authentication_methods"] = [record | more]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()


def test_the_second_factor_just_shown_signs_once(chair, council, meeting, place):
    Authenticator.objects.create(user=council.chair, type="totp", data={"secret": "x"})
    sent = chair.post(url("how", place), seen(place, route="simple"))
    assert sent["Location"].startswith(reverse("mfa_reauthenticate"))
    assert url("confirm", place).replace("/", "%2F") in sent["Location"]
    with_factor(chair, council.chair)
    assert chair.post(url("confirm", place), seen(place)).status_code == 302
    assert Signature.objects.get(place=place).confirmed_by == "totp"
    other = signing.place_of(signing.to_sign(council.cluster, council.secretary, "9").document, 2)
    assert chair.post(url("confirm", other), seen(other)).status_code == 400


@pytest.mark.parametrize(
    "record",
    [
        {"at": time.time() - 301},
        {"reauthenticated": False},
        {"type": "recovery_codes"},
        {"method": "password", "type": None},
    ],
)
def test_an_old_or_weaker_confirmation_signs_nothing(chair, council, place, record):
    with_factor(chair, council.chair, **record)
    answer = chair.post(url("confirm", place), seen(place))
    assert answer.status_code == 400
    assert not Signature.objects.filter(place=place).exists()


def test_he_who_has_a_factor_may_still_ask_for_a_code(chair, council, place):
    Authenticator.objects.create(user=council.chair, type="totp", data={"secret": "x"})
    sent = chair.post(url("how", place), seen(place, route="simple", by="code"))
    assert sent["Location"].endswith("?by=code")
    assert chair.post(url("confirm", place), seen(place, code=typed_code())).status_code == 302


def test_another_code_can_be_asked_for(chair, place):
    chair.post(url("how", place), seen(place, route="simple"))
    first = len(mail.outbox)
    assert chair.post(url("confirm", place), seen(place, again="1")).status_code == 302
    assert len(mail.outbox) == first + 1


def test_refusing_asks_for_a_reason_and_shows_it_to_the_others(chair, council, place):
    assert chair.post(url("refuse", place), {"reason": ""}).status_code == 400
    assert chair.post(url("refuse", place), {"reason": "Решение 1 не то"}).status_code == 302
    chair.force_login(council.secretary)
    assert "Решение 1 не то" in words(chair.get(place.document.get_absolute_url()))
    protocol = reverse("meetings:protocol", args=[place.signatory.meeting_id])
    assert "Решение 1 не то" in words(chair.get(protocol))


def test_what_changed_since_the_text_he_opened_is_shown(client, council, meeting, place):
    client.force_login(council.chair)
    client.get(url("sign", place))
    client.force_login(council.secretary)
    back = reverse("meetings:take_back", args=[meeting.pk])
    assert client.post(back, {"reason": ""}).status_code == 400
    assert client.post(back, {"reason": "Опечатка"}).status_code == 302
    meeting.refresh_from_db()
    decision = meeting.decisions.get()
    values = {"text": "Принять к сведению и исполнить"}
    actions.save_row(row=decision, version=decision.version, values=values, by=council.secretary)
    for doubt in open_doubts(Record(meeting)):
        actions.explain_doubt(meeting=meeting, key=doubt.key, reason="так и было", by=council.secretary)
    case = CaseFile.objects.create(cluster=council.cluster, index="01", title="Протоколы", kind="minutes", term="5 лет")
    form = {"chair": people.CHAIR, "secretary": "", "until": "24.05.2021", "case_file": case.pk}
    put = reverse("meetings:put_to_sign", args=[meeting.pk])
    assert client.post(put, form | {"chair": "Никто Никого Никогда"}).status_code == 400
    assert client.post(put, form | {"until": "01.01.2021"}).status_code == 400
    assert client.post(put, form).status_code == 302
    meeting.refresh_from_db()
    client.force_login(council.chair)
    page = words(client.get(url("sign", signing.place_of(meeting.document))))
    assert "<ins>" in page
    assert "исполнить" in page
    assert "осталось 7 дней" in page
    assert "01 Протоколы, 5 лет" in words(client.get(meeting.document.get_absolute_url()))


def test_the_secretary_enters_a_paper_and_is_named(client, council, place):
    client.force_login(council.secretary)
    form = {
        "name": people.CHAIR,
        "position": "председатель",
        "signed_on": "17.05.2021",
        "code": place.document.printed_code.lower().replace("-", " "),
        "originals": "1",
        "kept": "у секретаря",
    }
    page = client.get(url("paper", place))
    assert people.CHAIR in words(page)
    wrong = client.post(url("paper", place), form | {"code": "AAAA", "scan": signing.scan()})
    assert wrong.status_code == 400
    assert "код другого документа" in words(wrong)
    assert client.post(url("paper", place), form).status_code == 400  # no scan
    done = client.post(url("paper", place), form | {"scan": signing.scan()}, follow=True)
    row = Signature.objects.get(place=place)
    assert row.entered_by == people.SECRETARY
    assert people.SECRETARY in words(done)
    scan = client.get(reverse("documents:attachment", args=[place.document_id, row.pk, "scan"]))
    assert b"".join(scan.streaming_content) == signing.SCAN
    for what in ("attorney", "sig", "nothing"):
        assert client.get(reverse("documents:attachment", args=[place.document_id, row.pk, what])).status_code == 404


# --- checking


def check(client, **data):
    return client.post(reverse("documents:check"), data)


def upload(data, name="file.pdf"):
    return SimpleUploadedFile(name, data)


def test_a_code_is_read_however_it_is_typed(client, meeting):
    code = meeting.document.printed_code
    for typed in (code, code.lower(), code.replace("-", ""), f" {code} ", code.replace("0", "О").replace("1", "l")):
        assert check(client, code=typed)["Location"].endswith(meeting.document.check_url())
    assert check(client, code="нет").status_code == 400
    assert check(client).status_code == 400
    assert client.get(reverse("documents:checked", args=["AAAA-AAAA-AAAA"])).status_code == 404


def test_files_are_checked_by_upload_without_signing_in(client, meeting):
    state = state_of(meeting.document)
    original = bytes(meeting.document.content.pdf)
    assert "подлинник, до последнего байта" in words(check(client, file=upload(original)))
    copy = words(check(client, file=upload(bytes(copy_of(state).pdf))))
    assert "копия с листом подписей, до последнего байта" in copy
    assert "PAdES B-B" in copy
    whole = words(check(client, file=upload(package(state), "k.zip")))
    assert "комплект для проверки" in whole
    changed = words(check(client, file=upload(original[:-1] + b"x")))
    assert "выпущен не этим порталом или изменён" in changed
    for junk in (b"\0" * 100, b"PK\x03\x04" + b"x" * 100, b"%PDF-1.7"):
        assert check(client, file=upload(junk)).status_code == 200


def test_a_file_that_is_too_large_is_refused_in_words(client, db, settings):
    settings.UPLOAD_LIMIT = 10
    answer = check(client, file=upload(b"x" * 11))
    assert answer.status_code == 400


def test_the_check_page_shows_no_contacts(client, council):
    meeting = signing.signed(council.cluster, council.secretary, council.chair)
    page = words(client.get(meeting.document.check_url()))
    assert "не изменён с момента подписания" in page
    assert people.CHAIR in page
    assert "192.0.2.7" not in page
    assert "@" not in page.split("<main")[1]


def test_published_minutes_are_given_to_everybody_signed(client, council):
    meeting = signing.signed(council.cluster, council.secretary, council.chair)
    original = reverse("documents:checked_original", args=[meeting.document.printed_code])
    assert client.get(original).status_code == 404
    actions.publish(meeting=meeting, by=council.secretary)
    assert client.get(original).content == bytes(meeting.document.content.pdf)
    published = reverse("meetings:published_file", args=[meeting.pk])
    assert client.get(published).content == bytes(meeting.document.content.pdf)


def test_looking_without_end_is_limited(client, meeting):
    codes = {client.get(meeting.document.check_url()).status_code for _look in range(61)}
    assert codes == {200, 429}


# --- papers of signing


def test_an_organisation_joins_on_its_page(client, council):
    client.force_login(council.secretary)
    person = people.person(people.OTHER_HEAD)
    organization = person.positions.get().organization
    page = reverse("members:accession", args=[organization.pk])
    assert people.OTHER_HEAD in words(client.get(page))
    assert client.post(page, {"people": "", "checked_how": ""}).status_code == 400
    made = client.post(page, {"people": [person.pk], "checked_how": "лично"}, follow=True)
    assert "Лист присоединения" in words(made)
    shown = words(client.get(organization.get_absolute_url()))
    assert "лист ждёт подписи" in shown
    accession = person.accessions.get().accession
    text = words(client.get(reverse("documents:read", args=[accession.document_id])))
    assert council.other_head.email in text
    client.force_login(council.other_head)
    assert client.get(accession.document.get_absolute_url()).status_code == 200
    how = words(client.get(url("how", signing.place_of(accession.document))))
    assert 'value="simple"' not in how
    client.force_login(council.secretary)
    signing.on_paper(signing.place_of(accession.document), by=council.secretary)
    end = reverse("members:end_accession", args=[accession.pk])
    assert client.post(end, {"ended": "17.05.2021", "ground": "Письмо"}).status_code == 302


def test_powers_of_attorney_and_the_nomenclature_are_kept(client, council):
    client.force_login(council.secretary)
    organization = people.person(people.OTHER_HEAD).positions.get().organization
    page = reverse("members:attorney", args=[organization.pk])
    form = {"person": people.REPRESENTATIVE, "number": "12", "started": "01.05.2021", "until": "31.12.2021"}
    assert client.post(page, form | {"file": signing.scan(), "until": "01.01.2021"}).status_code == 400
    assert client.post(page, form | {"file": signing.scan()}).status_code == 302
    power = organization.powers_of_attorney.get()
    assert "доверенность № 12" in words(client.get(organization.get_absolute_url()))
    assert client.post(reverse("members:end_attorney", args=[power.pk]), {"ended": "17.05.2021"}).status_code == 302
    cases = reverse("members:nomenclature")
    line = {"index": "01-03", "title": "Протоколы", "kind": "minutes", "term": "постоянно", "ground": ""}
    assert client.post(cases, line | {"term": ""}).status_code == 400
    assert client.post(cases, line).status_code == 302
    assert client.post(cases, line | {"term": "10 лет"}).status_code == 302
    assert CaseFile.objects.get().term == "10 лет"
    client.force_login(council.member)
    assert "10 лет" in words(client.get(cases))
    assert client.post(cases, line).status_code == 403


def test_the_way_through_the_authenticator_app_leads_back_and_signs(chair, council, place):
    secret = totp(council.chair)
    chair.force_login(council.chair)
    to = chair.post(url("how", place), seen(place, route="simple"))["Location"]
    assert chair.get(to).status_code == 200
    back = chair.post(to, {"code": totp_code(secret), "next": url("confirm", place)})
    assert back["Location"] == url("confirm", place)
    page = words(chair.get(back["Location"]))
    assert "только что подтвердили личность" in page
    assert chair.post(url("confirm", place), seen(place)).status_code == 302
    assert Signature.objects.get(place=place).confirmed_by == "totp"
