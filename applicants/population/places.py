"""Where firms of Yueqing are and what they make there, as assumed here.

The order of the towns (electrical firms above all in Liushi and Beibaixiang, electronics in
Hongqiao, offices and shops in the city) is generally known; the shares are ours, no statistics.
"""

from __future__ import annotations

TOWNS = {
    "liushi": 21, "beibaixiang": 11, "hongqiao": 12, "lecheng": 9, "chengdong": 8, "chengnan": 5,
    "yanpen": 2.5, "wengyang": 4, "baishi": 3, "shifan": 2.5, "tiancheng": 1.5, "danxi": 2,
    "qingjiang": 2.5, "furong": 1.5, "dajing": 3.5, "xianxi": 0.8, "yandang": 1.8, "panshi": 1.5,
    "puqi": 1.5, "nanyue": 1, "huwu": 0.8, "nantang": 0.8, "lingdi": 0.2, "zhiren": 0.3,
    "longxi": 0.2, "elsewhere_in_wenzhou": 1, "elsewhere_in_zhejiang": 0.4, "elsewhere": 0.4,
}  # fmt: skip
OUTSIDE = ("elsewhere_in_wenzhou", "elsewhere_in_zhejiang", "elsewhere")

ELECTRICAL_TOWNS = ("liushi", "beibaixiang", "wengyang", "panshi", "huwu")
ELECTRONIC_TOWNS = ("hongqiao", "puqi", "nanyue", "tiancheng", "shifan", "danxi")
URBAN_TOWNS = ("lecheng", "chengdong", "chengnan", "yanpen")


def area(town: str) -> str:
    """Which of the three kinds of towns, or ``rural``."""
    if town in ELECTRICAL_TOWNS:
        return "electrical"
    if town in ELECTRONIC_TOWNS:
        return "electronic"
    return "urban" if town in URBAN_TOWNS else "rural"


# Of companies and of traders, what they do.
COMPANY_GROUPS = {
    "electrical": {"industry": 58, "software_it": 2, "retail": 8, "wholesale": 20, "other": 12},
    "electronic": {"industry": 54, "software_it": 3, "retail": 9, "wholesale": 16, "other": 18},
    "urban": {"industry": 16, "software_it": 9, "retail": 17, "wholesale": 18, "other": 40},
    "rural": {"industry": 32, "software_it": 2, "retail": 14, "wholesale": 14, "other": 38},
}
TRADER_GROUPS: dict[str, dict[str, float]] = {
    "electrical": {"industry": 18, "software_it": 0.5, "retail": 40, "wholesale": 12, "other": 30},
    "electronic": {"industry": 15, "software_it": 0.5, "retail": 41, "wholesale": 11, "other": 33},
    "urban": {"industry": 4, "software_it": 1, "retail": 47, "wholesale": 8, "other": 40},
    "rural": {"industry": 8, "software_it": 0.3, "retail": 40, "wholesale": 7, "other": 45},
}
# Of industry and software, by the kind of town.
CLUSTERS = {
    "electrical": {
        "electrical": 68, "smart_iot": 6, "smart_equipment": 7, "new_energy": 6,
        "new_materials": 4, "other": 9,
    },
    "electronic": {
        "electrical": 28, "smart_iot": 30, "smart_equipment": 12, "new_energy": 5,
        "new_materials": 6, "other": 19,
    },
    "urban": {
        "electrical": 28, "smart_iot": 22, "smart_equipment": 10, "new_energy": 7,
        "new_materials": 5, "other": 28,
    },
    "rural": {
        "electrical": 22, "smart_iot": 8, "smart_equipment": 14, "new_energy": 5,
        "new_materials": 9, "other": 42,
    },
}  # fmt: skip
# Industry codes by cluster, and of those who make nothing by group.
CODES = {
    "electrical": {"C3823": 55, "C3824": 20, "C3821": 15, "C3829": 10},
    "smart_iot": {"C3989": 40, "C4019": 25, "C3919": 10, "I6513": 25},
    "smart_equipment": {"C3489": 50, "C3569": 30, "C3599": 20},
    "new_energy": {"C3825": 60, "C3841": 40},
    "new_materials": {"C2929": 60, "C3251": 40},
    "other": {"C3482": 35, "C2927": 20, "C1819": 15, "C3525": 15, "C3399": 15},
}
SERVICE_CODES = {
    "software_it": {"I6513": 60, "I6540": 25, "I6429": 15},
    "retail": {"F5211": 40, "F5292": 30, "F5233": 15, "F5281": 15},
    "wholesale": {"F5174": 55, "F5137": 15, "F5165": 30},
    "other": {"H6210": 22, "E5011": 12, "G5430": 14, "L7212": 14, "M7319": 6, "O8010": 16,
              "R8890": 4, "A0141": 8, "Q8511": 4},
}  # fmt: skip
FIELDS = {  # of the high-tech list, by cluster; software has its own
    "electrical": {"advanced_manufacturing": 50, "electronic_information": 20, "none": 30},
    "smart_iot": {"electronic_information": 75, "none": 25},
    "smart_equipment": {"advanced_manufacturing": 65, "none": 35},
    "new_energy": {"new_energy": 80, "none": 20},
    "new_materials": {"new_materials": 75, "none": 25},
    "other": {"advanced_manufacturing": 20, "high_tech_services": 8, "biology_and_medicine": 2,
              "resources_and_environment": 3, "none": 67},
}  # fmt: skip
SECTORS = {  # of a start-up, by group
    "industry": {"manufacturing": 70, "technology": 25, "other": 5},
    "software_it": {"technology": 75, "e_commerce": 15, "culture": 10},
    "retail": {"retail": 55, "e_commerce": 40, "other": 5},
    "wholesale": {"retail": 30, "e_commerce": 40, "other": 30},
    "other": {"catering": 34, "culture": 10, "housekeeping": 7, "elderly_care": 3,
              "modern_farming": 10, "other": 36},
}  # fmt: skip
