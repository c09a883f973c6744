"""Whose turn it is."""

from leqing.web.lanes import Lanes


def begun(lanes):
    """Everything that can begin now."""
    return list(iter(lanes.begin, None))


def test_lanes_take_turns():
    lanes = Lanes(places=6, share=6, longest=9)
    for job in ("a1", "a2", "a3", "b1", "b2", "c1"):
        lanes.join(job[0], job)
    assert begun(lanes) == ["a1", "b1", "c1", "a2", "b2", "a3"]


def test_no_lane_has_all_places():
    lanes = Lanes(places=4, share=2, longest=9)
    for number in range(9):
        lanes.join("a", f"a{number}")
    assert begun(lanes) == ["a0", "a1"]
    lanes.join("b", "b0")
    assert begun(lanes) == ["b0"]
    lanes.end("a")
    assert begun(lanes) == ["a2"]


def test_no_more_begin_than_there_are_places():
    lanes = Lanes(places=2, share=2, longest=9)
    for lane in "abc":
        lanes.join(lane, lane)
    assert begun(lanes) == ["a", "b"]
    lanes.end("b")
    assert begun(lanes) == ["c"]


def test_a_lane_is_full_and_the_others_are_not():
    lanes = Lanes(places=1, share=1, longest=2)
    assert [lanes.join("a", number) for number in range(3)] == [True, True, False]
    assert lanes.join("b", 0)


def test_an_empty_lane_leaves_nothing_behind():
    lanes = Lanes(places=1, share=1, longest=2)
    lanes.join("a", 1)
    assert begun(lanes) == [1]
    lanes.end("a")
    assert begun(lanes) == []
    assert not lanes._waiting
    assert not lanes._in_work
