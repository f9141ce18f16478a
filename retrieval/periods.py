"""Whether a question asks for articles by the day they were published.

A time counts only where it asks for a time of publication ("tin tháng 1/2018"): most belong to the matter
("kế hoạch năm 2018"), and a filter on those would hide the article that answers. In doubt there is no period.
"""

import re
from dataclasses import dataclass
from datetime import date

from retrieval.answer import Period
from retrieval.dates import Time, one_spelling, times
from retrieval.vietnamese import fold


@dataclass(frozen=True, slots=True)
class TimeRequest:
    """What a question says about the time of publication."""

    period: Period | None
    newest: bool
    """The newest articles are wanted first."""


def understand_time(question: str, today: date) -> TimeRequest:
    """The days of publication `question` asks for; `today` is the day at the department."""
    if not _ANY_TIME.search(fold(question)):
        return TimeRequest(None, False)
    text = one_spelling(question)
    named = times(text, today)
    period = next((time.period for time in named if _is_request(text, time, today)), None)
    return TimeRequest(period, _wants_newest(text, named, period))


def asks_for_articles(question: str, today: date) -> bool:
    """Whether `question` names articles or notices as such, and of which time: "thông báo mới nhất"."""
    time, text = understand_time(question, today), one_spelling(question)
    return (time.newest or time.period is not None) and bool(_ARTICLES.search(text) or _NOTICES.search(text))


def _phrases(listed: str) -> str:
    """A pattern for any of the phrases listed between commas, each a pattern itself, as whole words."""
    alternatives = "|".join(re.split(r",\s+", listed.strip()))
    return rf"\b(?:{alternatives})\b"


_ANY_TIME = re.compile(
    r"\d|"
    + _phrases(
        """
        hom, hum, bua, hqua, hqa, hnay, nay, sang, trua, chieu, toi, dem, tuan, thang, thg, quy, nam, ngay,
        nhat, cn, day, dao, moi, vua, thoi, ray,
        today, yesterday, weeks?, weekend, months?, quarter, year, days, this, these, last, past, ago, recent,
        recently, lately, latest, new, newest,
        january, february, march, april, may, june, july, august, september, october, november, december
        """
    )
)

# --- What is asked for ---

# Articles as such. Folding makes "tin" of tín and tìn too.
_ARTICLES = re.compile(
    r"(?<!thong )(?<!niem )(?<!uy )(?<!nhan )(?<!long )\btin\b"
    r"(?! (?:hoc|lanh|nhan|tuong|cay|dung|chi|hieu|nguong|phieu|thac|yeu|do|rang|vao|gia)\b)|"
    + _phrases(
        """
        thong tin (?:gi|nao|moi), bai (?:viet|bao|dang|nao|gi|ve)(?! du thi),
        (?:cac|nhung|may|bao nhieu|bn) bai(?! (?:viet )?(?:du )?thi), dang (?:tin|bai|tai|len|thong bao),
        (?:duoc|da|moi|so) dang (?:trong|tu|vao|hoi|nam|thang|ngay|hom|truoc|sau|gi|nhung),
        news, articles?, story, stories, publish(?:ed|es)?, posted, post(?! office), headlines?, came out,
        press releases?
        """
    )
)
# What the department tells citizens.
_NOTICES = re.compile(
    _phrases(
        r"""
        thong bao(?! (?:so )?\d), thong cao, canh bao,
        announc\w+, notices?, warnings, updates?
        """
    )
)
# What went on.
_GATHERING = _phrases(
    """
    lop, khoa (?:dao tao|tap huan), tap huan, hoi (?:nghi|thao|thi|cho), cuoc (?:thi|hop), le hoi, tuyen dung,
    trien lam, toa dam, ngay hoi, dot, buoi, giai, chuong trinh, su kien, hoat dong
    """
)
_DOINGS = re.compile(
    rf"\b(?:co|nhung) (?:nhung |may |bao nhieu |cac )?{_GATHERING}|"
    + _phrases(
        r"""
        (?:su kien|hoat dong)(?= (?:gi|nao|trong|vao|hoi|tu|ngay|thang|quy|nam|\d)),
        co (?:nhung )?(?:chuyen )?gi(?! (?:khac|thay doi)), gi moi, (?:xay|dien) ra (?:\w+ ){0,2}gi,
        (?<!de )(?:hop|ban|lam|to chuc|trien khai|cong bo) (?:nhung )?(?:viec |chuyen )?gi,
        events, activities, anything, (?:was|were|has been) reported, what(?:'?s| is| was) new,
        what (?:is |was |has )?(?:happen\w*(?! (?:to|with|at))|going on|took place),
        what'?s (?:happening|going on),
        (?:what|which|any|how many) (?:\w+ )?(?:conferences|meetings|courses|workshops|contests|training)
        """
    )
)
_ASKING = re.compile(r"\b(?:gi|nao)\b|[,;:?!]|\. ")

