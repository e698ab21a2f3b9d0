import pytest

from embassy.lib import oklch


@pytest.mark.parametrize("colour", ["#000000", "#ffffff", "#0f4c56", "#b5652f", "#ff00ff", "#00ff00", "#0000ff"])
def test_a_colour_survives_there_and_back(colour):
    assert oklch.hex_of(*oklch.oklch_of(colour)) == colour


def test_a_known_colour():
    light, chroma, hue = oklch.oklch_of("#ff0000")

    assert (round(light, 3), round(chroma, 3), round(hue * 57.29578, 1)) == (0.628, 0.258, 29.2)


@pytest.mark.parametrize("colour", ["#000000", "#ffffff", "#ffff00", "#0f4c56", "#ff00ff"])
def test_any_colour_becomes_a_band_on_which_white_is_read(colour):
    band = oklch.adapted(colour, lightness=(0.28, 0.28), max_chroma=0.085)
    channels = [oklch.to_linear(int(band[i : i + 2], 16) / 255) for i in (1, 3, 5)]
    luminance = 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2]

    assert 1.05 / (luminance + 0.05) > 7
