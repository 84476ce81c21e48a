"""Progress of one part of a work, told as its share of the whole, in hundredths."""

from consult.themes.analysis.texts import Progress

WHOLE = 100


def stage(progress: Progress, start: int, end: int) -> Progress:
    """A progress whose 0 is `start` and whose end is `end` hundredths of `progress`."""

    def told(done: int, total: int) -> None:
        progress(start + (end - start) * done // max(total, 1), WHOLE)

    return told
