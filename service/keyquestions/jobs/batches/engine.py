"""What works on batches, as a port: the engine itself is in `archive`."""

from abc import ABC, abstractmethod


class BatchEngine(ABC):
    """Works on the lines of batches that wait in the table `batch_items`, until all are settled."""

    @abstractmethod
    async def begin(self, batch_id: str) -> None:
        """There are lines of that batch that wait: all of a new one, or the failed ones again."""

    @abstractmethod
    async def run(self) -> None:
        """Work until it is cancelled; what is under way then is left to whoever runs next."""
