"""An embedding model for tests: a text is as long as it is, and nothing else."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt


class Lengths:
    def __init__(self, directory: str) -> None:
        self.weight = float((Path(directory) / "weight").read_text(encoding="ascii"))

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float64]:
        return np.array([[1.0, self.weight] if len(text) > 30 else [-1.0, self.weight] for text in texts])
