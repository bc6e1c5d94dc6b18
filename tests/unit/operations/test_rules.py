"""Which backups may go."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from portal.operations.backup.recovery import missing_piece
from portal.operations.rules import Kept, log_needed, too_old

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
LIMIT = NOW - timedelta(days=35)
BACKUPS = st.lists(
    st.builds(
        lambda way, hours, log: Kept(
            f"{way}-{hours}", way, NOW - timedelta(hours=hours), f"{log:024X}"
        ),
        st.sampled_from(["dump", "base"]),
        st.integers(0, 3000),
        st.integers(0, 50),
    ),
    max_size=20,
    unique_by=lambda one: one.name,
)


def test_what_is_older_than_the_rule_goes_but_never_the_last() -> None:
    old, new = (Kept(f"{n}", "dump", NOW - timedelta(days=n)) for n in (40, 1))
    assert too_old([old, new], LIMIT) == [old]
    assert too_old([old], LIMIT) == []
    assert too_old([old, Kept("b", "base", NOW)], LIMIT) == []


@given(BACKUPS, st.integers(1, 100))
def test_each_way_keeps_its_newest_and_nothing_young_goes(backups: list[Kept], days: int) -> None:
    gone = too_old(backups, NOW - timedelta(days=days))
    left = [one for one in backups if one not in gone]
    assert {one.way for one in left} == {one.way for one in backups}
    assert all(one.ended_at < NOW - timedelta(days=days) for one in gone)
    for way in {one.way for one in backups}:
        newest = max(one.ended_at for one in backups if one.way == way)
        assert newest in {one.ended_at for one in left}


@given(BACKUPS, st.lists(st.integers(0, 60).map(lambda n: f"{n:024X}"), max_size=30))
def test_every_kept_base_keeps_the_log_it_needs(backups: list[Kept], pieces: list[str]) -> None:
    needed = log_needed(pieces, backups)
    bases = [one for one in backups if one.way == "base"]
    for one in bases:
        assert {name for name in pieces if name >= one.first_log} <= set(needed)
    if not bases:
        assert needed == []


def test_a_hole_in_the_log_is_seen() -> None:
    names = [
        "0000000100000000000000FE",
        "0000000100000000000000FF",
        "000000010000000100000000",
        "000000020000000100000000",  # another time line begins where the first ended
        "000000020000000100000001",
    ]
    assert missing_piece(names) == ""
    del names[1]
    assert missing_piece(names) == "0000000100000000000000FE"
    assert missing_piece([]) == ""
