"""The pages that are measured: what is asked, by whom, and how a right answer is known."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlencode

import sqlalchemy as sa
from flask import Flask
from sqlalchemy import orm
from werkzeug.routing import BuildError

from bench import bare
from bench.crowds import Crowds
from bench.load import Request
from bench.report import HELLO, TEMPLATE
from bench.server import Answer, answer
from portal.accounts import service as accounts
from portal.accounts.models import BusinessUser, Citizen, Identity, Staff
from portal.booking import queries as booking
from portal.booking.models import Obligation
from portal.core import policy
from portal.core.access import Audience, Row
from portal.core.clock import next_quarter
from portal.cv.models import Cv
from portal.plan.models import Plan
from portal.settings import Settings
from portal.surveys import service as surveys
from portal.surveys.models import Cell, Invitation, Wave

VISITORS = 16
MOST_LOOKED_AT = 1000
"""As many people as there are connections take turns at a page."""


@dataclass(frozen=True)
class Page:
    """A line of the table that gunicorn answers."""

    key: str
    name: str
    marker: str
    """Stands in every right answer, and in no other."""
    requests: Callable[[int], Sequence[Request]]
    """Makes the requests; as many as asked for when each can be sent only `once`."""
    status: int = 200
    once: bool = False


class WrongAnswer(Exception):
    """A page did not answer as it must; measuring it would be worthless."""


def check(port: int, page: Page, requests: Sequence[Request]) -> float:
    """See that each request is answered rightly; returns the size of an answer in kilobytes.

    Raises:
        WrongAnswer: saying which and how.
    """
    largest = 0
    for request in requests:
        got = answer(port, request.path, request.cookie, request.body)
        if got.status != page.status:
            raise WrongAnswer(f"{request.path} answered {got.status}, not {page.status}")
        where = " ".join(got.header("Location")) if 300 <= got.status < 400 else got.body
        if page.marker not in where:
            raise WrongAnswer(f"{request.path} answered without “{page.marker}”")
        largest = max(largest, len(got.body.encode()))
    return largest / 1000


class Visitors:
    """People of the demo municipality, signed in or invited as the portal itself does it."""

    def __init__(self, app: Flask, session: orm.Session, now: datetime) -> None:
        self.session, self.now = session, now
        self._urls = app.url_map.bind("127.0.0.1")
        settings: Settings = app.extensions["portal.settings"]
        self._limits = accounts.limits(settings)
        # No wave of the demo lies so far back, so its figures stay as they are.
        self._quarter = date(1990, 1, 1)

    def citizens_who_must_book(self) -> list[Request]:
        """The slot page, asked for by citizens with a talk to book and times to choose from."""
        waiting = self.session.scalars(
            sa.select(Obligation)
            .where(Obligation.status == "open")
            .order_by(Obligation.citizen_id)
            .limit(MOST_LOOKED_AT)
        ).all()
        asks: list[Request] = []
        for duty in waiting:
            plan = booking.planner(self.session, duty.citizen_id, self.now)
            if plan.has_upcoming or not plan.all_slots():
                continue
            asks += self.choosing([duty.citizen_id])
            if len(asks) == VISITORS:
                break
        return asks

    def choosing(self, citizens: Sequence[int]) -> list[Request]:
        """The slot page, asked for by these citizens in turn."""
        return self.of_citizens("booking.choose", citizens)

    def of_citizens(self, endpoint: str, citizens: Sequence[int] = ()) -> list[Request]:
        """A page of their own, asked for by these citizens; else by some with CV and plan."""
        if not citizens:
            whole = sa.select(Plan.citizen_id).join(Cv, Cv.citizen_id == Plan.citizen_id)
            citizens = self.session.scalars(whole.order_by(Cv.citizen_id).limit(VISITORS)).all()
        path = self._path(endpoint)
        return [Request(path, cookie=self._sign_in(Audience.CITIZEN, who)) for who in citizens]

    def staff(self, endpoint: str, row: Row, query: str = "") -> list[Request]:
        """A staff page, asked for by members of staff whom `row` allows it."""
        people = self.session.scalars(
            sa.select(Staff.id)
            .where(Staff.active, Staff.role.in_(row.values))
            .order_by(Staff.id)
            .limit(VISITORS)
        ).all()
        path = self._path(endpoint) + query
        return [Request(path, cookie=self._sign_in(Audience.STAFF, who)) for who in people]

    def businesses(self, endpoint: str) -> list[Request]:
        """A page of their company, asked for by people of businesses."""
        people = self.session.scalars(
            sa.select(BusinessUser.id)
            .where(BusinessUser.active)
            .order_by(BusinessUser.id)
            .limit(VISITORS)
        ).all()
        path = self._path(endpoint)
        return [Request(path, cookie=self._sign_in(Audience.BUSINESS, who)) for who in people]

    def survey_links(self, number: int) -> list[str]:
        """The paths of `number` unused survey links."""
        citizens = self.session.scalars(sa.select(Citizen.id)).all()
        paths: list[str] = []
        if not citizens:
            raise WrongAnswer("the demo has no citizens")
        while len(paths) < number:
            wave = Wave(quarter_start=self._quarter)
            self._quarter = next_quarter(self._quarter)
            self.session.add(wave)
            self.session.flush()
            cell = Cell(wave_id=wave.id, group_family="other", team="other", length_band="other")
            self.session.add(cell)
            self.session.flush()
            invited = [
                Invitation(
                    wave_id=wave.id,
                    citizen_id=citizen,
                    cell_id=cell.id,
                    invited_at=self.now,
                    expires_at=self.now + timedelta(days=21),
                )
                for citizen in citizens[: number - len(paths)]
            ]
            self.session.add_all(invited)
            self.session.flush()
            paths += [f"/svar/{surveys.link_token(invitation)}" for invitation in invited]
        self.session.commit()
        return paths

    def _path(self, endpoint: str) -> str:
        try:
            return self._urls.build(endpoint)
        except BuildError:
            raise WrongAnswer(f"the portal has no page {endpoint}") from None

    def _sign_in(self, audience: Audience, person: int) -> str:
        business = audience is Audience.BUSINESS
        column = f"{'business_user' if business else audience.value}_id"
        subject = f"{audience.value}-{person}"
        identity = self.session.scalar(
            sa.select(Identity).where(Identity.issuer == "bench", Identity.subject == subject)
        )
        if identity is None:
            identity = Identity(
                issuer="bench", subject=subject, audience=audience.value, **{column: person}
            )
            self.session.add(identity)
            self.session.flush()
        secret = accounts.open_sign_in(
            self.session, identity, "substantial", self._limits, self.now
        )
        self.session.commit()
        return f"{accounts.COOKIE}={secret}"


Ask = Callable[..., Answer]


def survey_posts(visitors: Visitors, ask: Ask, number: int) -> list[Request]:
    """So many filled-in survey forms, each for a link of its own."""
    paths = visitors.survey_links(number + 1)
    cookie, body = filled_in(ask(paths.pop()))
    return [Request(path, "POST", cookie, body) for path in paths]


def bookings(visitors: Visitors, crowds: Crowds, ask: Ask, number: int) -> list[Request]:
    """So many bookings, each by a citizen and for a time of its own."""
    wishes = crowds.who_book(number)
    asks = visitors.choosing([who for who, _ in wishes])
    form, filled = filled_in(ask(asks[0].path, asks[0].cookie))
    token = parse_qs(filled)["csrf_token"][0]
    return [
        Request(
            page.path,
            "POST",
            f"{page.cookie}; {form}",
            urlencode({"csrf_token": token, "starts": starts.isoformat(), "channel": "phone"}),
        )
        for page, (_, starts) in zip(asks, wishes, strict=True)
    ]


def all_pages(ask: Ask, visitors: Visitors, crowds: Crowds) -> list[Page]:
    """Every page of the table, the two bare answers first. `ask` opens a page."""

    def survey_forms(_: int) -> list[Request]:
        return [Request(path) for path in visitors.survey_links(VISITORS)]

    def staff_page(endpoint: str, row: Row) -> Callable[[int], Sequence[Request]]:
        return lambda _: visitors.staff(endpoint, row)

    def choose(_: int) -> list[Request]:
        return visitors.citizens_who_must_book()

    def busy(_: int) -> list[Request]:
        return visitors.choosing(crowds.of_a_busy_caseworker())

    def team(_: int) -> list[Request]:
        return visitors.choosing(crowds.of_a_team(40))

    def own(endpoint: str) -> Callable[[int], Sequence[Request]]:
        return lambda _: visitors.of_citizens(endpoint)

    def feed(_: int) -> list[Request]:
        return visitors.of_citizens("home.citizen", crowds.with_a_past(500))

    book = partial(bookings, visitors, crowds, ask)
    answer = partial(survey_posts, visitors, ask)
    queue = staff_page("recruitment_staff.queue", policy.SEE_ENQUIRIES)
    dashboard = staff_page("targets.dashboard", policy.SEE_FIGURES)
    return [
        Page("hello", HELLO, "hello", lambda _: [Request(f"{bare.HELLO}/")]),
        Page("template", TEMPLATE, "</table>", lambda _: [Request(f"{bare.TEMPLATE}/")]),
        Page("slots", "citizen: times to choose from", 'name="starts"', choose),
        Page("busy", "times with one who has 400 talks", 'name="starts"', busy),
        Page("team", "times with a team of 40", 'name="starts"', team),
        Page("survey", "survey: the form", 'name="guidance"', survey_forms),
        Page("answer", "survey: an answer sent", "/svar/tak", answer, status=302, once=True),
        Page("book", "citizen: a talk booked", "/kvittering", book, status=302, once=True),
        Page("requests", "staff: list of requests", '<ol class="queue', queue),
        Page("dashboard", "staff: dashboard", "goal-tile", dashboard),
        Page("feed", "citizen: first page, 500 events", "/borger/det-er-sket?foer=", feed),
        Page("cv", "citizen: CV", "/borger/cv/synlighed", own("cv.show")),
        Page("plan", "citizen: Min Plan", "/borger/min-plan/opgaver/ny", own("plan.show")),
        Page("pdf", "citizen: CV as PDF", "%PDF-1.7", own("cv_files.pdf")),
        Page("jobs", "citizen: jobs that fit", "job-list", own("openings_find.search")),
    ]


def filled_in(page: Answer) -> tuple[str, str]:
    """The cookie and the body with which a browser would send the form on `page`, filled in."""
    fields = FormFields()
    fields.feed(page.body)
    cookies = [value.partition(";")[0] for value in page.header("Set-Cookie")]
    return "; ".join(cookies), urlencode(fields.values)


class FormFields(HTMLParser):
    """The hidden fields of a page, and the first choice of each group of radio buttons."""

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a field."""
        given = dict(attrs)
        name = given.get("name")
        if tag == "input" and name and given.get("type") in ("hidden", "radio"):
            self.values.setdefault(name, given.get("value") or "")
