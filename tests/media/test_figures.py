"""The place of a picture in a body, through the sanitiser and out to the page."""

import pytest

from embassy.lib import instant, markup
from embassy.lib.markup import taming
from releases import body as page_text
from releases import figures, media
from releases.models import Edition
from tests import factories
from tests.media.rows import attach, make_attachment, make_image, show

PLACE = '<figure data-image="1"></figure>'


@pytest.mark.parametrize(
    ("source", "stored"),
    [
        (PLACE, PLACE),
        (f"<p>a</p>{PLACE}<p>b</p>", f"<p>a</p>\n{PLACE}\n<p>b</p>"),
        (f"<p>a{PLACE}b</p>", f"<p>a</p>\n{PLACE}\n<p>b</p>"),
        (f"<h2>a{PLACE}b</h2>", f"<h2>a</h2>\n{PLACE}\n<h2>b</h2>"),
        (f"<ul><li>a{PLACE}</li></ul>", f"<ul><li>a{PLACE}</li></ul>"),
        ('<figure data-image="1"><img src=x><figcaption>c</figcaption></figure>', f"{PLACE}\n<p>c</p>"),
        ('<figure data-image="7" class=x onclick=y>', '<figure data-image="7"></figure>'),
        ('<figure data-image="0"></figure>', ""),
        ('<figure data-image="100"></figure>', ""),
        ('<figure data-image="1&quot; onload=&quot;x"></figure>', ""),
        ("<figure><blockquote>q</blockquote></figure>", "<figure><blockquote><p>q</p></blockquote></figure>"),
        ('<p data-image="1">a</p>', "<p>a</p>"),
        (PLACE * 3, f"{PLACE}\n{PLACE}\n{PLACE}"),
    ],
)
def test_the_place_of_a_picture_survives_and_nothing_else_comes_with_it(source, stored):
    assert markup.sanitise(source) == stored
    assert markup.sanitise(stored) == stored
    assert markup.sanitise(taming.tamed(source)) == stored


def test_a_place_has_no_text():
    assert markup.plain_text(f"<p>a</p>{PLACE}<p>b</p>") == "a\nb"
    assert markup.picture_numbers(markup.sanitise(f"{PLACE}<figure data-image='12'></figure>")) == {1, 12}


def test_a_place_without_its_picture_leaves_no_trace():
    assert markup.render(f"<p>a</p>{PLACE}", numbered=False) == "<p>a</p>\n"


def body(edition):
    return page_text.html(edition, factories.PUBLISHED)


@pytest.mark.django_db
def test_a_figure_has_its_sizes_its_words_and_no_inline_style():
    draft = factories.make_draft(body=f"<p>a</p>{PLACE}<p>b</p>")
    image = make_image(credit="Ann <b>", licence="CC BY 4.0")
    show(draft, image, alt='A "ship" & <crew>', caption="In port <i>")
    html = " ".join(body(draft).split())
    stem = f"/media/{image.stem}"

    assert html == (
        '<p>a</p> <figure class="figure"> <picture> <source type="image/webp" '
        f'srcset="{stem}-480.webp 480w, {stem}-960.webp 960w, {stem}-1200.webp 1200w" '
        'sizes="(max-width: 44rem) 100vw, 44rem"> '
        f'<img src="{stem}-960.jpg" srcset="{stem}-480.jpg 480w, {stem}-960.jpg 960w, {stem}-1200.jpg 1200w" '
        'sizes="(max-width: 44rem) 100vw, 44rem" width="1200" height="900" '
        'alt="A &quot;ship&quot; &amp; &lt;crew&gt;" loading="lazy" decoding="async"> </picture> '
        '<figcaption>In port &lt;i&gt; <span class="credit">Picture: Ann &lt;b&gt;</span> '
        '<span class="credit">CC BY 4.0</span></figcaption> </figure> <p>b</p>'
    )


@pytest.mark.django_db
def test_a_decorative_picture_has_an_empty_alternative():
    draft = factories.make_draft(body=PLACE)
    show(draft, make_image(), is_decorative=True)

    assert 'alt=""' in body(draft)
    assert "figcaption" not in body(draft)


@pytest.mark.django_db
def test_a_page_shows_every_picture_once_and_the_attachments(client, mission, publish):
    draft = factories.make_draft(body=f"<p>a</p>{PLACE}<p>b</p>", slug="with-media")
    placed, after, attachment = make_image(), make_image("After"), make_attachment(label="Note <1>")
    show(draft, placed, 1)
    show(draft, after, 2)
    attach(draft, attachment)
    attach(draft, make_attachment("Another"), 2, label="Its own name")
    publish(draft)
    page = client.get("/messages/with-media/").content.decode()

    assert page.count(f"{placed.stem}-960.jpg 960w") == 1
    assert page.index(placed.stem) < page.index(">b</p>") < page.index(after.stem)
    assert f'<a href="/media/{attachment.stem}.pdf">Note &lt;1&gt;</a> <span class="meta">PDF, ' in page
    assert "Its own name</a>" in page


@pytest.mark.django_db
def test_what_was_withheld_leaves_the_page(publish):
    draft = factories.make_draft(body=PLACE)
    show(draft, make_image(), 1)
    attach(draft, make_attachment())
    edition = publish(draft)
    media.withhold(edition, instant.now())

    assert (body(edition), figures.unplaced(edition), figures.attachments(edition)) == ("", [], [])


@pytest.mark.django_db
@pytest.mark.parametrize("pictures", [1, 4])
def test_pictures_cost_two_queries_however_many(pictures, django_assert_num_queries):
    draft = factories.make_draft(body=PLACE)
    for position in range(1, pictures + 1):
        show(draft, make_image(f"{position}"), position)
    draft = Edition.objects.get(pk=draft.pk)
    with django_assert_num_queries(2):
        body(draft), figures.unplaced(draft), figures.attachments(draft)
    plain = factories.make_draft()
    with django_assert_num_queries(0):
        body(plain)
