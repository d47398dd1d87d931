"""Pages of the agreement: at most ten queries beside those for session, user and rights, however long it is."""

import uuid

from django.urls import reverse

from agreements import actions
from agreements.models import Clause, Direction, Edition, Party, Remark, Support
from agreements.record import Text
from cluster_portal import clock
from members.models import Membership, Organization, Person, Position
from tests import actors as people
from tests import signing
from tests.agreements import making
from tests.test_queries import MOST
from tests.test_queries import queries as all_queries

# Facts that give rights beside those of tests/test_queries.py: the Charter says who counts as a head, a power of
# attorney who signs for him, a working group who drafts.
RIGHTS = ("members_powerofattorney", "members_charter", "members_workinggroup")
# Pages of other rooms: what the agreement spends there of a budget that is everybody's.
SHARES = {"home": 3, "organization": 2, "group": 2, "assignment": 2}
CLUSTER = 'SELECT "members_cluster"'

MANY = 200
CLAUSES = 500


def add_members(cluster, count):
    """Organisations of the cluster, each with a head."""
    rows = Organization.objects.bulk_create(
        Organization(name=f"ОГБПОУ «Учебный пример № {n}»", category=Organization.Category.EDUCATION)
        for n in range(count)
    )
    Membership.objects.bulk_create(
        Membership(cluster=cluster, organization=row, order=1000 + n) for n, row in enumerate(rows)
    )
    heads = Person.objects.bulk_create(Person(name=f"Примеров Пример {n}-ович") for n in range(count))
    pairs = zip(heads, rows, strict=True)
    Position.objects.bulk_create(
        Position(person=person, organization=row, title="директор", kind=Position.Kind.HEAD) for person, row in pairs
    )


def add_clauses(edition, count):
    """Clauses in ten sections, each of which refers to the one before."""
    keys = [f"{n:012x}" for n in range(1, count + 1)]
    Clause.objects.bulk_create(
        Clause(
            edition=edition,
            key=key,
            order=100 + n,
            level=2 if n % 50 else 1,
            heading="" if n % 50 else f"Раздел {n}",
            text=f"Сторона № {n} действует по п. [#{keys[n - 1]}]." if n % 50 else "",
        )
        for n, key in enumerate(keys)
    )


def add_remarks(edition, count):
    """Remarks of many, each supported by another; half of them answered."""
    clauses = list(edition.clauses.filter(removed_at=None))
    organizations = list(Organization.objects.filter(memberships__left=None, parent=None))
    person = people.person(people.REPRESENTATIVE)
    rows = Remark.objects.bulk_create(
        Remark(
            edition=edition,
            clause=clauses[n % len(clauses)] if n % 10 else None,
            organization=organizations[n % len(organizations)],
            person=person,
            wording=f"Замечание {n}",
            at=clock.now(),
            answer="taken" if n % 2 else "",
            answered_at=clock.now() if n % 2 else None,
        )
        for n in range(count)
    )
    Support.objects.bulk_create(
        Support(remark=row, organization=organizations[(n + 1) % len(organizations)], person=person, at=clock.now())
        for n, row in enumerate(rows)
    )


def sign_much(edition, count, but):
    """So many parties, not those of `but`, have signed: one through the action, the others as copies of its row."""
    silent = edition.parties.filter(state=Party.State.WAITING).exclude(organization__positions__person__user__in=but)
    first, *others = silent.select_related("place__document")[:count]
    row = signing.on_paper(first.place, by=people.secretary())
    for party in others:
        row.pk, row.place, row.record_sha256 = uuid.uuid4(), party.place, "0" * 64
        row.save(force_insert=True)
    signed = edition.parties.filter(pk__in=[party.pk for party in others])
    signed.update(state=Party.State.SIGNED, signed_on=signing.DAY, effective_from=signing.DAY)


def agreement_of(council, *, clauses, remarks, signatures):
    """Edition 1 was discussed, 2 is in force, 3 waits for signatures; another agreement is a draft, a third one is
    under discussion. Everything an address of the agreement names."""
    discussed, draft = making.begun(council), making.begun(council)
    for edition in (discussed, draft):
        add_clauses(edition, clauses)
    discussed = making.discussed(council, discussed)
    add_remarks(discussed, remarks)
    in_force = making.in_force(council, making.next_draft(council, discussed))
    to_sign = making.to_sign(council, making.next_draft(council, in_force), condition=Edition.Condition.ALL)
    for edition in (in_force, to_sign):
        sign_much(edition, signatures, but=[council.other_head, council.secretary])
    other = making.begun(council)
    add_clauses(other, clauses)
    other = making.discussed(council, other)
    add_remarks(other, remarks)
    actions.take_directions(edition=other, section=Text(other).lines[0].key, by=council.secretary)
    return {"discussed": discussed, "draft": draft, "in_force": in_force, "to_sign": to_sign, "other": other}


