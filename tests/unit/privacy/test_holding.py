"""A declaration that contradicts itself is refused when the portal starts."""

import pytest

from portal.privacy.holding import Class, by_table, held


def test_columns_have_the_class_they_are_listed_under() -> None:
    one = held("person", P2="name email", P3="cpr")
    assert one.class_of("email") is Class.PERSONAL
    assert one.class_of("cpr") is Class.CONFIDENTIAL
    assert one.class_of("shoe_size") is None


def test_a_column_has_one_class() -> None:
    with pytest.raises(ValueError, match=r"person\.name"):
        held("person", P0="name", P2="name")


def test_an_unknown_class_is_refused() -> None:
    with pytest.raises(ValueError, match="P9"):
        held("person", P9="name")


def test_a_table_is_declared_once() -> None:
    with pytest.raises(ValueError, match="person"):
        by_table([held("person", P0="id"), held("person", P0="id")])


def test_rows_are_personal_when_they_lead_to_somebody() -> None:
    assert held("talk", citizen="citizen_id", P2="citizen_id").personal
    assert held("enquiry", user="made_by", P1="made_by").personal
    assert not held("rule", P0="id").personal
