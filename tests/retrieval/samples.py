"""A handful of articles of a fictional department, short enough to be encoded within a second."""

from datetime import datetime
from zoneinfo import ZoneInfo

from corpus.article import Article, Paragraph, ParagraphKind

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


def make_article(
    id: str, title: str, *texts: str, published: str | None = None, caption: str = "", byline: str = ""
) -> Article:
    paragraphs = [Paragraph(text) for text in texts]
    if caption:
        paragraphs.insert(1, Paragraph(caption, ParagraphKind.CAPTION))
    if byline:
        paragraphs.append(Paragraph(byline, ParagraphKind.BYLINE))
    day = datetime.fromisoformat(published).replace(tzinfo=HANOI) if published else None
    return Article(id, title, tuple(paragraphs), day, url=f"https://stttt.lamgiang.example/{id}")


YEAR_END = make_article(
    "tong-ket-2017",
    "Tổng kết công tác thông tin và truyền thông năm 2017",
    "Sáng 11/1, tại hội trường Nhà khách tỉnh, Sở Thông tin và Truyền thông (TT&TT) tổ chức hội nghị tổng "
    "kết công tác năm 2017. Tham dự có gần 160 đại biểu của các sở, ban, ngành và doanh nghiệp viễn "
    "thông.",
    "Năm 2017, tổng doanh thu bưu chính, viễn thông toàn tỉnh đạt 1.150 tỷ đồng, tăng 6,3% so với năm "
    "trước. Thanh tra Sở xử phạt 14 tổ chức, cá nhân với tổng số tiền 187 triệu đồng.",
    "Phát biểu tại hội nghị, Phó Chủ tịch Ủy ban nhân dân (UBND) tỉnh Phạm Đình Trọng yêu cầu đưa Cổng "
    "dịch vụ công trực tuyến vào vận hành trước ngày 31/10/2018.",
    published="2018-01-12T10:15",
    caption="Quang cảnh hội nghị tổng kết.",
    byline="Thu Hà",
)

PLAN = make_article(
    "ke-hoach-2018",
    "Nhiệm vụ trọng tâm năm 2018 của ngành Thông tin và Truyền thông",
    "Năm 2018, ngành phấn đấu cung cấp 300 dịch vụ công trực tuyến mức độ 3. Toàn bộ các xã, phường, thị "
    "trấn sử dụng phần mềm quản lý văn bản và điều hành.",
    published="2017-12-28T08:00",
)

SIGNATURE = make_article(
    "chu-ky-so",
    "Cấp chữ ký số miễn phí cho người dân",
    "Từ ngày 10/10/2024, người dân từ đủ 15 tuổi được cấp miễn phí một chứng thư chữ ký số cá nhân có "
    "hiệu lực 12 tháng. Người dân mang căn cước công dân gắn chip đến bộ phận một cửa của xã, phường để "
    "được hướng dẫn.",
    "Mọi thắc mắc xin gọi tổng đài 1022 để được giải đáp.",
    published="2024-10-10T14:30",
    byline="Minh Quân",
)

RECRUITMENT = make_article(
    "tuyen-dung-2025",
    "Thông báo tuyển dụng công chức năm 2025",
    "Sở Khoa học và Công nghệ tuyển dụng 6 công chức làm việc tại các phòng chuyên môn. Hồ sơ nộp trực "
    "tiếp tại Văn phòng Sở, số 12 đường Trần Phú, trước 17 giờ ngày 18/4/2025.",
    "Lệ phí dự tuyển là 400.000 đồng một thí sinh. Kỳ thi gồm hai vòng, vòng một thi trắc nghiệm trên máy "
    "tính.",
    published="2025-03-18T09:00",
)

FALSE_NEWS = make_article(
    "tin-gia",
    "Xử phạt người đăng tin sai sự thật về dịch bệnh",
    "Thanh tra Sở đã xử phạt bà N.T.H., trú tại huyện Sơn Khê, 7,5 triệu đồng vì đăng tin sai sự thật về "
    "dịch bệnh trên mạng xã hội. Bà H. đã gỡ bài viết và cam kết không tái phạm.",
    published="2020-04-08T16:00",
)

STORM = make_article(
    "bao-so-9",
    "Bảo đảm thông tin liên lạc trong bão số 9",
    "Bão số 9 làm 46 trạm thu phát sóng di động mất liên lạc và đổ gãy 120 cột treo cáp. Đến ngày 2/11, "
    "các doanh nghiệp viễn thông đã khôi phục toàn bộ các trạm.",
    published="2020-11-03T07:45",
)

STORM_AGAIN = make_article(
    "bao-so-9-dang-lai",
    "Thông tin liên lạc trong bão số 9 được bảo đảm",
    "Bão số 9 làm 46 trạm thu phát sóng di động mất liên lạc và đổ gãy 120 cột treo cáp. Đến ngày 2/11, "
    "các doanh nghiệp viễn thông đã khôi phục toàn bộ các trạm.",
    published="2020-11-04T07:45",
)

PORTAL = make_article(
    "cong-dich-vu-cong",
    "Giới thiệu Cổng dịch vụ công trực tuyến của tỉnh",
    "Cổng dịch vụ công trực tuyến của tỉnh hoạt động tại địa chỉ dichvucong.lamgiang.example. Người dân "
    "đăng nhập bằng tài khoản định danh điện tử để nộp hồ sơ và tra cứu kết quả.",
)

ARTICLES = (YEAR_END, PLAN, SIGNATURE, RECRUITMENT, FALSE_NEWS, STORM, STORM_AGAIN, PORTAL)
