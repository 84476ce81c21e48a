"""Every table there is. Each feature declares its own in its `datasets.py`, which is found here by its name."""

from importlib import import_module
from importlib.util import find_spec

from consult import FEATURES
from consult.datasets import DATASETS, Dataset

for _feature in FEATURES:
    if _feature != "exports" and find_spec(f"consult.{_feature}.datasets"):
        import_module(f"consult.{_feature}.datasets")

PUBLIC: dict[str, Dataset] = {name: one for name, one in DATASETS.items() if one.is_public}

__all__ = ["DATASETS", "PUBLIC", "Dataset"]
