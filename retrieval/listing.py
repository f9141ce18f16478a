"""Questions that ask for news as such ("tin mới nhất", "tháng 3/2020 có gì"), not for a matter."""

import numpy as np

from retrieval.answer import Hit
from retrieval.features import Mask
from retrieval.index import Index
from retrieval.understanding import Understood
from retrieval.vietnamese import folded_tokens

_NEWS_WORDS = frozenset(
    """bai bao cac cho chuyen cua co da dang den dien doc gan day dau cuoi gi gio giai doan hoat dong hom hoi
    kia khong ky mot moi may muc nam nao nay nhat nhung nua ngay ngoai qua quy ra sang so su kien sap ta tat
    ca tin tuc thang the thi thoi gian thong tiep theo toi toan trang trong trua truoc tu tuan va ve viec
    voi vua xay xem y ban den het roi thoi minh xin biet muon a about all and announced announcement
    announcements any article articles anything are at been between day days department department's did do
    during for from happened has have in is last late latest lately list me month months most new news
    newest of on past please published quarter recent recently s show since so tell that the there this to
    today update updates was week weeks were what what's which year years yesterday january february march
    april may june july august september october november december""".split()
)


def is_listing(asked: Understood) -> bool:
    """Whether nothing but news of some time is asked for."""
    return all(word in _NEWS_WORDS or word.isdigit() for word in folded_tokens(asked.meaning))


def latest_passages(index: Index, allowed: Mask | None, limit: int) -> tuple[Hit, ...]:
    """The first passage of each of the `limit` newest articles that `allowed` admits, newest first."""
    rows = np.arange(len(index.days)) if allowed is None else np.flatnonzero(allowed)
    newest = rows[np.argsort(-index.days[rows].astype(np.int64), kind="stable")][:limit]
    hits = []
    for row in newest:
        article = index.articles[int(row)]
        passage = index.passage(int(index.first_passages[row]), article)
        hits.append(Hit(article, passage, passage.sentences[0], 1.0))
    return tuple(hits)
