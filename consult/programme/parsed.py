"""What was read from a file: a programme, and remarks on how it was understood."""

from dataclasses import dataclass, field
from typing import Any

from consult.programme.content import Programme
from consult.reading.files import ImportRefused

__all__ = ["ImportRefused", "Parsed", "Remark"]


@dataclass(frozen=True, slots=True)
class Remark:
    """Something a person should know: where (a line, a session), of which kind, in a sentence."""

    where: str
    kind: str
    message: str

    def as_dict(self) -> dict[str, str]:
        """For JSON."""
        return {"where": self.where, "kind": self.kind, "message": self.message}


@dataclass(slots=True)
class Parsed:
    """A file that was read. `knows`: the fields of a session that this format can say; others stay as they are."""

    format_name: str
    programme: Programme
    knows: frozenset[str]
    remarks: list[Remark] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        """What it holds."""
        talks = self.programme.talks
        people = {speaker.key or speaker.name for talk in talks for speaker in talk.speakers}
        return {
            "sessions": len(talks),
            "scheduled": sum(talk.starts is not None for talk in talks),
            "days": len(self.programme.days()),
            "rooms": len(self.programme.places),
            "speakers": len(people),
            "tracks": len({talk.track for talk in talks if talk.track}),
            "formats": len({talk.format for talk in talks if talk.format}),
        }

    def remark(self, where: str, kind: str, message: Any) -> None:
        """Add a remark."""
        self.remarks.append(Remark(where, kind, str(message)))