def agreement_pages(world, head):
    """Address → who opens it."""
    agreement, to_sign, in_force = world["to_sign"].agreement_id, world["to_sign"], world["in_force"]
    editions = {name: reverse("agreements:edition", args=[row.pk]) for name, row in world.items()}
    mine = making.party_of(to_sign, head)
    return {
        **{f"edition {name}": address for name, address in editions.items()},
        "since": editions["to_sign"] + "?since=2",
        **{
            f"{name} {kind}": reverse(f"agreements:{name}", args=[world[kind].pk])
            for name, kind in (
                ("draft", "draft"),
                ("put_to_sign", "draft"),
                ("put_to_sign", "other"),
                ("discuss", "draft"),
                ("remark", "other"),
                ("parties", "to_sign"),
                ("parties", "in_force"),
                ("take_back", "to_sign"),
                ("extend", "to_sign"),
                ("accede", "in_force"),
                ("redline", "to_sign"),
                ("redline", "in_force"),
            )
        },
        **{
            name: reverse(f"agreements:{name}", args=[agreement])
            for name in ("way", "register", "mine", "published_agreement")
        },
        "disagree": reverse("agreements:disagree", args=[mine.pk]),
        "sealed": to_sign.document.get_absolute_url(),
        "sealed in force": in_force.document.get_absolute_url(),
        "read": reverse("documents:read", args=[to_sign.document.pk]),
        "check": to_sign.document.check_url(),
        **{name: reverse(f"documents:{name}", args=[mine.place.pk]) for name in ("sign", "how", "confirm")},
        **{name: reverse(f"agreements:{name}") for name in ("index", "directions", "published")},
        "home": reverse("home"),
        "organization": mine.organization.get_absolute_url(),
        "group": making.group().get_absolute_url(),
        "assignment": making.assignment().get_absolute_url(),
    }


def queries(client, url):
    """Those of the page; the cluster is read with its Charter."""
    found = all_queries(client, url)
    asked = [
        sql.startswith(tuple(f'SELECT "{t}"' for t in RIGHTS) + tuple(f'SELECT DISTINCT "{t}"."id"' for t in RIGHTS))
        for sql in found
    ]
    charter = [
        n - 1
        for n, sql in enumerate(found)
        if n and sql.startswith('SELECT "members_charter"') and found[n - 1].startswith(CLUSTER)
    ]
    return [sql for n, sql in enumerate(found) if not asked[n] and n not in charter]


NOT_EVERYBODYS = {  # pages that only one of the two opens
    "secretary": {"sign", "how", "confirm", "remark other", "disagree"},
    "head": {
        "draft draft",
        "put_to_sign draft",
        "put_to_sign other",
        "discuss draft",
        "take_back to_sign",
        "extend to_sign",
        "accede in_force",
    },
}


def costs(client, council, world):
    """(who, page) → queries."""
    found = {}
    for who, user in (("secretary", council.secretary), ("head", council.other_head)):
        client.force_login(user)
        for name, url in agreement_pages(world, council.other_head).items():
            if name not in NOT_EVERYBODYS[who]:
                found[who, name] = queries(client, url)
    return found


def test_pages_of_the_agreement_cost_the_same_for_few_and_for_many(client, council):
    signing.join(people.OTHER_HEAD, by=council.secretary)
    few = agreement_of(council, clauses=10, remarks=3, signatures=3)
    actions.publish(agreement=few["in_force"].agreement, by=council.secretary)
    before = costs(client, council, few)
    Direction.objects.all().delete()  # of another agreement: two queries for each that has some
    add_members(council.cluster, MANY - 19)
    many = agreement_of(council, clauses=CLAUSES, remarks=MANY, signatures=MANY // 2)
    actions.publish(agreement=many["in_force"].agreement, by=council.secretary)
    assert many["to_sign"].parties.count() == MANY
    wrong = []
    for page, found in costs(client, council, many).items():
        share = SHARES.get(page[1])
        counted = found if share is None else [sql for sql in found if sql.startswith('SELECT "agreements_')]
        if len(counted) > (MOST if share is None else share) or len(found) != len(before[page]):
            shown = (f"  {sql[:40]} …{sql[sql.find(' FROM ') :][:200]}" for sql in found)
            wrong.append("\n".join([f"{page}: {len(before[page])} → {len(found)}", *shown]))
    assert not wrong, "\n".join(wrong)
