"""The partials every page is made of, and the promises of the style sheets."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Engine, RequestContext
from django.test import RequestFactory
from django.utils.translation import override

import grono

PACKAGE = Path(grono.__file__).parent
STYLES = PACKAGE / "site/static/site/css"
SPRITE = PACKAGE / "site/static/site/img/icons.svg"
GRID = PACKAGE / "schedule/static/schedule/grid.css"
ENGINE = Engine(
    dirs=[PACKAGE / "site/templates"],
    libraries={"i18n": "django.templatetags.i18n", "static": "django.templatetags.static"},
    builtins=["django.templatetags.i18n", "django.templatetags.static"],
)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """Read the partials in the language of their sources."""
    with override("en"):
        yield


def render(partial: str, **context: object) -> str:
    """Render a partial of `components/` the way an include does."""
    return str(ENGINE.get_template(f"components/{partial}.html").render(Context(context))).strip()


def own_styles() -> list[Path]:
    """Return every style sheet of the project that a person wrote."""
    return [path for path in PACKAGE.rglob("static/**/*.css") if path.name not in {"grid.css", "site.css"}]


@pytest.mark.parametrize(("value", "maximum", "step"), [(0, 8, 0), (8, 8, 100), (1, 3, 34), (1, 1000, 0), (5, 0, 0)])
def test_bar_length_is_an_even_share_of_the_maximum(value: int, maximum: int, step: int) -> None:
    html = render("_bar", value=value, max=maximum, text=f"{value} of {maximum}")
    assert re.findall(r"bar-(\d+)", html) == [str(step)]
    assert f'<span class="bar-text">{value} of {maximum}</span>' in html


@pytest.mark.parametrize(
    ("sector", "label"),
    [
        ("business", "Business"),
        ("government", "Government"),
        ("research", "Research"),
        ("civil", "Civil society"),
        ("", "Unclassified"),
    ],
)
def test_helix_badge_has_a_shape_and_a_label(sector: str, label: str) -> None:
    html = render("_helix", sector=sector)
    assert re.sub(r"<[^>]+>", "", html) == label
    assert len(re.findall(r"<(?:rect|path|circle) ", html)) == 1


def test_helix_badges_differ_in_shape_not_only_in_colour() -> None:
    drawn = [
        re.search(r"<svg.*</svg>", render("_helix", sector=sector)).group()  # type: ignore[union-attr]
        for sector in ("business", "government", "research", "civil", "")
    ]
    assert len(set(drawn)) == 5


def test_breadcrumbs_mark_the_page_itself() -> None:
    html = render("_breadcrumbs", trail=[("Organisations", "/en/organisations/"), ("Odra Sensorika", "")])
    assert re.findall(r"<li>(.*?)</li>", html) == [
        '<a href="/en/organisations/">Organisations</a>',
        '<span aria-current="page">Odra Sensorika</span>',
    ]


def test_pagination_keeps_the_rest_of_the_query() -> None:
    request = RequestFactory().get("/", {"q": "sensor", "page": "2"})
    page = Paginator(range(95), 20).page(2)
    template = ENGINE.get_template("components/_pagination.html")
    rendered = template.render(RequestContext(request, {"page": page}))
    assert re.findall(r'href="([^"#]+)"', rendered) == ["?q=sensor&amp;page=1", "?q=sensor&amp;page=3"]
    assert "21–40 of 95" in rendered


def test_field_ties_label_help_and_error_to_the_control() -> None:
    class Offer(forms.Form):
        title = forms.CharField(label="Title", help_text="One line.")

    html = render("_field", field=Offer({"title": ""})["title"])
    assert re.findall(r' for="([^"]+)"', html) == ["id_title"]
    assert re.findall(r'aria-describedby="([^"]+)"', html) == ["id_title_helptext id_title_error"]
    assert re.findall(r' id="([^"]+)"', html) == ["id_title_helptext", "id_title", "id_title_error"]


def test_every_icon_that_a_template_names_is_in_the_sprite() -> None:
    drawn = set(re.findall(r'<symbol id="([^"]+)"', SPRITE.read_text()))
    named = {
        name
        for path in PACKAGE.rglob("templates/**/*.html")
        for name in re.findall(r'_icon\.html" with name="([^"]+)"', path.read_text())
    }
    assert named - drawn == set()


def test_grid_has_a_class_for_every_position() -> None:
    names = re.findall(r"\.([a-z]+-\d+)\{", GRID.read_text())
    expected = [f"row-{n}" for n in range(180)] + [f"span-{n}" for n in range(1, 49)]
    expected += [f"col-{n}" for n in range(1, 15)] + [f"rooms-{n}" for n in range(1, 15)]
    assert names == expected


def test_bars_have_a_class_for_every_step() -> None:
    names = re.findall(r"\.bar-(\d+)\{", (STYLES / "components.css").read_text())
    assert names == [str(step) for step in range(0, 101, 2)]


def test_colours_are_named_in_the_tokens_alone() -> None:
    found = {
        path.name: re.findall(r"#[0-9a-f]{3,8}\b|(?:oklch|rgb|hsl)a?\(", path.read_text())
        for path in own_styles()
        if path.name != "tokens.css"
    }
    assert {name: colours for name, colours in found.items() if colours} == {}


def test_every_custom_property_that_is_used_is_set() -> None:
    texts = [path.read_text() for path in [*own_styles(), GRID]]
    used = {name for text in texts for name in re.findall(r"var\((--[a-z0-9-]+)", text)}
    named = {name for text in texts for name in re.findall(r"(--[a-z0-9-]+):", text)}
    scripts = [path.read_text() for path in PACKAGE.glob("*/static/**/*.js")]
    named |= {name for text in scripts for name in re.findall(r"setProperty\(\"(--[a-z0-9-]+)\"", text)}
    assert used - named == set()
