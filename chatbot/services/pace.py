"""How fast one socket may talk: a few messages at once, then one a second."""

from dataclasses import dataclass, field


@dataclass
class Pace:
    per_second: float
    burst: int
    _left: float = field(init=False)
    _at: float | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self._left = float(self.burst)

    def allows(self, moment: float) -> bool:
        """Spend one message at `moment` (seconds of any steady clock), if there is one to spend."""
        if self._at is not None:
            self._left = min(self.burst, self._left + (moment - self._at) * self.per_second)
        self._at = moment
        if self._left < 1:
            return False
        self._left -= 1
        return True
