"""A catalogue of two programmes, small enough to be read at a glance."""

from pathlib import Path

from policies.services.files import CatalogueTexts

DEPARTMENTS = """\
youth-league:
  name: {zh-hans: 共青团, en: Youth League}
  short: {zh-hans: 团市委, en: League}
# the bureau answers on workdays
human-resources:
  name: {zh-hans: 人力社保局, en: Human Resources}
  phone: '12333'
"""
FACTS = """\
founder.born_on:
  type: date
  past: true
  label: {zh-hans: 出生日期, en: Date of birth}
  question: {zh-hans: 你是哪一天出生的？, en: What is your date of birth?}
  sensitive: true
  topic: person
founder.age:
  type: integer
  label: {zh-hans: 年龄, en: Age}
  derived: years_between(founder.born_on, today)
enterprise.staff:
  type: integer
  min: 0
  max: 100000
  label: {zh-hans: 员工人数, en: Staff}
  question: {zh-hans: 有多少员工？, en: How many people work there?}
  changeable: true
enterprise.town:
  type: choice
  choices: {liushi: {zh-hans: 柳市, en: Liushi}, hongqiao: {zh-hans: 虹桥, en: Hongqiao}}
  label: {zh-hans: 所在乡镇, en: Town}
  question: {zh-hans: 在哪个乡镇？, en: In which town is it?}
"""
SOURCES = """\
S1:
  title: {zh-hans: 通知, en: Notice}
  number: 乐政发〔2026〕1号
  published_on: 2026-01-05
  grade: A
"""
TABLES = """\
rent:
  label: {zh-hans: 租金, en: Rent}
  editions:
    - {from: 2020-01-01, to: null, source: S1, basis: official, rows: {liushi: 30, hongqiao: 25}}
"""
SYSTEMS = """\
# where the young begin
rooms-plan:
  name: {zh-hans: 免费空间计划, en: Plan of free rooms}
  aliases: [免费空间, free rooms]
  summary: {zh-hans: 给青年创业的空间。, en: Rooms for the young.}
  source: S1
  basis: reported
  figures:
    - {label: {zh-hans: 面积, en: Floor}, value: {zh-hans: 1300 平方米, en: "1,300 m²"}}
"""
RENT_2022 = """\
programme: rent-help
edition: "2022"
title: {zh-hans: 租金补贴, en: Help with rent}
department: youth-league
audience: [person, team]
category: space
in_force: {from: 2022-01-01, to: 2025-12-31}
eligibility:
  all:
    - {fact: founder.age, at_most: 35, source: S1, basis: official}
awards:
  - {kind: rent_value, mode: fixed, unit: CNY/month, amount: 500}
examples:
  - {name: young, on: 2024-01-01, facts: {founder.born_on: 2000-01-01}, expect: {verdict: eligible}}
"""
RENT_2026 = """\
programme: rent-help
edition: "2026"
title: {zh-hans: 青年租金补贴, en: Help with rent for the young}
summary: {zh-hans: 可能获得租金补贴。, en: You may get help with the rent.}
department: youth-league
audience: [person, team]
category: space
in_force: {from: 2026-01-01, to: null}   # until further notice
eligibility:
  all:
    - {fact: founder.age, at_least: 18, source: S1, basis: official}
    - {fact: founder.age, at_most: 40, source: S1, basis: assumed}
    - {fact: enterprise.town, in: [liushi], source: S1, basis: official, clause: 第三条}
awards:
  - {kind: rent_value, mode: fixed, unit: CNY/month, formula: "20 * lookup(rent, enterprise.town)"}
excludes: [hire-help]
windows:
  - {rolling: true, source: S1, basis: official}
examples:
  - name: young
    on: 2026-03-01
    facts: {founder.born_on: 2000-01-01, enterprise.town: liushi}
    expect: {verdict: eligible, awards: [600]}
  - {name: unknown, on: 2026-03-01, facts: {}, expect: {verdict: undetermined}}
"""
HIRE = """\
programme: hire-help
edition: first
title: {zh-hans: 吸纳就业补贴, en: Help with hiring}
department: human-resources
audience: enterprise
category: subsidy
in_force: {from: 2020-06-01}
eligibility:
  all:
    - {fact: enterprise.staff, at_least: 3, source: S1, basis: official}
awards:
  - {kind: cash, mode: verified, unit: CNY, formula: "1000 * enterprise.staff"}
examples:
  - {name: two, on: 2026-03-01, facts: {enterprise.staff: 2}, expect: {verdict: ineligible}}
  - name: three
    on: 2026-03-01
    facts: {enterprise.staff: 3}
    expect: {verdict: eligible, awards: [3000]}
"""
SHARED = {
    "facts.yaml": FACTS,
    "sources.yaml": SOURCES,
    "tables.yaml": TABLES,
    "departments.yaml": DEPARTMENTS,
    "systems.yaml": SYSTEMS,
}


def texts(*, shared=None, programmes=None) -> CatalogueTexts:
    """The small catalogue, with some of its files given another text, or none (``None``)."""
    found = {**SHARED, **(shared or {})}
    rules = {"rent-help": f"{RENT_2022}---\n{RENT_2026}", "hire-help": HIRE, **(programmes or {})}
    return CatalogueTexts(
        shared={name: text for name, text in found.items() if text is not None},
        programmes={slug: text for slug, text in rules.items() if text is not None},
    )


def write(folder: Path, catalogue: CatalogueTexts) -> Path:
    """Put a catalogue into a folder."""
    (folder / "programmes").mkdir(parents=True, exist_ok=True)
    for name, text in catalogue.shared.items():
        (folder / name).write_text(text)
    for slug, text in catalogue.programmes.items():
        (folder / "programmes" / f"{slug}.yaml").write_text(text)
    return folder


# what two documents may not both say of a fact by one name
TWO_MEANINGS = [
    ("type: integer", "type: decimal"),
    (
        "type: choice, choices: {a: {zh-hans: 甲, en: A}, b: {zh-hans: 乙, en: B}}",
        "type: choice, choices: {a: {zh-hans: 甲, en: A}, c: {zh-hans: 丙, en: C}}",
    ),
]


def with_fact(text, kind):
    """A document that brings a fact of its own."""
    words = "label: {zh-hans: 面积, en: Area}, question: {zh-hans: 多大？, en: How large?}"
    return text.replace("eligibility:", f"facts:\n  firm.area: {{{kind}, {words}}}\neligibility:")
