"""What others measured, what was counted each quarter, and the reports the committee got."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from portal.core import clock
from portal.core.access import Actor, Audience, Role
from portal.demo.town import Colleague, Town
from portal.demo.writing import copy
from portal.targets import queries, service
from portal.targets.models import Measurement, QuarterCount, Report
from portal.targets.rules import reports as rules
from portal.targets.rules.quarters import Quarter, latest

SOURCE = "Demotal (syntetiske)"
MONTHS = 24
# jobindsats.dk shows a month about two months after it has ended.
DELAY = timedelta(days=75)
# Plan, goal, how it began here and stands now, and by how much the other places differ.
COURSES: tuple[tuple[int, str, float, float, tuple[float, float, float]], ...] = (
    (2022, "v_fleksjob", 2.4, 2.7, (0.3, -0.2, 0.5)),
    (2022, "v_unge_dagpenge", 148, 121, (22, 9, 31)),
    (2022, "v_samarbejde", 26.1, 29.4, (-1.8, -3.1, -0.9)),
    (2022, "o_afgang", 41.5, 46.8, (-2.2, -3.5, -1.1)),
    (2022, "f_beskaeftigelse", 44.2, 52.3, (-3.4, -5.0, -2.2)),
    (2022, "f_supplerende", 17.6, 21.9, (1.2, -0.7, 0.4)),
    (2022, "s_antal", 187, 164, (11, 25, 19)),
    (2022, "s_varighed", 34.0, 29.5, (1.5, 2.6, 3.9)),
    (2022, "u_antal", 212, 196, (17, 8, 26)),
    (2022, "a_loentimer", 9.1, 13.4, (-1.0, -2.3, -0.6)),
)
PLACES = ("municipality", "cluster", "eastern_denmark", "whole_country")
# How the plan of 2019 ended: municipality, cluster, Eastern Denmark, whole country, month.
OF_2019 = (
    ("maal_1", -4.6, -2.9, -3.1, -3.4, date(2019, 10, 1)),
    ("maal_2", -6.2, -4.0, -3.8, -4.4, date(2019, 10, 1)),
    ("maal_3", -1.9, -2.5, -1.7, -2.2, date(2019, 11, 1)),
    ("maal_4", 62.4, 57.1, 55.8, 58.3, date(2019, 12, 1)),
    ("maal_5", 24.1, 25.6, 24.9, 25.2, date(2019, 12, 1)),
    ("maal_6", 43.7, 41.2, 39.5, 42.0, date(2019, 12, 1)),
    ("maal_7", -7.3, -5.5, -4.9, -5.8, date(2019, 11, 1)),
    ("maal_8", 6.8, 7.4, 6.9, 7.1, date(2019, 12, 1)),
    ("maal_10", 31.5, 28.8, 27.4, 29.9, date(2019, 12, 1)),
)
CV_BEFORE, CV_NOW = 0.47, 0.72
COMMENTS = {
    "casework": "Borgernes svar ligger over det, de var for to år siden. Vi har givet alle"
    " samtaler et formål, som borgeren kender på forhånd, og det ses i svarene.\n\nMin Plan"
    " bruges stadig for lidt som redskab. Teamene gennemgår planen sammen med borgeren i hver"
    " samtale.",
    "business": "Langt de fleste virksomheder får svar samme dag. De sene svar er kommet over"
    " weekender; derfor har virksomhedsservice nu en fast vagt, der også ser på henvendelser fra"
    " fredag eftermiddag.",
    "talks": "Borgerne vælger i stigende grad selv tidspunktet. Skift af sagsbehandler følger især"
    " af ferie og barsel; teamlederne aftaler afløser på forhånd.",
    "cv": "Flere CV'er bliver bekræftet, efter at portalen minder om det, når de skal ses igennem.",
    "plan:Flygtninge": "Flere flygtninge er i arbejde end i klyngen. Indsatsen sammen med de lokale"
    " virksomheder fortsætter.",
    "plan:Seniorer": "Personlige jobformidlere følger op senest i uge 8, og varigheden falder.",
}


def load(session: Session, town: Town) -> None:
    """Measurements, counts, two approved reports and a draft of the last whole quarter."""
    copy(session, Measurement, [*_measured(town), *_of_2019()])
    copy(session, QuarterCount, _cv_counts(town))
    service.counting.count(session, town.now)
    _reports(session, town)


def _measured(town: Town) -> Iterator[dict[str, object]]:
    """Month by month; the cluster's first figure of one month was corrected a month later."""
    months = _months(town.today)
    for plan_year, key, before, now, others in COURSES:
        rng = town.chance(f"measured {key}")
        for index, month in enumerate(months):
            part = index / (len(months) - 1)
            swing = abs(now - before) * 0.18
            here = before + (now - before) * part + rng.uniform(-swing, swing)
            values = [here, *(here + other + rng.uniform(-swing, swing) for other in others)]
            row = _row(plan_year, key, month, values, clock.at_local(month + DELAY, time(9, 5)))
            yield row
            if key == "v_unge_dagpenge" and index == MONTHS - 5:
                later = clock.at_local(month + DELAY + timedelta(days=31), time(9, 5))
                yield _row(plan_year, key, month, [here - 3, *values[1:]], later, revision=2)


