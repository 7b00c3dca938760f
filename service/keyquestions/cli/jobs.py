"""Jobs as they are seen from outside, without working on them: found, shown, exported."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from keyquestions.archive.outputs import open_output
from keyquestions.archive.writing import PAGE, line_of
from keyquestions.errors import BatchUnknown
from keyquestions.serving import replies_of, service_url
from keyquestions.settings import Settings
from keyquestions.store.accounts import Spent
from keyquestions.store.archives import Archive, Archives, Outcome
from keyquestions.store.batches import Batch, BatchStore
from keyquestions.store.database import Database
from keyquestions.store.replies import StoredReplies


@dataclass(frozen=True, slots=True)
class Desk:
    """Where jobs are asked about."""

    archives: Archives
    batches: BatchStore
    replies: StoredReplies | None

    async def found(self, job: str) -> Archive:
        """The job of that id, or the newest one of that name.

        Raises:
            BatchUnknown: there is none.
        """
        named = await self.archives.newest(job)
        if named is not None:
            return named
        try:
            return await self.archives.get(job)
        except BatchUnknown:
            raise BatchUnknown(
                f'There is no job "{job}"; keyquestions batch list shows those there are.'
            ) from None

    async def look(self, job: str) -> tuple[Archive, Batch, Spent]:
        """A job, how far it is, and what it has come to.

        Raises:
            BatchUnknown: there is none.
        """
        archive = await self.found(job)
        spent = await self.replies.spent(archive.id) if self.replies else Spent()
        return archive, await self.batches.get(archive.id), spent


@asynccontextmanager
async def open_desk(settings: Settings) -> AsyncIterator[Desk]:
    """Open the database, and nothing else.

    Raises:
        StoreFailed: it does not work.
    """
    database = await Database.open(service_url(settings))
    try:
        replies = await replies_of(settings, database if settings.database_url else None)
        try:
            kept = replies if isinstance(replies, StoredReplies) else None
            yield Desk(Archives(database), BatchStore(database), kept)
        finally:
            if replies is not None:
                await replies.aclose()
    finally:
        await database.aclose()


async def export_to(
    archives: Archives,
    id_: str,
    target: Path,
    wanted: Callable[[Outcome], bool] = lambda _outcome: True,
) -> int:
    """Write the lines that are settled, and wanted, in place of a file, at once; how many.

    Raises:
        OutputError: it cannot be written; what was there before still is.
        FormatUnknown: its ending names no format.
    """
    partial = target.with_name(f".partial-{target.name}")
    partial.unlink(missing_ok=True)
    output = open_output(partial, going_on=False)
    try:
        count = after = 0
        while page := await archives.outcomes(id_, after, PAGE):
            for each in filter(wanted, page):
                output.write(line_of(each))
                count += 1
            after = page[-1].position
        output.close()
    except BaseException:
        output.abandon()
        partial.unlink(missing_ok=True)
        raise
    partial.replace(target)
    return count


def listed(batch: Batch) -> str:
    """A job in one line."""
    name = f"  {batch.name}" if batch.name else ""
    return f"{batch.id}  {batch.created_at:%Y-%m-%d %H:%M}  {_state(batch)}  {_counts(batch)}{name}"


def shown(archive: Archive, batch: Batch, spent: Spent) -> str:
    """All that there is to say of a job, in some lines."""
    told = [f"{batch.id}: {_state(batch)}"]
    if archive.name:
        told.append(f"  name      {archive.name}")
    if archive.source:
        told += [f"  input     {archive.source}", f"  output    {archive.target}"]
    whole = "" if archive.complete else ", more to be read"
    told.append(f"  lines     {batch.total:,} ({_counts(batch)}){whole}")
    money = f"${spent.usd:.4f} in {spent.calls:,} calls"
    if archive.budget_usd is not None:
        money += f", of at most ${archive.budget_usd:.2f}"
    told.append(f"  spent     {money}")
    if spent.calls_perhaps:
        told.append(
            f"  perhaps   ${spent.usd_perhaps:.4f}, at most, in {spent.calls_perhaps:,} calls that "
            "were on their way when their process ended"
        )
    if batch.halted:
        told.append(f"  halted    {batch.halted_because} ({batch.halted})")
    return "\n".join(told)


def _state(batch: Batch) -> str:
    return "halted" if batch.halted and not batch.finished_at else batch.state.value


def _counts(batch: Batch) -> str:
    told = [f"{count:,} {state}" for state, count in batch.counts.items() if count]
    return ", ".join(told) or "none yet"
