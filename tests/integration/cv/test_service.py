"""What the CV keeps, refuses and writes in the audit trail."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from portal.accounts.models import Citizen
from portal.core.access import Actor, Audience
from portal.core.audit import AuditEvent
from portal.core.errors import NotFound, Refused
from portal.cv import defaults, queries, service
from portal.cv.models import Cv, CvEducation, CvExperience, CvLanguage, CvRule
from portal.cv.rules import Education, Experience, Language
from portal.cv.service import Competences, CvRefusal, Profile, Wishes
from tests.factories.accounts import CitizenFactory
from tests.factories.cv import (
    CvEducationFactory,
    CvExperienceFactory,
    CvFactory,
    CvLanguageFactory,
)

SHOP = Experience("Butiksassistent", "Brugsen", date(2020, 3, 1), date(2023, 6, 1), "Kassen")


@pytest.fixture
def citizen(session: orm.Session) -> Citizen:
    made: Citizen = CitizenFactory()
    return made


@pytest.fixture
def actor(citizen: Citizen) -> Actor:
    return Actor(Audience.CITIZEN, citizen.id, citizen.name)


def trail(session: orm.Session, citizen: Citizen) -> list[tuple[str, str]]:
    rows = session.execute(
        sa.select(AuditEvent.action, AuditEvent.subject)
        .where(AuditEvent.citizen_id == citizen.id)
        .order_by(AuditEvent.id)
    )
    return [(action, subject) for action, subject in rows]


def test_an_entry_is_added_changed_and_removed_each_with_its_line(
    session: orm.Session, citizen: Citizen, actor: Actor, now: datetime
) -> None:
    made = service.add(session, actor, SHOP, now=now)
    service.change(
        session, actor, made.id, Experience("Leder", "Brugsen", date(2020, 3, 1)), now=now
    )
    [kept] = queries.experience(session, citizen.id)
    assert (kept.title, kept.ended_on, kept.tasks) == ("Leder", None, "")
    service.remove(session, actor, Experience, made.id, now=now)
    assert queries.experience(session, citizen.id) == []
    assert trail(session, citizen) == [
        ("add", "cv_experience"),
        ("change", "cv_experience"),
        ("remove", "cv_experience"),
    ]


@pytest.mark.parametrize(
    ("entry", "model"),
    [
        (SHOP, CvExperience),
        (Education("Kok", "Hotelskolen"), CvEducation),
        (Language("Dansk", "native"), CvLanguage),
    ],
)
def test_the_same_entry_sent_twice_is_one(
    session: orm.Session,
    citizen: Citizen,
    actor: Actor,
    now: datetime,
    entry: service.Entry,
    model: type[CvExperience],
) -> None:
    first = service.add(session, actor, entry, now=now)
    assert service.add(session, actor, entry, now=now).id == first.id
    assert session.scalar(sa.select(sa.func.count()).select_from(model)) == 1
    assert len(trail(session, citizen)) == 1


@pytest.mark.parametrize(
    ("entry", "refusal"),
    [
        (Experience("Kok", "Café", date(2026, 12, 1)), CvRefusal.START_IN_FUTURE),
        (
            Experience("Kok", "Café", date(2026, 11, 1), date(2026, 10, 1)),
            CvRefusal.END_BEFORE_START,
        ),
        (Education("Kok", "Hotelskolen", 2027), CvRefusal.YEAR_IN_FUTURE),
    ],
)
def test_impossible_dates_are_refused_and_nothing_is_stored(
    session: orm.Session,
    citizen: Citizen,
    actor: Actor,
    now: datetime,
    entry: service.Entry,
    refusal: CvRefusal,
) -> None:
    with pytest.raises(Refused) as refused:
        service.add(session, actor, entry, now=now)
    assert refused.value.refusal is refusal
    assert trail(session, citizen) == []
    assert session.get(Cv, citizen.id) is None


def test_a_language_stands_once_whatever_its_letters(
    session: orm.Session, actor: Actor, now: datetime
) -> None:
    service.add(session, actor, Language("Dansk", "B1"), now=now)
    english = service.add(session, actor, Language("Engelsk", "B1"), now=now)
    for attempt in (
        lambda: service.add(session, actor, Language("dansk", "B2"), now=now),
        lambda: service.change(session, actor, english.id, Language("DANSK", "B2"), now=now),
    ):
        with pytest.raises(Refused) as refused:
            attempt()
        assert refused.value.refusal is CvRefusal.LANGUAGE_TWICE
    service.change(session, actor, english.id, Language("Engelsk", "C1"), now=now)


def test_the_hundred_and_first_entry_is_refused(
    session: orm.Session, citizen: Citizen, actor: Actor, now: datetime
) -> None:
    CvEducationFactory.create_batch(service.MOST_ENTRIES, citizen=citizen)
    with pytest.raises(Refused) as refused:
        service.add(session, actor, Education("Kok", "Hotelskolen"), now=now)
    assert refused.value.refusal is CvRefusal.TOO_MANY
    assert "100" in str(refused.value.refusal.sentence)


Attempt = Callable[[orm.Session, Actor, int, datetime], None]
ATTEMPTS: list[Attempt] = [
    lambda s, a, i, now: service.change(s, a, i, SHOP, now=now),
    lambda s, a, i, now: service.remove(s, a, Experience, i, now=now),
]


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_anothers_entry_is_as_good_as_none(
    session: orm.Session, actor: Actor, now: datetime, attempt: Attempt
) -> None:
    theirs = CvExperienceFactory(title="Bager")
    for entry_id in (theirs.id, theirs.id + 1):
        with pytest.raises(NotFound):
            attempt(session, actor, entry_id, now)
    assert session.get_one(CvExperience, theirs.id).title == "Bager"


def test_wishes_competences_and_profile_are_kept_tidy(
    session: orm.Session, citizen: Citizen, actor: Actor, now: datetime
) -> None:
    service.write(session, actor, Wishes("Kok\n kok \nTjener", 30, 0, date(2026, 12, 1)), now=now)
    service.write(session, actor, Competences("Truckkort  B\n\nHygiejnebevis"), now=now)
    service.write(session, actor, Profile("Jeg er <b>rolig</b>."), now=now)
    cv = queries.contents(session, citizen.id)
    assert cv.occupations == ("Kok", "Tjener")
    assert cv.competences == ("Truckkort B", "Hygiejnebevis")
    assert cv.head.profile_text == "Jeg er <b>rolig</b>."
    assert (cv.head.max_distance_km, cv.head.earliest_start) == (0, date(2026, 12, 1))
    assert trail(session, citizen) == [("change", "cv")] * 3


def test_a_start_gone_by_is_refused_unless_it_has_grown_old(
    session: orm.Session, citizen: Citizen, actor: Actor, now: datetime
) -> None:
    old = Wishes("Kok", None, None, date(2026, 11, 1))
    with pytest.raises(Refused) as refused:
        service.write(session, actor, old, now=now)
    assert refused.value.refusal is CvRefusal.START_IS_PAST
    service.write(session, actor, old, now=now - timedelta(days=60))
    service.write(session, actor, Wishes("Tjener", None, None, old.earliest_start), now=now)
    assert queries.contents(session, citizen.id).occupations == ("Tjener",)


def test_an_empty_cv_cannot_be_confirmed(
    session: orm.Session, citizen: Citizen, actor: Actor, now: datetime
) -> None:
    with pytest.raises(Refused) as refused:
        service.confirm(session, actor, now=now)
    assert refused.value.refusal is CvRefusal.EMPTY
    CvFactory(citizen=citizen)
    service.confirm(session, actor, now=now)
    assert queries.status(session, citizen.id, now).confirmed_on == date(2026, 11, 23)


def test_status_follows_the_rule_in_force(
    session: orm.Session, citizen: Citizen, actor: Actor, now: datetime
) -> None:
    assert queries.status(session, citizen.id, now).due_on is None  # no rule, no reminder
    defaults.load_defaults(session)
    defaults.load_defaults(session)  # a second time changes nothing
    fresh = queries.status(session, citizen.id, now)
    assert (fresh.due_on, fresh.needs_confirmation) == (date(2026, 9, 22), True)
    assert (fresh.is_empty, fresh.completeness) == (True, 0)
    CvFactory(citizen=citizen)
    service.confirm(session, actor, now=now)
    confirmed = queries.status(session, citizen.id, now)
    assert (confirmed.due_on, confirmed.needs_confirmation) == (date(2027, 2, 16), False)
    session.add(
        CvRule(
            valid_from=date(2027, 1, 1), first_within_weeks=3, confirm_every_weeks=4, source="test"
        )
    )
    session.flush()
    later = queries.status(session, citizen.id, now + timedelta(days=45))
    assert (later.due_on, later.needs_confirmation) == (date(2026, 12, 22), True)


def test_status_counts_what_is_there(session: orm.Session, citizen: Citizen, now: datetime) -> None:
    CvFactory(citizen=citizen)
    CvExperienceFactory(citizen=citizen)
    CvEducationFactory(citizen=citizen)
    CvExperienceFactory()  # somebody else's
    status = queries.status(session, citizen.id, now)
    assert status.completeness == 90
    helps = queries.next_entries(session, citizen.id, status, now, "en")
    assert helps[0].section == "sprog"


def test_profiles_are_short_and_of_hidden_ones_only_the_name(
    session: orm.Session, citizen: Citizen, actor: Actor, now: datetime
) -> None:
    CvFactory(citizen=citizen)
    CvLanguageFactory(citizen=citizen)
    CvExperienceFactory(
        citizen=citizen,
        title="Kok",
        employer="Café",
        ended_on=date(2019, 1, 1),
        started_on=date(2018, 1, 1),
    )
    CvExperienceFactory(citizen=citizen, ended_on=None)
    nobody = CitizenFactory(name="Bo Lund")
    found = queries.profiles(session, [citizen.id, nobody.id])
    assert found[citizen.id].latest_experience == "Butiksassistent, Brugsen"
    assert found[citizen.id].wished_occupations == ("Butiksassistent", "Lagermedarbejder")
    assert found[citizen.id].languages == (("Dansk", "native"),)
    assert (found[nobody.id].first_name, found[nobody.id].competences) == ("Bo", ())
    service.show(session, actor, service.Visibility(False, True, False, False), now=now)
    hidden = queries.profiles(session, [citizen.id])[citizen.id]
    assert (hidden.first_name, hidden.visible) == ("Anna", False)
    assert hidden.competences == hidden.languages == hidden.wished_occupations == ()
    assert hidden.latest_experience == ""
    assert queries.profiles(session, []) == {}
