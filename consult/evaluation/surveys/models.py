"""Surveys, their sections and questions, the answers, and the words that the team chose out of them."""

import secrets
from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from consult import kinds
from consult.consultations.models import Consultation
from consult.db import Base, Identified
from consult.programme.models import Session
from consult.registrations.models import new_code


class Moment(StrEnum):
    """When a survey is answered, seen from what it is about."""

    BEFORE = "before"
    DURING = "during"
    AFTER = "after"


class Asked(StrEnum):
    """Whom a survey asks."""

    PUBLICS = "publics"
    SPEAKERS = "speakers"
    PARTNERS = "partners"


class SurveyState(StrEnum):
    """Whether a survey is being written, can be answered, or is over."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"


class Kind(StrEnum):
    """How a question is answered."""

    SHORT = "short"
    LONG = "long"
    ONE = "one"
    SEVERAL = "several"
    SCALE = "scale"
    MATRIX = "matrix"
    RANKING = "ranking"
    DATE = "date"


class Channel(StrEnum):
    """How an answer came in."""

    WEB = "web"
    PAPER = "paper"


class Agreed(StrEnum):
    """What whoever answered allows to be quoted."""

    NOTHING = "nothing"
    WORDS = "words"
    NAMED = "named"


MOMENTS: dict[Moment, LazyString] = {
    Moment.BEFORE: _l("Avant"),
    Moment.DURING: _l("Pendant"),
    Moment.AFTER: _l("Après"),
}
ASKED: dict[Asked, LazyString] = {
    Asked.PUBLICS: _l("Les publics"),
    Asked.SPEAKERS: _l("Les intervenantes et intervenants"),
    Asked.PARTNERS: _l("Les partenaires"),
}
SURVEY_STATES: dict[SurveyState, LazyString] = {
    SurveyState.DRAFT: _l("En préparation"),
    SurveyState.OPEN: _l("Ouvert aux réponses"),
    SurveyState.CLOSED: _l("Clos"),
}
QUESTION_KINDS: dict[Kind, LazyString] = {
    Kind.SHORT: _l("Texte court"),
    Kind.LONG: _l("Texte long"),
    Kind.ONE: _l("Un seul choix"),
    Kind.SEVERAL: _l("Plusieurs choix"),
    Kind.SCALE: _l("Échelle"),
    Kind.MATRIX: _l("Tableau (plusieurs lignes, une même échelle)"),
    Kind.RANKING: _l("Classement"),
    Kind.DATE: _l("Date"),
}
WRITTEN = (Kind.SHORT, Kind.LONG)
LISTED = (Kind.ONE, Kind.SEVERAL, Kind.MATRIX, Kind.RANKING)


class Survey(Identified, Base):
    """A survey of a consultation, perhaps about one session. `token` is the secret of its link.

    `edition` numbers the copies of one survey, `previous` is the one it was copied from; `version` counts the changes
    of its questions. `published` is when its results were shown to everybody.
    """

    __tablename__ = "survey"
    __table_args__ = (
        sa.UniqueConstraint("token"),
        sa.UniqueConstraint("previous_id"),
        sa.UniqueConstraint("id", "anonymous"),
        sa.Index("ix_survey_consultation_id", "consultation_id", "id"),
        sa.CheckConstraint("published IS NULL OR state = 'closed'", "only_a_closed_one_is_published"),
    )

    consultation_id: Mapped[int] = mapped_column(sa.ForeignKey("consultation.id"))
    session_id: Mapped[int | None] = mapped_column(sa.ForeignKey("session.id", ondelete="SET NULL"), index=True)
    previous_id: Mapped[int | None] = mapped_column(sa.ForeignKey("survey.id"))
    edition: Mapped[int] = mapped_column(default=1)
    token: Mapped[str] = mapped_column(sa.String(16), default=new_code)
    title: Mapped[str] = mapped_column(sa.String(200))
    introduction: Mapped[str] = mapped_column(sa.Text, default="")
    moment: Mapped[Moment]
    asked: Mapped[Asked]
    anonymous: Mapped[bool]
    state: Mapped[SurveyState] = mapped_column(default=SurveyState.DRAFT)
    published: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    consultation: Mapped[Consultation] = relationship(lazy="raise_on_sql")
    session: Mapped[Session | None] = relationship(lazy="raise_on_sql")
    sections: Mapped[list["SurveySection"]] = relationship(
        lazy="raise_on_sql", viewonly=True, order_by="SurveySection.position, SurveySection.id"
    )
    all_questions: Mapped[list["Question"]] = relationship(
        lazy="raise_on_sql", viewonly=True, order_by="Question.position, Question.id"
    )

    @property
    def is_open(self) -> bool:
        """Whether it can be answered now."""
        return self.state is SurveyState.OPEN

    @property
    def parts(self) -> "list[tuple[SurveySection | None, list[Question]]]":
        """Its sections with their questions, as they are asked; first what stands in none. Both must be loaded."""
        inside = [(section, [q for q in self.all_questions if q.section_id == section.id]) for section in self.sections]
        return [(None, [q for q in self.all_questions if q.section_id is None]), *inside]

    @property
    def questions(self) -> "list[Question]":
        """Its questions, as they are asked."""
        return [question for _section, some in self.parts for question in some]


class SurveySection(Identified, Base):
    """A part of a survey."""

    __tablename__ = "survey_section"

    survey_id: Mapped[int] = mapped_column(sa.ForeignKey("survey.id"), index=True)
    title: Mapped[str] = mapped_column(sa.String(200))
    text: Mapped[str] = mapped_column(sa.String(1000), default="")
    position: Mapped[int] = mapped_column(default=0)


class Question(Identified, Base):
    """A question. `options`: the choices, the rows of a table, what is ranked; `columns`: those of a table.

    A scale goes from `low` to `high`. `after_id` and `after_option`: asked only of those who chose this option there.
    """

    __tablename__ = "survey_question"
    __table_args__ = (
        sa.CheckConstraint("low < high", "a_scale_rises"),
        sa.CheckConstraint("(after_id IS NULL) = (after_option IS NULL)", "a_condition_is_whole"),
    )

    survey_id: Mapped[int] = mapped_column(sa.ForeignKey("survey.id"), index=True)
    section_id: Mapped[int | None] = mapped_column(sa.ForeignKey("survey_section.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    kind: Mapped[Kind]
    title: Mapped[str] = mapped_column(sa.String(300))
    help: Mapped[str] = mapped_column(sa.String(500), default="")
    required: Mapped[bool] = mapped_column(default=False)
    options: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    columns: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    low: Mapped[int | None]
    high: Mapped[int | None]
    low_label: Mapped[str] = mapped_column(sa.String(60), default="")
    high_label: Mapped[str] = mapped_column(sa.String(60), default="")
    after_id: Mapped[int | None] = mapped_column(sa.ForeignKey("survey_question.id"), index=True)
    after_option: Mapped[int | None]

    @property
    def steps(self) -> range:
        """The numbers of a scale."""
        return range(self.low or 0, (self.high or 0) + 1)


def _random_name() -> str:
    return secrets.token_hex(16)


class SurveyAnswer(Base):
    """One filled-in sheet, under a random name. Without anybody where the survey is anonymous.

    `person` is who answered, once in a survey: their account's or their mailbox's digest. `day`: no hour tells who.
    """

    __tablename__ = "survey_answer"
    __table_args__ = (
        sa.ForeignKeyConstraint(["survey_id", "anonymous"], ["survey.id", "survey.anonymous"]),
        sa.UniqueConstraint("survey_id", "person"),
        sa.CheckConstraint(
            "NOT anonymous OR (user_id IS NULL AND person IS NULL AND name = '' AND agreed != 'named')",
            "who_is_anonymous_is_nobody",
        ),
        sa.CheckConstraint("agreed != 'named' OR name != ''", "who_is_named_has_a_name"),
        {"sqlite_with_rowid": False},
    )

    id: Mapped[str] = mapped_column(sa.String(32), primary_key=True, default=_random_name)
    survey_id: Mapped[int]
    anonymous: Mapped[bool]
    channel: Mapped[Channel]
    day: Mapped[date]
    user_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"), index=True)
    person: Mapped[str | None] = mapped_column(sa.String(64))
    name: Mapped[str] = mapped_column(sa.String(120), default="")
    agreed: Mapped[Agreed] = mapped_column(default=Agreed.NOTHING)


class SurveyTurnout(Base):
    """Who answered an anonymous survey with their account: apart from the answers, without a date, in no order."""

    __tablename__ = "survey_turnout"
    __table_args__ = ({"sqlite_with_rowid": False},)

    survey_id: Mapped[int] = mapped_column(sa.ForeignKey("survey.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"), primary_key=True, index=True)


class Reply(Base):
    """What a sheet says on one question; of one option, row or thing ranked (`place`), where there are several.

    `value` is the number of the option or column, the step, the rank, the date; `words` what was written.
    """

    __tablename__ = "survey_reply"
    __table_args__ = (sa.Index("ix_survey_reply_question_id", "question_id", "place", "value"),)

    answer_id: Mapped[str] = mapped_column(sa.ForeignKey("survey_answer.id", ondelete="CASCADE"), primary_key=True)
    question_id: Mapped[int] = mapped_column(sa.ForeignKey("survey_question.id"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True, default=0)
    value: Mapped[str] = mapped_column(sa.String(16), default="")
    words: Mapped[str] = mapped_column(sa.Text, default="")

    answer: Mapped[SurveyAnswer] = relationship(lazy="raise_on_sql")


class Verbatim(Identified, Base):
    """Words of an answer that the team chose to publish, as its writer allowed."""

    __tablename__ = "verbatim"
    __table_args__ = (
        sa.UniqueConstraint("answer_id", "question_id"),
        sa.Index("ix_verbatim_consultation_id", "consultation_id", "id"),
    )

    consultation_id: Mapped[int] = mapped_column(sa.ForeignKey("consultation.id"))
    survey_id: Mapped[int] = mapped_column(sa.ForeignKey("survey.id"), index=True)
    answer_id: Mapped[str] = mapped_column(sa.ForeignKey("survey_answer.id", ondelete="CASCADE"))
    question_id: Mapped[int] = mapped_column(sa.ForeignKey("survey_question.id"), index=True)
    actor_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"), index=True)


kinds.register(
    "survey",
    Survey,
    label=_l("questionnaire"),
    title=lambda s: s.title,
    endpoint="survey_answers.outcome",
    arguments=lambda s: {"survey_id": s.id},
    load=lambda: (joinedload(Survey.consultation),),
    words=lambda s: s.introduction,
)
