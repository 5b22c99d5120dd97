"""Parameters: one pass, values are only values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.lib.parameters import compile_text


def test_a_text_is_filled_for_each_candidate():
    text = compile_text("Hej %FIRST_NAME%, välj en tid: %INVITELINK%")

    filled = [
        text.render({"FIRST_NAME": name, "INVITELINK": f"https://hej.example/{name}"})
        for name in ("Ines", "Alma")
    ]

    assert filled == [
        "Hej Ines, välj en tid: https://hej.example/Ines",
        "Hej Alma, välj en tid: https://hej.example/Alma",
    ]


def test_names_are_distinct_in_any_case_and_in_order():
    text = compile_text("%B% %a% %b% %NO_SUCH%")

    assert text.names == ("B", "A", "NO_SUCH")
    assert text.unknown({"A", "B"}) == ("NO_SUCH",)
    assert text.render({"A": "1", "B": "2"}) == "2 1 2 %NO_SUCH%"


def test_a_missing_value_stays_as_written_and_not_as_for_the_last_candidate():
    text = compile_text("Hej %first_name%")

    text.render({"FIRST_NAME": "Ines"})

    assert text.render({}) == "Hej %first_name%"


def test_values_are_never_read_for_parameters():
    text = compile_text("%FIRST_NAME% %LAST_NAME%")

    rendered = text.render({"FIRST_NAME": "%LAST_NAME%", "LAST_NAME": "{0} {{ x }} %s"})

    assert rendered == "%LAST_NAME% {0} {{ x }} %s"


@pytest.mark.parametrize(
    "written",
    [
        "100% sure, 50%",
        "50%% off",
        "%1A%",
        "%_A%",
        "%Å%",
        "%A B%",
        "%A-B%",
        "%%",
        "%",
        "%A\n%",
        "%" + "A" * 41 + "%",
    ],
)
def test_a_percent_sign_that_begins_no_parameter_is_itself(written):
    text = compile_text(written)

    assert text.names == ()
    assert text.render({"A": "no", "AB": "no", "B": "no"}) == written


def test_a_name_has_up_to_40_characters():
    name = "A" * 40

    assert compile_text(f"%{name}%").names == (name,)


def test_pieces_show_what_is_a_parameter():
    text = compile_text("Hej %first_name%! 5%")

    assert text.pieces == (("text", "Hej "), ("parameter", "%first_name%"), ("text", "! 5%"))


@given(st.text(alphabet="%aB1_ å\n", max_size=60), st.text(max_size=5))
def test_pieces_join_to_the_text_and_an_empty_render_changes_nothing(written, value):
    text = compile_text(written)

    assert "".join(piece.text for piece in text.pieces) == written
    assert text.render({}) == written
    filled = text.render(dict.fromkeys(text.names, value))
    assert filled == "".join(
        value if piece.kind == "parameter" else piece.text for piece in text.pieces
    )


def test_a_long_text_of_near_parameters_is_read():
    assert compile_text(("%" + "A" * 41) * 5_000).names == ()
