"""The pages of the team on the words of a programme and on its speakers."""

from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_login import current_user

from consult.consultations.models import Consultation
from consult.errors import RuleBroken
from consult.policy import Permission, access
from consult.programme import queries, services
from consult.programme.blueprint import team
from consult.programme.forms import (
    SpeakerForm,
    TermForm,
    TrackForm,
)
from consult.programme.models import (
    SPEAKER_STATES,
    VOCABULARIES,
    Speaker,
    SpeakerState,
    Term,
    Vocabulary,
)
from consult.programme.team_views import done, led, thing
from consult.themes import queries as themes
from consult.web.forms import Act
from consult.web.pages import page


@team.get("/consultations/<slug>/programme/words")
@access(Permission.PROGRAMME_EDIT)
def words(slug: str) -> Any:
    """The words of the programme, list by list."""
    consultation = led(slug)
    listed = queries.terms(consultation.id)
    return page(
        "programme/words.html",
        consultation=consultation,
        vocabularies=VOCABULARIES,
        lists={one: [term for term in listed if term.vocabulary is one] for one in Vocabulary},
        names=queries.names(consultation.id),
    )


@team.route(
    "/consultations/<slug>/programme/words/<any(format,public,track,territory):vocabulary>/new", methods=["GET", "POST"]
)
@access(Permission.PROGRAMME_EDIT)
def new_term(slug: str, vocabulary: str) -> Any:
    """Add a word to a list."""
    return _term(led(slug), Vocabulary(vocabulary), None)


@team.route("/words/<int:term_id>/edit", methods=["GET", "POST"])
@access(Permission.PROGRAMME_EDIT)
def edit_term(term_id: int) -> Any:
    """Change a word."""
    term, consultation = thing(Term, term_id)
    return _term(consultation, term.vocabulary, term)


def _term(consultation: Consultation, vocabulary: Vocabulary, term: Term | None) -> Any:
    listed = themes.of_consultation(consultation.id) if vocabulary is Vocabulary.TRACK else []
    form: TermForm
    if vocabulary is Vocabulary.TRACK:
        form = TrackForm.from_request(obj=term).offer(listed)
    else:
        form = TermForm.from_request(obj=term)
    if form.submitted():
        chosen = form.theme_id.data if isinstance(form, TrackForm) else ""
        theme = next((one for one in listed if str(one.id) == chosen), None)
        try:
            services.save_term(
                consultation, term, actor=current_user, vocabulary=vocabulary, name=form.name.data or "", theme=theme
            )
        except RuleBroken as problem:
            form.refuse(str(problem), form.name)
        else:
            return done(consultation.slug, _("C’est enregistré."), "draft.words")
    label = VOCABULARIES[vocabulary]
    return page(
        "programme/term_edit.html",
        consultation=consultation,
        form=form,
        term=term,
        label=label,
        vocabulary=vocabulary,
        act=Act(None),
    )


@team.post("/words/<int:term_id>/delete")
@access(Permission.PROGRAMME_EDIT)
def delete_term(term_id: int) -> Any:
    """Take a word out."""
    term, consultation = thing(Term, term_id)
    Act.from_request().demand()
    services.delete_term(term, actor=current_user)
    return done(consultation.slug, _("Le mot est effacé. Ses séances sont gardées."), "draft.words")


@team.get("/consultations/<slug>/programme/speakers")
@access(Permission.PROGRAMME_EDIT)
def speakers(slug: str) -> Any:
    """The speakers, by name."""
    consultation = led(slug)
    listed = queries.speakers(consultation.id, after=request.args.get("after"))
    return page("programme/speakers.html", consultation=consultation, listed=listed, states=SPEAKER_STATES)


@team.route("/consultations/<slug>/programme/speakers/new", methods=["GET", "POST"])
@access(Permission.PROGRAMME_EDIT)
def new_speaker(slug: str) -> Any:
    """Add a speaker."""
    return _speaker(led(slug), None)


@team.route("/speakers/<int:speaker_id>/edit", methods=["GET", "POST"])
@access(Permission.PROGRAMME_EDIT)
def edit_speaker(speaker_id: int) -> Any:
    """Change a speaker."""
    speaker, consultation = thing(Speaker, speaker_id)
    return _speaker(consultation, speaker)


def _speaker(consultation: Consultation, speaker: Speaker | None) -> Any:
    form = SpeakerForm.from_request(obj=speaker, data={"state": speaker.state.value} if speaker else {})
    if form.submitted():
        services.save_speaker(
            consultation,
            speaker,
            actor=current_user,
            name=form.name.data or "",
            organisation=form.organisation.data or "",
            state=SpeakerState(form.state.data),
            biography=form.biography.data or "",
        )
        return done(consultation.slug, _("C’est enregistré."), "draft.speakers")
    return page("programme/speaker_edit.html", consultation=consultation, form=form, speaker=speaker, act=Act(None))


@team.post("/speakers/<int:speaker_id>/delete")
@access(Permission.PROGRAMME_EDIT)
def delete_speaker(speaker_id: int) -> Any:
    """Take a speaker out of all sessions."""
    speaker, consultation = thing(Speaker, speaker_id)
    Act.from_request().demand()
    services.delete_speaker(speaker, actor=current_user)
    return done(consultation.slug, _("C’est effacé. Les séances sont gardées."), "draft.speakers")
