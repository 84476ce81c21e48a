"""What organisers type to set a poll up, and what voters fill in."""

from collections.abc import Mapping, Sequence
from typing import Any, Self, cast

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from consult import clock
from consult.errors import RuleBroken
from consult.polls import ballots
from consult.polls.ballots import Line
from consult.polls.models import Audience, PublicPoll
from consult.polls.services import NewOption
from consult.votes.methods import METHODS, Choices
from consult.votes.models import MethodName
from consult.web.forms import Form, LocalDateTimeField, choices
from consult.web.reading import row_number

MOST_OPTIONS = 100
AUDIENCES = {
    Audience.MEMBERS: _l("Toute personne inscrite"),
    Audience.EARLIER_MEMBERS: _l("Les personnes inscrites avant l’ouverture du scrutin"),
    Audience.CONTRIBUTORS: _l("Les personnes qui ont proposé ou commenté dans cette consultation"),
}
COUNTINGS = {
    "schulze": _l("Méthode de Schulze : l’option qui gagne ses duels"),
    "irv": _l("Vote alternatif : on élimine la dernière option, tour après tour"),
    "budget-equal-shares": _l("Parts égales : chaque personne dispose de la même part du budget"),
    "budget-greedy": _l("Les mieux placés d’abord, tant qu’il reste de l’argent"),
    "budget-greedy-threshold": _l("Les mieux placés d’abord, s’ils atteignent un seuil"),
}
MOST = 1_000_000_000
RULES = ("opens", "closes", "sealed", "secret", "max_items", "points", "max_points", "budget", "threshold", "counting")


def _count(label: Any, *, most: int = MOST, required: bool = False, help: Any = "") -> Any:
    asked = InputRequired() if required else Optional()
    return IntegerField(label, [asked, NumberRange(1, most)], description=help)


def _counting(method: MethodName) -> Any:
    known = [(key, COUNTINGS[key]) for key in METHODS[method].countings]
    return SelectField(_l("Comment compte-t-on ?"), choices=choices(known))


class OptionForm(Form):
    """One option of a poll. A row that is left empty is none."""

    form_key = None  # type: ignore[assignment]  # it is a part of another form
    title = StringField(_l("Intitulé"), [Length(max=200)])
    body = TextAreaField(_l("Explication"), [Length(max=5_000)])
    cost = IntegerField(_l("Coût en euros"), [Optional(), NumberRange(1, MOST)])
    proposal_id = HiddenField()

    class Meta(Form.Meta):
        """The whole form has the token."""

        csrf = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing was written in this row."""
        return not (self.title.data or self.body.data or (self.cost.raw_data and self.cost.raw_data[0]))


class PollForm(Form):
    """A poll, whatever its method: its words, its clock, its voters, its options."""

    title = StringField(_l("La question"), [InputRequired(), Length(5, 200)])
    text = TextAreaField(
        _l("Ce qu’il faut savoir pour voter"),
        [Optional(), Length(max=20_000)],
        description=_l("Dites à quoi servira le résultat, et qui décidera. Markdown accepté."),
    )
    opens = LocalDateTimeField(_l("Ouverture"), [InputRequired()])
    closes = LocalDateTimeField(_l("Clôture"), [Optional()], description=_l("À la seconde près. Vide : sans fin."))
    audience = SelectField(_l("Qui peut voter ?"), choices=choices(AUDIENCES.items()))
    sealed = BooleanField(
        _l("Résultat scellé jusqu’à la clôture"),
        description=_l("Personne ne le voit avant, l’équipe et l’administration non plus."),
    )
    secret = BooleanField(
        _l("Vote secret"),
        description=_l("Les bulletins sont détachés des noms : on ne peut ni changer son vote, ni le retrouver."),
    )
    budgeted = False

    def offer(self, sent: Any, count: int, options: Sequence[NewOption] = ()) -> Self:
        """Show so many rows of options: as they were sent, else as they are."""
        count = max(2, min(count, MOST_OPTIONS))
        data: list[Any] = [vars(option) for option in options]
        data += [None] * (count - len(data))
        self.rows = [OptionForm(sent, prefix=f"option-{n}-", data=data[n - 1]) for n in range(1, count + 1)]
        return self

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the fields, the rows, and what belongs together."""
        checks = [super().validate(extra_validators), *(row.validate() for row in self.rows)]
        return all([*checks, self._rows_make_sense(), self._dates_make_sense()])

    def _rows_make_sense(self) -> bool:
        rows = [row for row in self.rows if not row.is_empty]
        titles = [row.title.data for row in rows]
        for row in rows:
            if row.title.data and titles.count(row.title.data) > 1:
                row.title.errors = [*row.title.errors, _("Deux options ont cet intitulé : distinguez-les.")]
            if not row.title.data:
                row.title.errors = [*row.title.errors, _("Donnez un intitulé à cette option, ou videz-la.")]
            if self.budgeted and row.cost.data is None and not row.cost.errors:
                row.cost.errors = [_("Donnez le coût de cette option.")]
        return not any(row.errors for row in rows)

    def _dates_make_sense(self) -> bool:
        if self.closes.data and self.opens.data and self.closes.data <= self.opens.data:
            self.closes.errors = [_("La clôture doit venir après l’ouverture.")]
        elif self.closes.data and self.closes.data <= clock.now():
            self.closes.errors = [_("Cette date est passée : personne ne pourrait voter.")]
        elif not self.closes.data and not self.closes.errors and (self.sealed.data or self.secret.data):
            self.closes.errors = [_("Donnez la date de clôture : un résultat scellé se découvre à cette date.")]
        return not self.closes.errors

    @property
    def problems(self) -> list[Any]:
        """Every error with its field, those of the rows too."""
        rows = [(f, str(e)) for row in self.rows for f in row if f.name != "proposal_id" for e in f.errors]
        return [*super().problems, *rows]

    @property
    def options(self) -> list[NewOption]:
        """The rows that say something, as options."""
        return [_option(row, self.budgeted) for row in self.rows if not row.is_empty]

    @property
    def drafts(self) -> list[NewOption]:
        """All rows as they stand, the empty ones too."""
        return [_option(row, self.budgeted) for row in self.rows]

    @property
    def rules(self) -> dict[str, Any]:
        """The rules of the poll; those that its method does not know are empty."""
        empty: dict[str, Any] = {"counting": ""}
        return {name: self[name].data if name in self else empty.get(name) for name in RULES}


