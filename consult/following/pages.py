"""The three pages of following, given to the blueprint of each thing that can be followed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, url_for
from flask_babel import LazyString
from flask_login import current_user

from consult import kinds
from consult.following import services
from consult.following.services import Subject
from consult.policy import access
from consult.web.forms import Act, MemberAct
from consult.web.pages import page


@dataclass(frozen=True)
class Words:
    """What the pages say of this kind of thing."""

    title: LazyString
    rhythm: LazyString
    following: LazyString
    act: LazyString
    stop: LazyString
    log_in: LazyString
    done: LazyString
    stopped: LazyString


def add_pages(
    bp: Blueprint, address: str, subject: Subject, words: Words, *, get: Callable[..., Any], feed: str = ""
) -> None:
    """Add `show`, `follow` and `unfollow` under `address`, which ends in the number `thing_id`.

    `get` reads the thing for a viewer; `feed` is the endpoint of its feed, where it has one.
    """

    @access("public")
    def show(thing_id: int) -> Any:
        """How to follow it: by mail for members, by its feed for everybody."""
        thing = get(thing_id, viewer=current_user)
        return page(
            "following/show.html",
            thing=thing,
            address=kinds.url(thing),
            consultation=thing.consultation,
            words=words,
            bp=bp.name,
            feed=feed,
            follows=services.follows(subject, thing.id, current_user),
            act=MemberAct(None),
        )

    @access("member")
    def follow(thing_id: int) -> Any:
        """Follow it by mail."""
        thing = get(thing_id, viewer=current_user)
        Act.from_request().demand()
        services.follow(subject, thing.id, user=current_user)
        flash(str(words.done))
        return redirect(url_for(f"{bp.name}.show", thing_id=thing_id))

    @access("member")
    def unfollow(thing_id: int) -> Any:
        """Follow it no more."""
        thing = get(thing_id, viewer=current_user)
        Act.from_request().demand()
        services.stop(subject, thing.id, user_id=current_user.id)
        flash(str(words.stopped))
        return redirect(url_for(f"{bp.name}.show", thing_id=thing_id))

    bp.get(f"{address}/follow")(show)
    bp.post(f"{address}/follow")(follow)
    bp.post(f"{address}/unfollow")(unfollow)
