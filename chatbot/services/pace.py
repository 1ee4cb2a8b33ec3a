"""How fast one socket may talk: a few messages at once, then one a second; and where the hasty wait."""

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


@dataclass
class Lane:
    """What many share: so many acts a second in all, and one at a time, as some take long."""

    pace: Pace
    is_taken: bool = False

    def takes(self, moment: float) -> bool:
        """Whether it is one's turn at `moment`; then `leave` has to be called."""
        if self.is_taken or not self.pace.allows(moment):
            return False
        self.is_taken = True
        return True

    def leave(self) -> None:
        self.is_taken = False