# --- What a time may belong to instead ---

# A plan, a rule or a forecast is published at another time than the one it is for.
_PLAN = re.compile(
    _phrases(
        r"""
        ke hoach, nhiem vu, muc tieu, chi tieu, phuong huong, du toan, ngan sach, de an, chien luoc,
        dinh huong, (?<=\w )(?<!trong )giai doan, nghi quyet, quyet dinh, nghi dinh, thong tu, chi thi,
        cong van, (?<!phap )(?<!ky )luat, (?<!du )lich(?! su), luong, thoi tiet, ty gia,
        plans?, budget, goals?, targets?, tasks?, strategy, schedule, decree, decision, circular, laws?,
        resolution, directive
        """
    )
)
# An event, its announcement and its report have days of their own.
_EVENT = re.compile(
    _phrases(
        r"""
        hoi (?:nghi|thao|thi|cho|dong), le, cuoc (?:thi|hop), ky thi, thi (?:cong|vien) chuc, giai(?! doan),
        tong ket, so ket, tuyen (?:dung|sinh), bau cu, dai hoi, lop, tap huan, khoa (?:dao tao|\d+), tet,
        nghi, ky niem, chao mung, huong ung, ngay hoi, trien lam, bao cao, ket qua, tinh hinh, nop, dang ky,
        han, ho so, noi bat, tieu bieu, ban hanh, hieu luc, nam hoc, sinh,
        conference, festival, contest, exam, elections?, recruitment, jobs?, meeting, tournament, course,
        deadline, report
        """
    )
)
_NUMBERED = re.compile(
    r"\b(?:nghi dinh|quyet dinh|thong tu|nghi quyet|chi thi|luat|cong van|de an|decree|decision|circular|law)"
    r"(?: \w+){0,3}? (?:so )?\d"
)
_COMPARED = re.compile(r"\b(?:so voi|cung ky|hon|nhu|than|like|compared (?:to|with))(?: cung ky)? $")
_YEARLY = re.compile(_phrases("(?:hang|moi) nam, (?:every|each) year, annual, annually"))
# When something comes into force, rather than since when articles are wanted.
_TAKES_EFFECT = re.compile(r"(?:ke )?tu (?:ngay )?\d\d?[/.-]\d\d?[/.-]\d+")
_FACT = re.compile(
    "^ai |"
    + _phrases(
        """
        ai (?:la|da|ky|trao|phat bieu|chu tri|duoc|se|lam|dat|vo dich), (?:do|boi|cua|cho|nhung) ai,
        khi nao, bao gio, tai sao, vi sao, o dau, the nao, ntn, may gio, muc phat,
        bao nhieu (?:nguoi|tien|phan tram|dong|ho),
        who, whom, when, where, why, how(?! many)
        """
    )
)
_OWN_AFFAIR = re.compile(
    r"(?<!tre )"
    + _phrases(
        """
        (?:toi|em|tui|mk) (?:da|moi|vua|bi|co|lam|nop|gui|di|mua|mat|nhan|dat|xin|dinh|chua),
        (?:toi|em|tui|mk) (?:muon|can)(?! (?:hoi|biet|xem|tim)),
        (?:con|nha|vo|chong|me|bo|be nha) (?:toi|em|minh|tui), i, my, we
        """
    )
)
_ERRAND = re.compile(
    _phrases(
        """
        nop, dang ky, lam lai, cap lai, doi, gia han, het han, mat, xin, khai, lam viec, mo cua,
        apply, renew, expired, lost, register, open
        """
    )
)
_PARTICLES = _phrases(
    """
    trong, vao, hoi, o, tai, suot, tu, giua, giai doan, truoc, sau, ngay, thang, nam, cho, toi, em, minh, hoi,
    biet, xem, xin, ad, oi, a, da, thi, muon, can, tim, liet ke, nhung, cac, moi,
    in, on, during, from, between, and, the, there, were, was, is, are, what, which, any, please, show, list,
    tell, me, did
    """
)
_PUBLIC_BODY = _phrases(
    r"""
    so, ubnd, uy ban, bo, cuc, chi cuc, phong, ban, trung tam, bao tang, thu vien, cong an, tinh, huyen,
    thanh pho, tp, thi xa, xa, phuong, tinh doan, doan, hoi, don vi, co quan,
    \w+ (?:department|museum|library)
    """
)
_NO_MATTER = re.compile(rf"(?:\W|{_PARTICLES})*(?:{_PUBLIC_BODY}.*)?")


