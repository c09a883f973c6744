"""A small catalogue to apply in: an open programme with papers, one that closes, one long over."""

from tests.policies import small

ROOM = """\
programme: room
edition: "2026"
title: {zh-hans: 示例办公间, en: Example room}
summary: {zh-hans: 可能获得一间办公室。, en: You may get a room.}
department: youth-league
audience: [person, team, enterprise]
category: space
in_force: {from: 2026-01-01, to: null}
eligibility:
  all:
    - {fact: founder.age, between: [18, 45], source: S1, basis: official, clause: 第一条}
    - {fact: enterprise.town, in: [liushi], source: S1, basis: official, clause: 第二条}
awards:
  - {kind: rent_value, mode: in_kind, unit: CNY, formula: "36 * lookup(rent, enterprise.town)"}
undetermined_may_apply: true
documents:
  - name: {zh-hans: 身份证, en: Identity card}
    required: true
    formats: [pdf, jpg, png]
    source: S1
    basis: official
  - name: {zh-hans: 商业计划书, en: Business plan}
    required: false
    formats: [pdf]
    source: S1
    basis: official
process:
  - {stage: apply, label: {zh-hans: 申请, en: Apply}, source: S1, basis: official}
  - {stage: completeness, working_days: 5, source: S1, basis: official}
windows:
  - {rolling: true, source: S1, basis: official}
"""
GRANT = """\
programme: grant
edition: "2026"
title: {zh-hans: 示例补贴, en: Example grant}
department: human-resources
audience: enterprise
category: subsidy
in_force: {from: 2026-01-01}
eligibility:
  all:
    - {fact: enterprise.staff, at_least: 3, source: S1, basis: official}
awards:
  - {kind: cash, mode: verified, unit: CNY, amount: 5000}
windows:
  - {from: 2026-03-01, to: 2026-03-31, source: S1, basis: official}
"""
AGED = """\
programme: aged
edition: "2026"
title: {zh-hans: 示例成年补贴, en: Example for adults}
department: youth-league
audience: [person]
category: subsidy
in_force: {from: 2026-01-01}
eligibility:
  all:
    - {fact: founder.age, at_least: 18, source: S1, basis: official}
awards:
  - {kind: cash, mode: verified, unit: CNY, amount: 100}
windows: [rolling]
"""


def texts():
    """The catalogue of these tests."""
    programmes = {"room": ROOM, "grant": GRANT, "aged": AGED}
    systems = small.SYSTEMS.replace("rooms-plan:", "room:")  # an address for each kind of page
    return small.texts(shared={"systems.yaml": systems}, programmes=programmes)