def _months(today: date) -> list[date]:
    """The first days of the latest months that have figures, oldest first."""
    newest = (today - DELAY).replace(day=1)
    found = [newest]
    while len(found) < MONTHS:
        found.insert(0, (found[0] - timedelta(days=1)).replace(day=1))
    return found


def _of_2019() -> Iterator[dict[str, object]]:
    for key, *values, month in OF_2019:
        numbers = [float(value) for value in values if isinstance(value, float)]
        assert isinstance(month, date)
        yield _row(2019, key, month, numbers, clock.at_local(date(2020, 3, 2), time(10)))


def _row(
    plan_year: int, key: str, month: date, values: list[float], at: datetime, revision: int = 1
) -> dict[str, object]:
    numbers = [f"{value:.0f}" if values[0] > 100 else f"{value:.1f}" for value in values]
    return {
        "plan_year": plan_year,
        "goal_key": key,
        "month": month,
        "revision": revision,
        **dict(zip(PLACES, numbers, strict=True)),
        "source": SOURCE,
        "recorded_at": at,
    }


def _cv_counts(town: Town) -> list[dict[str, object]]:
    """The count that stood when each whole quarter ended."""
    *whole, _running = latest(town.today)
    rng = town.chance("cv counts")
    rows: list[dict[str, object]] = []
    for index, quarter in enumerate(whole):
        n = town.scaled(rng.randint(1_750, 1_900), 20)
        share = CV_BEFORE + (CV_NOW - CV_BEFORE) * index / len(whole)
        rows.append(
            {
                "key": "cv_up_to_date",
                "quarter_start": quarter.first_day,
                "n": n,
                "count": round(n * share),
                "counted_at": clock.at_local(quarter.last_day, time(23, 47)),
            }
        )
    return rows


def _reports(session: Session, town: Town) -> None:
    third, second, last = latest(town.today)[-4:-1]
    ida, hanne = town.colleague("ida-analytiker"), town.colleague("hanne-teamleder")
    for quarter in (third, second):
        made = clock.at_local(quarter.last_day + timedelta(days=31), time(10, 15))
        report = _draft(session, town, quarter, ida, made)
        approved = made + timedelta(days=4, hours=3)
        mark = service.reports.mark(queries.commented(session, report))
        service.reports.approve(session, report, mark, actor=_as(hanne), now=approved)
    # On the first day of a quarter the last one has only just ended.
    over = clock.start_of_day(last.last_day + timedelta(days=1))
    _draft(session, town, last, ida, max(town.ago(20, 60), over))


def _draft(session: Session, town: Town, quarter: Quarter, who: Colleague, at: datetime) -> Report:
    report = service.reports.draft(
        session, quarter, "", town.settings.municipality, actor=_as(who), now=at
    )
    areas = {area.key for area in rules.read_figures(report.figures).areas}
    for number, (area, words) in enumerate(COMMENTS.items(), start=1):
        if area in areas:
            said = min(at + timedelta(minutes=12 * number), town.now)
            service.reports.comment(session, report, area, words, actor=_as(who), now=said)
    return report


def _as(who: Colleague) -> Actor:
    return Actor(Audience.STAFF, who.id, who.name, role=Role(who.role))
