"""What surrounds the programmes: found by name, with its figures, and on the pages it concerns."""

import pytest

from tests.policies.pages.test_languages import texts_of

# Every system of the starting article, by the name it bears there, with a figure of each.
NAMES = {
    "工业总产值": "超过 3300 亿元",
    "用电量": "超过 100 亿千瓦时",
    "1+4+N": "2 个：智能物联、新能源",
    "四张清单": "连续 2 年",
    "加西亚": "超过 120 万级",
    "天正": "1 分钟",
    "链式协同": "第一批",
    "高新技术产业": "+11.5%",
    "省级绿色低碳工厂": "8 家，温州第一",
    "省级先进级智能工厂": "20 家，温州第一",
    "人工智能赋能制造业": "第一批",
    "温州理工学院乐清校区": "2026 年 9 月",
    "科技副总": "179 人次",
    "双榜制": "2025 年",
    "大孵化器集群": "超过 100 万平方米",
    "赛宝东南实验室": "列入首批初步名单",
    "3+X": "",
    "企业技术中心": "122 家",
    "工业空间倍增": "",
    "浙南紧固件产业园": "2.8",
    "数据得地": "2038 亩",
    "青创“免费空间”": "3 种",
    "青创市集": "",
    "青创店面": "",
    "青创之家": "1300 平方米",
    "人才公寓": "每月 141 元",
    "瓯越英才计划": "",
    "国家级重大人才工程": "",
    "全球精英创新创业大赛": "",
    "乐来乐清": "",
    "青鹏接力": "",
    "乐优学子": "",
    "乐优青创": "",
    "数字游民": "",
    "国家级试点": "26 条",
    "要素市场化配置": "没有查到",
    "集体经营性建设用地入市": "工业空间倍增计划",
    "停车上楼": "浙南紧固件产业园",
    "乐清湾港区": "没有查到",
}


def named(library, name):
    """The systems that bear a name, or an alias, or a figure of that name."""
    return [
        each
        for each in library.systems.values()
        if name in each.name["zh-hans"]
        or any(name in alias for alias in each.aliases)
        or any(name in figure.label["zh-hans"] for figure in each.figures)
    ]


@pytest.mark.parametrize(("name", "figure"), NAMES.items())
def test_every_system_of_the_article_is_found_with_its_figure(client, shipped, name, figure):
    found = named(shipped.library, name)
    pages = [client.get(f"/systems/{each.slug}/").content.decode() for each in found]
    assert pages
    assert any(name in page and figure in page and "以科创构筑智造新优势" in page for page in pages)


def test_the_list_leads_to_every_system(client, shipped):
    page = client.get("/systems/").content.decode()
    assert len(shipped.library.systems) >= 30
    for slug, each in shipped.library.systems.items():
        assert f'href="/systems/{slug}/"' in page
        assert each.name["zh-hans"] in page
    assert 'href="/systems/"' in client.get("/programmes/").content.decode()


def test_a_programme_shows_the_systems_that_concern_it(client, shipped):
    for slug in shipped.rulebook.editions:
        page = client.get(f"/programmes/{slug}/").content.decode()
        for each in shipped.library.systems.values():
            assert (f'href="/systems/{each.slug}/"' in page) == (slug in each.programmes)
    page = client.get("/programmes/youth-home/").content.decode()
    assert "1300 平方米" in page
    assert "约 18.6 平方米" in page


def test_a_system_leads_to_its_programmes(client, shipped):
    page = client.get("/systems/tech-deputies/").content.decode()
    assert 'href="/programmes/tech-deputy-firm/"' in page
    assert 'href="/programmes/tech-deputy-expert/"' in page


def test_one_without_programmes_says_so(client, shipped):
    page = client.get("/systems/reform-record/").content.decode()
    assert "没有可以申报的项目" in page


def test_programmes_that_the_catalogue_has_not_are_left_out(client, few):
    page = client.get("/systems/youth-free-space/").content.decode()
    assert 'href="/programmes/youth-home/"' in page
    assert "/programmes/youth-shop/" not in page


def test_an_unknown_system_is_not_found(client, shipped):
    assert client.get("/systems/nothing/").status_code == 404


def test_the_pages_in_english(client, shipped):
    client.cookies["django_language"] = "en"
    texts = texts_of(client.get("/systems/data-for-land/"))
    assert "about 24.9 mu" in texts
    assert any("36.88 mu" in text for text in texts)


@pytest.mark.parametrize("path", ["/systems/", "/systems/youth-home/"])
def test_they_cost_no_query_but_for_the_session(
    client, shipped, django_assert_max_num_queries, path
):
    with django_assert_max_num_queries(1):
        client.get(path)
