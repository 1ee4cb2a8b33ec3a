from chatbot.services.pace import Lane, Pace


def test_five_messages_pass_at_once_and_the_sixth_waits_for_its_second() -> None:
    pace = Pace(per_second=1, burst=5)
    assert [pace.allows(100.0) for _ in range(7)] == [True] * 5 + [False] * 2
    assert not pace.allows(100.9)
    assert pace.allows(101.9)


def test_a_long_silence_saves_up_no_more_than_the_burst() -> None:
    pace = Pace(per_second=1, burst=5)
    pace.allows(0.0)
    assert [pace.allows(1000.0) for _ in range(6)] == [True] * 5 + [False]


def test_a_clock_that_steps_back_takes_nothing_away_for_long() -> None:
    pace = Pace(per_second=1, burst=2)
    assert pace.allows(10.0)
    pace.allows(9.0)
    assert pace.allows(12.0)


def test_a_lane_takes_one_at_a_time_and_no_more_than_its_pace() -> None:
    lane = Lane(Pace(per_second=1, burst=2))
    assert lane.takes(0.0)
    assert not lane.takes(0.0)
    lane.leave()
    assert lane.takes(0.0)
    lane.leave()
    assert not lane.takes(0.0)
    assert lane.takes(1.0)
