"""A copy of everything about one person, as JSON for machines and as PDF to read."""

from collections.abc import Iterable, Iterator

from flask_babel import lazy_gettext as _l

from portal.core.access import Actor
from portal.exports.kinds import Kind, Task
from portal.privacy import gathering
from portal.privacy.service import copying


def _files(task: Task) -> Iterator[tuple[str, Iterable[bytes]]]:
    audience, person_id = task.actor.audience, task.actor.person_id
    gathered = []
    for key in gathering.parts_of(audience):
        part = gathering.gather(task.session, task.settings, audience, person_id, key)
        gathered.append(part)
        task.note(1, ())
    as_json, as_pdf = copying.written(
        task.session, task.settings, audience, person_id, gathered, now=task.now
    )
    yield "json", [as_json]
    if as_pdf is not None:
        yield "pdf", [as_pdf]


def _place(actor: Actor) -> str:
    return copying.PLACES[actor.audience]


OWN_DATA = Kind(
    copying.KIND,
    _l("Your data"),
    _l("Everything we have about you, and who has looked at it."),
    _files,
    lambda task: len(gathering.parts_of(task.actor.audience)) + 1,
    endings=(),
    kept="data_copy",
    told=("data_copy_ready", "data_copy_failed"),
    subject="data_copy",
    place=_place,
    unit="parts",
    from_replica=False,
)