def _is_request(text: str, time: Time, today: date) -> bool:
    head = text[: time.start]
    if _COMPARED.search(head) or _YEARLY.search(text):
        return False
    governor = _governor(head)
    return _asks_recent(text, time, governor, today) if time.is_recent else _asks_dated(text, time, governor)


def _governor(head: str) -> str:
    """What stands between what is asked for and the time after `head`: the noun the time may belong to."""
    patterns = (_ARTICLES, _NOTICES, _DOINGS, _ASKING)
    return head[max((match.end() for pattern in patterns for match in pattern.finditer(head)), default=0) :]


def _asks_recent(text: str, time: Time, governor: str, today: date) -> bool:
    """A time told from today asks for articles, unless it tells of the asker's affairs or of what is due."""
    first, last = time.period.first, time.period.last
    is_past_day = first == last and first != today
    if not is_past_day and _PLAN.search(governor):
        return False
    if _ARTICLES.search(text):
        return True
    if _OWN_AFFAIR.search(text):
        return False
    is_over = last is not None and last < today
    return bool(_NOTICES.search(text) or _DOINGS.search(text)) or (is_over and not _ERRAND.search(text))


def _asks_dated(text: str, time: Time, governor: str) -> bool:
    """A date asks for articles only when the question does, and nothing nearer claims it."""
    if _PLAN.search(governor) or _EVENT.search(governor) or _NUMBERED.search(text[: time.start]):
        return False
    if _ARTICLES.search(text) or _is_alone(text, time):
        return True
    if _FACT.search(text) or _TAKES_EFFECT.fullmatch(text, time.start, time.end):
        return False
    return _asks_for_notices(text, time, governor) or _asks_for_doings(text, time)


def _is_alone(text: str, time: Time) -> bool:
    return not re.search(r"\w", text[: time.start] + text[time.end :])


def _asks_for_notices(text: str, time: Time, governor: str) -> bool:
    notice = _NOTICES.search(text)
    return notice is not None and (notice.start() < time.start or bool(_NO_MATTER.fullmatch(governor)))


def _asks_for_doings(text: str, time: Time) -> bool:
    """Whether the question is what went on, at the department or at all: "sở có gì", not "thuế đất có gì"."""
    doing = _DOINGS.search(text)
    if doing is None:
        return False
    before = text[: doing.start()]
    return bool(_NO_MATTER.fullmatch(before[: time.start] + before[time.end :]))


# --- The newest ---

_NEWEST = re.compile(
    _phrases(
        """
        moi (?:nhat|day|vua), gan (?:day|nhat), dao nay, hom ray, thoi gian (?:qua|vua qua), vua (?:qua|roi),
        (?:may|vai|nhung|cac) (?:ngay|hom|tuan|thang) (?:qua|nay|truoc|vua qua|vua roi),
        latest, newest, recent, recently, lately, these days, (?:last|past) few (?:days|weeks|months),
        few (?:days|weeks) ago
        """
    )
)
_NEW = re.compile(
    _phrases(
        r"""
        (?:tin|tin tuc|thong bao|bai)(?: gi| nao)? moi, so (?:\w+ ){0,3}co gi moi, what(?:'?s| is) new,
        (?:any|the) new (?:announcements?|articles?|notices?)
        """
    )
)
# Near in space: folding makes "gần đây" and "gần nhất" of both.
_PLACE = _phrases(
    "tram, benh vien, buu dien, diem, trung tam, cua hang, truong, quay, cho, ben xe, nha thuoc, tru so"
)
_NEARBY = re.compile(
    rf"{_PLACE}(?: \w+){{0,4}} gan (?:day|nhat)\b|\bgan (?:day|nhat) (?:o dau\b|co {_PLACE})"
)


def _wants_newest(text: str, named: list[Time], period: Period | None) -> bool:
    for time in reversed(named):
        text = text[: time.start] + text[time.end :]
    if _NEWEST.search(_NEARBY.sub("", text)):
        return True
    return period is None and bool(_NEW.search(text)) and not _PLAN.search(text)
