"""What members lay out: who adds, who reads, what a file may be, what is refused."""

import io
import os
import zipfile

import pytest
import sqlalchemy as sa
from PIL import Image

from consult.accounts.models import Visitor
from consult.audit.services import Action
from consult.consultations.models import Consultation
from consult.errors import RuleBroken
from consult.kinds import Visibility
from consult.policy import visible
from consult.workstreams import membership
from consult.workstreams.models import Audience, StreamState
from consult.workstreams.sharing import filetypes, services, storage
from consult.workstreams.sharing.models import Ad, AdKind, Minutes, SharedFile
from consult.workstreams.sharing.shelves import SHELVES
from tests.factories import make_staff, make_user
from tests.workstreams.streams import Site, acts, make_stream, words

GIVEN = {
    "minutes": {"title": "Réunion du lundi", "held": "2026-03-02", "present": "Lamia, Rémi", "body": "On *commence*."},
    "ads": {"title": "Un barnum", "kind": "seek", "contact": "à la mairie", "body": "Pour deux jours."},
    "resources": {"title": "Six tablettes", "kind": "lending", "place": "Au bourg", "borrower": "L’Établi"},
    "files": {"title": "Le plan", "body": "À imprimer."},
}
TOLD = {
    "minutes": ["Réunion du 2 mars 2026", "Lamia, Rémi"],
    "ads": ["Je cherche", "à la mairie"],
    "resources": ["Prêt", "Au bourg", "L’Établi"],
    "files": ["plan.csv", "Télécharger plan.csv"],
}


@pytest.fixture
def site(db):
    """A work stream on its way."""
    return Site(db)


def lay_out(browser, site, shelf, **more):
    """Add something to a shelf; return where it is then."""
    data = GIVEN[shelf] | {"audience": "public"} | more
    if shelf == "files":
        data = {"file": (io.BytesIO(b"a,b\n1,2\n"), "dossier/plan.csv")} | data
    return browser.submit(f"{site.url}/{shelf}/new", data).location


def test_a_member_lays_something_out_that_everybody_or_members_alone_read(site, browser, browser_of):
    member, other = browser_of(site.member), browser_of(site.other)
    inside = (member, browser_of(site.leader), browser_of(site.staff))
    for shelf in SHELVES:
        place = lay_out(member, site, shelf)
        secret = lay_out(member, site, shelf, title="Entre nous", audience="members")
        for reader in (browser, other):
            page = words(reader.get(place))
            assert [said for said in (GIVEN[shelf]["title"], *TOLD[shelf]) if said not in page] == []
            assert "Entre nous" not in reader.get(f"{site.url}/{shelf}")
            reader.get(secret, status=404)
        for reader in inside:
            assert "Entre nous Pour les membres" in words(reader.get(secret))
            assert "Entre nous" in reader.get(f"{site.url}/{shelf}")
        other.get(f"{site.url}/{shelf}/new", status=403)
        other.get(f"{place}/edit", status=403)
        member.submit(f"{place}/edit", {"title": "Dit autrement"})
        assert "Dit autrement" in browser.get(place)
        member.post(f"{place}/withdraw", member._form(member.get(place), f"{place}/withdraw"))
        browser.get(place, status=404)
        assert "Dit autrement" not in browser.get(f"{site.url}/{shelf}")


WRONG = [
    ("minutes", {"title": ""}, "Titre"),
    ("minutes", {"held": "hier"}, "Date de la réunion"),
    ("ads", {"kind": "vendre"}, "Vous cherchez ou vous proposez ?"),
    ("ads", {"audience": "moi"}, "Qui peut le lire ?"),
    ("resources", {"until": "2026-05-01", "borrower": ""}, "Dites aussi qui l’a en ce moment."),
    ("files", {"file": ""}, "Choisissez un fichier."),
    ("files", {"file": (io.BytesIO(b"MZ\x00"), "plan.pdf")}, "n’est pas d’un type accepté"),
    ("files", {"file": (io.BytesIO(b"<svg onload='x'/>"), "plan.svg")}, "n’est pas d’un type accepté"),
]


