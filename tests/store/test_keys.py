"""API keys: what is kept of them, and what opens."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from keyquestions.errors import KeyUnknown
from keyquestions.store.keys import Keys, Quota, Scope, shown

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture
def keys(database):
    return Keys(database, lambda: NOON)


async def test_a_key_is_found_by_its_token_with_all_that_it_may(keys):
    """Name, scopes and quotas come back as they were given."""
    made, token = await keys.create("The plugin", [Scope.READ, Scope.ANALYZE], Quota(60, 1000, 9.5))
    found = await keys.find(token)
    assert found == made
    assert (found.name, found.quota, found.created_at) == (
        "The plugin", Quota(60, 1000, 9.5), NOON,
    )  # fmt: skip
    assert [found.may(each) for each in (Scope.READ, Scope.ANALYZE, Scope.REVIEW)] == [
        True, True, False,
    ]  # fmt: skip


async def test_an_admin_may_everything(keys):
    """Without the other scopes by name."""
    made, _ = await keys.create("me", [Scope.ADMIN])
    assert all(made.may(each) for each in Scope)


async def test_no_token_is_kept(keys, database):
    """Neither the secret nor the token stands in any column."""
    made, token = await keys.create("me", [Scope.READ])
    rows = await database.read(lambda given: given.execute(text("SELECT * FROM keys")).all())
    secret = token.removeprefix(f"{made.id}_")
    assert len(secret) == 64
    assert secret not in str(rows)
    assert secret not in repr(made)


async def test_what_is_nearly_a_token_opens_nothing(keys):
    """Another secret, another key's secret, a part of it, more than it, or the digest."""
    made, token = await keys.create("one", [Scope.READ])
    other, other_token = await keys.create("two", [Scope.READ])
    swapped = f"{made.id}_{other_token.removeprefix(f'{other.id}_')}"
    wrong = token[:-1] + ("0" if token[-1] != "0" else "1")
    others = (
        wrong, swapped, token[:-1], f"{token}0", f"{made.id}_{made.digest}", "", "_",
        token.upper(), f"kq_live_{'0' * 12}_{'0' * 64}", "\ud800" * len(token),
    )  # fmt: skip
    for each in others:
        assert await keys.find(each) is None


async def test_a_revoked_key_opens_nothing_and_keeps_the_day_of_it(database):
    """Revoking it again changes nothing."""
    moment = NOON
    keys = Keys(database, lambda: moment)
    made, token = await keys.create("me", [Scope.READ])
    assert (await keys.revoke(made.id)).revoked_at == NOON
    moment = NOON.replace(hour=13)
    assert (await keys.revoke(made.id)).revoked_at == NOON
    assert await keys.find(token) is None
    assert [each.id for each in await keys.all()] == [made.id]
    assert await keys.exist()


async def test_a_key_that_there_is_not_cannot_be_revoked(keys):
    """And what was given for its name is not repeated where it might be a secret."""
    with pytest.raises(KeyUnknown) as told:
        await keys.revoke("a secret that was pasted here")
    assert "secret" not in told.value.message
    assert shown("kq_live_0123456789ab") == "kq_live_0123456789ab"
    assert not await keys.exist()
