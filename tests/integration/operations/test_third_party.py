"""What the portal is made of, for everybody."""

import sqlalchemy as sa
from flask.testing import FlaskClient

from tests.statements import counted


def test_everybody_may_see_what_the_portal_is_made_of(
    client: FlaskClient, engine: sa.Engine
) -> None:
    with counted(engine) as sent:
        page = client.get("/tredjepart")
    assert page.status_code == 200
    for name, licence in (("dkfds", "OFL-1.1"), ("psycopg", "LGPL-3.0-only"), ("flask", "BSD")):
        assert name in page.text
        assert licence in page.text
    assert sent == []
    assert "/tredjepart" in client.get("/was").text
