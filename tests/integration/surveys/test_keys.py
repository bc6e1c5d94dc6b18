"""A change of keys in the middle of a quarter loses no link and counts nobody twice."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask import Flask
from pydantic import SecretStr
from sqlalchemy import orm

from portal.core.errors import Refused
from portal.settings import Settings
from portal.surveys import service
from portal.surveys.models import STATEMENTS, Answer
from portal.surveys.refusals import SurveyRefusal
from portal.surveys.service import codes
from tests.conftest import NOW
from tests.factories.accounts import CitizenFactory

AGREE: dict[str, int | None] = dict.fromkeys(STATEMENTS, 4)
OLD, NEW = "o" * 40, "n" * 40


@pytest.fixture
def keyring(app: Flask) -> Iterator[object]:
    kept: Settings = app.extensions["portal.settings"]

    def use(*keys: str) -> None:
        app.extensions["portal.settings"] = kept.model_copy(
            update={"survey_keys": SecretStr(", ".join(keys))}
        )

    with app.app_context():
        yield use
    app.extensions["portal.settings"] = kept


def test_links_codes_marks_and_waiting_answers_outlive_a_change_of_keys(
    keyring: object, session: orm.Session
) -> None:
    use = keyring
    assert callable(use)
    use(OLD)
    people = [CitizenFactory().id for _ in range(3)]
    wave = service.ensure_wave(session, NOW)
    first, second, third = service.invite(session, people, wave, now=NOW)
    tokens = [service.link_token(one) for one in (first, second, third)]
    code = codes.code_of(third.id)
    service.submit(session, tokens[0], AGREE, now=NOW)

    use(NEW, OLD)
    for token in (tokens[0], service.link_token(first)):
        with pytest.raises(Refused) as refused:
            service.submit(session, token, AGREE, now=NOW)
        assert refused.value.refusal is SurveyRefusal.USED
    assert service.is_spent(session, first)
    service.submit(session, tokens[1], AGREE, now=NOW)
    service.submit(session, codes.token_behind(session, code, now=NOW), AGREE, now=NOW)
    assert service.lay_wave(session, wave, everything=True, now=NOW) == 9
    assert session.scalar(sa.select(sa.func.count()).select_from(Answer)) == 3

    later = NOW.replace(year=2027, month=1)
    assert service.ensure_wave(session, later).mark_key != wave.mark_key


def test_a_key_thrown_away_too_early_refuses_and_loses_nothing(
    keyring: object, session: orm.Session
) -> None:
    use = keyring
    assert callable(use)
    use(OLD)
    wave = service.ensure_wave(session, NOW)
    (invitation,) = service.invite(session, [CitizenFactory().id], wave, now=NOW)
    token = service.link_token(invitation)
    use(NEW)
    with pytest.raises(Refused) as refused:
        service.submit(session, token, AGREE, now=NOW)
    assert refused.value.refusal is SurveyRefusal.FORGED
    with pytest.raises(Refused) as refused:
        service.submit(session, service.link_token(invitation), AGREE, now=NOW)
    assert refused.value.refusal is SurveyRefusal.NOT_NOW
