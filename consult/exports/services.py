"""Writing a dataset in a format."""

from typing import BinaryIO

from consult.consultations.models import Consultation
from consult.exports.datasets import DATASETS
from consult.exports.formats import FORMATS


def write(out: BinaryIO, consultation: Consultation, dataset: str, format_name: str) -> None:
    """Write one dataset of a consultation to a file, row by row."""
    wanted = DATASETS[dataset]
    FORMATS[format_name].write(out, wanted.columns, wanted.rows(consultation.id), title=str(wanted.label))