def test_what_is_wrong_is_said_and_what_was_typed_is_kept(site, browser_of):
    browser = browser_of(site.member)
    for shelf, given, sentence in WRONG:
        answer = browser.submit(f"{site.url}/{shelf}/new", GIVEN[shelf] | {"body": "À garder."} | given, status=422)
        assert sentence in words(answer.text).replace("\u00a0", " "), given
        assert "À garder." in answer.text
        assert site.count(SHELVES[shelf].model) == 0


def test_a_file_that_is_too_large_is_refused(site):
    with pytest.raises(RuleBroken, match="dépasse 10"):
        services.share_file(site.stream, author=site.member, name="a.txt", data=b"x" * (services.MOST_BYTES + 1))


def test_the_wall_shows_what_is_not_found_yet_of_all_work_streams(site, browser, browser_of):
    member = browser_of(site.member)
    place = lay_out(member, site, "ads")
    lay_out(member, site, "ads", title="Un vélo", kind="offer")
    wall = f"/consultations/{site.slug}/ads"
    page = words(browser.get(wall))
    assert ("Un barnum" in page, "Un vélo" in page) == (True, True)
    assert "Un barnum" not in browser.get(f"{wall}?kind=offer")
    member.submit(f"{place}/edit", {"found": "y"})
    assert "Un barnum" not in browser.get(wall)
    assert "C’est trouvé" in browser.get(place)


@pytest.mark.both
def test_visible_knows_the_audience_of_each_row(db, engine):
    stream, author, leader = make_stream(), make_user(), make_user()
    stream.facilitator_id = leader.id
    gone, asked = make_user(), make_user()
    membership.add_member(stream, person=author, actor=None)
    membership.add_member(stream, person=gone, actor=None)
    membership.leave(stream, person=gone)
    membership.ask_to_join(stream, person=asked, motivation="Oui")
    elsewhere = make_stream(title="Autre")
    membership.add_member(elsewhere, person=asked, actor=None)
    for audience in Audience:
        said = {"title": audience.value, "kind": AdKind.OFFER, "audience": audience}
        services.share(Ad, stream, author=author, **said)
    hidden = services.share(Ad, stream, author=author, title="hidden", kind=AdKind.SEEK)
    hidden.visibility = Visibility.HIDDEN
    db.session.flush()
    seen = {}
    people = {"author": author, "leader": leader, "gone": gone, "asked": asked, "visitor": Visitor()}
    people["staff"] = make_staff(db.session.get_one(Consultation, stream.consultation_id))
    for name, person in people.items():
        seen[name] = sorted(one.title for one in db.session.scalars(visible(sa.select(Ad), person)))
    everything = ["hidden", "members", "public"]
    assert seen == {
        "author": everything,
        "leader": ["members", "public"],
        "gone": ["public"],
        "asked": ["public"],
        "visitor": ["public"],
        "staff": everything,
    }


def test_nothing_is_laid_out_in_a_closed_work_stream(site):
    site.stream.state = StreamState.CLOSED
    with pytest.raises(RuleBroken, match="Ce chantier est terminé"):
        services.share(Minutes, site.stream, author=site.member, title="Trop tard")


def test_a_file_is_handed_over_as_an_attachment_that_nothing_runs(site, browser, browser_of):
    member = browser_of(site.member)
    place = lay_out(member, site, "files")
    secret = lay_out(member, site, "files", audience="members")
    answer = browser.client.get(f"{place}/download")
    assert (answer.data, answer.mimetype) == (b"a,b\n1,2\n", "text/csv")
    assert answer.headers["Content-Disposition"] == "attachment; filename=plan.csv"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    browser.get(f"{secret}/download", status=404)
    assert member.client.get(f"{secret}/download").headers["Cache-Control"] == "private, no-store"


def picture(kind, **more):
    """A small picture."""
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(out, kind, **more)
    return out.getvalue()