def _option(row: OptionForm, budgeted: bool) -> NewOption:
    given = str(row.proposal_id.data or "")
    proposal = row_number(given)
    return NewOption(row.title.data or "", row.body.data or "", row.cost.data if budgeted else None, proposal)


class SupportPollForm(PollForm):
    """So many options, or as many as one likes."""

    max_items = _count(_l("Nombre de choix par personne"), most=MOST_OPTIONS, help=_l("Vide : autant que l’on veut."))


class PointsPollForm(PollForm):
    """So many points to spread."""

    points = _count(_l("Points par personne"), most=1_000, required=True, help=_l("Par exemple 5 ou 10."))
    max_points = _count(
        _l("Points sur une même option, au plus"), most=1_000, help=_l("Vide : on peut les mettre tous sur une option.")
    )


class RankingPollForm(PollForm):
    """An order, counted in one of two ways."""

    counting = _counting(MethodName.RANKING)


class BudgetPollForm(PollForm):
    """Projects that cost money."""

    budget = _count(_l("Budget en euros"), required=True)
    points = _count(
        _l("Points par personne"),
        most=1_000,
        help=_l("Vide : chaque personne choisit les projets qu’elle financerait, dans la limite du budget."),
    )
    max_points = _count(
        _l("Points sur un même projet, au plus"), most=1_000, help=_l("Seulement si l’on a des points.")
    )
    counting = _counting(MethodName.BUDGET)
    threshold = _count(
        _l("Seuil"), help=_l("Le nombre de voix ou de points qu’un projet doit atteindre, si la règle en demande un.")
    )
    budgeted = True

    def validate(self, extra_validators: Any = None) -> bool:
        """A rule with a threshold needs one; nobody can pay for what costs more than there is."""
        valid = super().validate(extra_validators)
        for row in self.rows:
            if self.budget.data and row.cost.data and row.cost.data > self.budget.data:
                row.cost.errors = [*row.cost.errors, _("Ce coût dépasse le budget : ce projet ne pourrait pas passer.")]
                valid = False
        if self.counting.data == "budget-greedy-threshold" and self.threshold.data is None:
            self.threshold.errors = [*self.threshold.errors, _("Donnez le seuil que cette règle demande.")]
            valid = False
        return valid


FORMS: dict[MethodName, type[PollForm]] = {
    MethodName.SUPPORT: SupportPollForm,
    MethodName.POSITION: PollForm,
    MethodName.POINTS: PointsPollForm,
    MethodName.RANKING: RankingPollForm,
    MethodName.JUDGEMENT: PollForm,
    MethodName.BUDGET: BudgetPollForm,
}


class BallotForm(Form):
    """A ballot: a line for each option. What is wrong stands beside its line; nothing that was typed is lost."""

    FOR_MEMBERS = True

    def offer(self, one: PublicPoll, marks: Choices, sent: Mapping[str, str] | None = None) -> Self:
        """Show the options as they were sent, else with the marks that this voter gave."""
        self.one, self.sent = one, sent
        if sent is not None:
            marks = {o.item_id: sent.get(f"{ballots.PREFIX}{o.item_id}", "") for o in one.options}
        self.lines = [Line(option, marks.get(option.item_id, "")) for option in one.options]
        if sent is None and self.control is ballots.Control.RANK:
            self.lines = ballots.in_order(self.lines)
        return self

    @property
    def control(self) -> ballots.Control:
        """With what one votes."""
        return ballots.control_of(self.one.poll)

    @property
    def quota(self) -> int | None:
        """How much one has to spend."""
        return ballots.quota_of(self.one.poll)

    @property
    def left(self) -> int:
        """How much of the quota is left; negative where too much was spent."""
        return (self.quota or 0) - ballots.spent(self.one.poll, self.lines)

    def move(self, wish: str) -> None:
        """Put a ranking in order, after moving an option."""
        self.lines = ballots.move(self.lines, wish)

    def choices(self) -> Choices | None:
        """What the ballot says. None where it may not: it is refused with the reason."""
        marks = ballots.read(self.sent or {}, self.control)
        poll = self.one.poll
        costs = {line.item_id: line.cost for line in self.lines}
        if not marks:
            self.refuse(_("Choisissez au moins un élément."))
            return None
        try:
            poll.method.check(marks, costs, poll.rules)
        except RuleBroken as problem:
            wrong = ballots.wrong_lines(self.lines, marks, lambda one: poll.method.check(one, costs, poll.rules))
            for line, message in wrong:
                self.refuse(message, cast(Any, line))
            if not wrong:
                self.refuse(str(problem))
            return None
        return marks

    @property
    def problems(self) -> list[Any]:
        """What is wrong with the whole and with each line."""
        return [*super().problems, *((line, error) for line in self.lines for error in line.errors)]
