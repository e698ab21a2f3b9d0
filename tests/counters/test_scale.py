"""The strip under the figure: one unit a day, a tick a month, a mark a step."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from counters.scale import MAX_MONTH_TICKS, Scale, Tick, firsts_of_months, scale


def test_months_are_ticks_and_steps_are_marks():
    steps = [date(2020, 1, 10), date(2019, 12, 30), date(2020, 1, 10), date(2020, 2, 2), date(2019, 12, 29)]

    assert scale(date(2019, 12, 30), date(2020, 2, 1), steps) == Scale(
        width=33, ticks=(Tick(2, is_year=True), Tick(33, is_year=False)), marks=(0, 11)
    )


def test_the_day_itself_has_a_width():
    assert scale(date(2020, 1, 2), date(2020, 1, 2), [date(2020, 1, 2)]) == Scale(1, (), (0,))
    assert scale(date(2020, 1, 1), date(2020, 1, 1), []) == Scale(1, (Tick(0, is_year=True),), ())


def test_beyond_six_years_only_the_years_are_marked():
    six = scale(date(2014, 1, 1), date(2019, 12, 31), [])
    more = scale(date(2014, 1, 1), date(2020, 1, 1), [])

    assert (len(six.ticks), [tick.x for tick in six.ticks if tick.is_year]) == (72, [0, 365, 730, 1096, 1461, 1826])
    assert more.ticks == tuple(Tick(x, is_year=True) for x in (0, 365, 730, 1096, 1461, 1826, 2191))


@given(start=st.dates(date(1900, 1, 1), date(2100, 1, 1)), days=st.integers(0, 5000))
def test_the_ticks_are_the_firsts_of_the_months(start, days):
    end = start + timedelta(days=days)
    expected = [day for n in range(days + 1) if (day := start + timedelta(days=n)).day == 1]

    assert list(firsts_of_months(start, end)) == expected
    drawn = scale(start, end, [])
    assert len(drawn.ticks) <= MAX_MONTH_TICKS
    assert all(0 <= tick.x <= drawn.width for tick in drawn.ticks)