def zipped(*names, mimetype=""):
    """A ZIP with these names in it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        if mimetype:
            file.writestr("mimetype", mimetype)
        for name in names:
            file.writestr(name, "x")
    return out.getvalue()


def test_what_a_camera_noted_is_not_kept(site):
    exif = Image.Exif()
    exif[0x010F] = "SECRET-CAMERA"
    for name, data in (
        ("a.jpg", picture("JPEG", exif=exif, comment="SECRET-WORDS")),
        ("a.png", picture("PNG", exif=exif)),
    ):
        assert b"SECRET" in data
        one = services.share_file(site.stream, author=site.member, name=name, data=data + b"<script>", title="Photo")
        kept = storage.path(one.token).read_bytes()
        assert (b"SECRET" in kept, b"<script>" in kept, one.size) == (False, False, len(kept))
        assert Image.open(io.BytesIO(kept)).convert("RGB").getpixel((4, 4))[0] > 200


OPEN_TEXT = "application/vnd.oasis.opendocument.text"


@pytest.mark.parametrize(
    ("name", "data", "taken"),
    [
        ("a.pdf", b"%PDF-1.7", True),
        ("a.docx", zipped("[Content_Types].xml", "word/document.xml"), True),
        ("a.docx", zipped("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), False),
        ("a.docx", zipped("[Content_Types].xml", "xl/workbook.xml"), False),
        ("a.docx", b"PK\x03\x04broken", False),
        ("a.odt", zipped("content.xml", mimetype=OPEN_TEXT), True),
        ("a.odt", zipped("Basic/x.xml", mimetype=OPEN_TEXT), False),
        ("a.ods", zipped("content.xml", mimetype=OPEN_TEXT), False),
        ("a.PNG", picture("PNG"), True),
        ("a.png", picture("PNG")[:40], False),
        ("a.jpg", b"\xff\xd8\xff\xe0\x00\x04ab", False),
        ("a.txt", "é".encode("latin-1"), False),
        ("a.txt", b"a\x00b", False),
        ("a.txt", b"", False),
        ("a.html", b"<p>", False),
        ("../../a", b"x", False),
    ],
)
def test_a_file_is_what_its_name_and_its_bytes_both_say(name, data, taken):
    assert (filetypes.recognise(name, data) is not None) is taken


def test_bytes_without_a_row_and_of_what_was_taken_back_go(site, app):
    kept = services.share_file(site.stream, author=site.member, name="a.txt", data=b"a", title="Gardé")
    gone = services.share_file(site.stream, author=site.member, name="b.txt", data=b"b", title="Repris")
    services.withdraw(gone, actor=site.member)
    orphan = storage.put(b"c")
    site.db.session.commit()
    for token in (kept.token, gone.token):
        os.utime(storage.path(token), (0, 0))
    storage.forget_orphans()
    assert [storage.path(t) is not None for t in (kept.token, gone.token, orphan)] == [True, False, True]
    for odd in ("../consult.sqlite", "x", kept.token[:-1]):
        assert storage.path(odd) is None


@pytest.mark.parametrize("rows", [1, 30])
def test_shelves_take_as_many_queries_for_one_row_as_for_thirty(site, browser, count_queries, rows):
    for n in range(rows):
        services.share(Ad, site.stream, author=make_user(), title=f"Annonce {n}", kind=AdKind.SEEK)
        services.share_file(site.stream, author=make_user(), name=f"{n}.txt", data=b"x", title=f"Fichier {n}")
    site.db.session.commit()
    counted = []
    for address in (f"{site.url}/ads", f"{site.url}/files", f"/consultations/{site.slug}/ads", f"{site.url}/files/1"):
        with count_queries() as seen:
            browser.get(address)
        counted.append(len(seen))
    assert counted == [5, 5, 4, 5]
    assert site.count(SharedFile) == rows


def test_the_register_says_who_laid_out_what(site, browser_of):
    place = lay_out(browser_of(site.member), site, "ads")
    browser_of(site.leader).submit(f"{place}/edit", {"title": "Autrement"})
    assert acts(("ad",)) == [Action.SHARED_ADDED, Action.SHARED_EDITED]
