"""Every text that a citizen reads, in Vietnamese and English, as Telegram HTML.

A new text is a new field: mypy then asks for it in both languages.
"""

from dataclasses import dataclass

from retrieval.answer import Question, Spelling


@dataclass(frozen=True, slots=True)
class Messages:
    """The texts of one language. Names in braces are filled in, escaped, by the caller."""

    examples: str
    """Questions that the sample articles answer."""
    start: str
    """{department} {examples}"""
    help: str
    sources: str
    """{department} {articles} {dates} {version} {built}"""
    sources_dates: str
    """{oldest} {newest}"""
    sources_undated: str
    """{undated}"""
    too_vague: str
    """{examples}"""
    not_found: str
    related: str
    more: str
    period: str
    """{period}"""
    outside_period: str
    """{period}"""
    other_times: str
    source: str
    """{title} {date} {paragraphs}"""
    source_cut: str
    published: str
    """{date}"""
    undated: str
    untitled: str
    paragraph: str
    """{first}"""
    paragraphs: str
    """{first} {last}"""
    day: str
    """{day}"""
    month: str
    """{month}"""
    year: str
    """{year}"""
    since: str
    """{first}"""
    until: str
    """{last}"""
    between: str
    """{first} {last}"""
    busy: str
    paused: str
    """At most 200 characters, so that a pressed button can show it too."""
    trouble: str
    unknown_command: str
    not_text: str
    command_start: str
    command_help: str
    command_sources: str
    thousands: str


VIETNAMESE = Messages(
    examples=(
        "• Hạn nộp hồ sơ thi tuyển công chức năm 2025 là ngày nào?\n"
        "• Mất điện thoại đã cài chữ ký số thì gọi số nào?\n"
        "• ai chu tri hoi nghi tong ket nam 2024"
    ),
    start=(
        "<b>Kính chào quý vị.</b>\n"
        "Đây là kênh tra cứu tự động của {department}. Quý vị gửi câu hỏi, hệ thống tìm trong các bài viết"
        " đã công bố và trích nguyên văn đoạn liên quan, kèm nguồn để đối chiếu.\n\n"
        "Quý vị có thể hỏi, ví dụ:\n{examples}\n\n"
        "Gõ /help để xem cách hỏi, /nguon để biết hệ thống đang tra cứu những bài viết nào."
    ),
    help=(
        "<b>Cách hỏi</b>\n"
        "• Gửi câu hỏi bằng chữ, mỗi tin nhắn một câu. Có thể viết không dấu hoặc hỏi bằng tiếng Anh.\n"
        "• Nêu rõ sự việc, tên người, địa danh hoặc số văn bản mà quý vị quan tâm.\n"
        "• Có thể nêu thời gian, ví dụ “năm 2023”, “tháng 5/2024”.\n"
        "• Trong nhóm, xin nhắc tên hệ thống hoặc trả lời một tin nhắn của hệ thống.\n\n"
        "<b>Cách đọc câu trả lời</b>\n"
        "Mỗi đoạn được trích nguyên văn từ một bài viết đã công bố; câu in đậm là câu sát với câu hỏi nhất."
        " Dưới mỗi đoạn có tên bài, ngày đăng và số thứ tự của đoạn trong bài.\n\n"
        "<b>Các lệnh</b>\n"
        "/start: giới thiệu\n"
        "/help: cách hỏi\n"
        "/nguon: nguồn tra cứu"
    ),
    sources=(
        "<b>Nguồn tra cứu</b>\n"
        "Hệ thống đang tra cứu trong {articles} bài viết của {department}{dates}.\n"
        "Dữ liệu cập nhật lúc {built}, phiên bản {version}."
    ),
    sources_dates=", đăng từ ngày {oldest} đến ngày {newest}",
    sources_undated=", trong đó {undated} bài không ghi ngày đăng",
    too_vague=(
        "Kính chào quý vị. Xin quý vị gửi một câu hỏi cụ thể hơn để hệ thống tìm được bài phù hợp, ví dụ:\n"
        "{examples}\n\n"
        "Gõ /help để xem cách hỏi."
    ),
    not_found=(
        "Rất tiếc, hệ thống chưa tìm thấy nội dung trả lời trong các bài viết đã công bố.\n\n"
        "Quý vị có thể thử:\n"
        "• diễn đạt câu hỏi theo cách khác, nêu rõ tên người, địa danh hoặc tên văn bản;\n"
        "• bỏ bớt hoặc thay đổi thời gian trong câu hỏi;\n"
        "• gõ /nguon để biết hệ thống đang tra cứu những bài viết nào."
    ),
    related=(
        "Hệ thống chưa tìm thấy câu trả lời chắc chắn. Các đoạn dưới đây có liên quan nhưng có thể không"
        " trả lời đúng câu hỏi; xin quý vị đọc để tham khảo."
    ),
    more="<b>Các đoạn khác có liên quan</b>",
    period="Hệ thống chỉ tìm trong các bài đăng {period}.",
    outside_period="Không có bài nào đăng {period}.",
    other_times="Dưới đây là kết quả từ các bài đăng vào thời gian khác.",
    source="Nguồn: {title}, {date}, {paragraphs}.",
    source_cut=" Đoạn này quá dài nên chỉ trích phần đầu của câu.",
    published="đăng ngày {date}",
    undated="không ghi ngày đăng",
    untitled="bài không có tiêu đề",
    paragraph="đoạn {first}",
    paragraphs="đoạn {first}–{last}",
    day="ngày {day}",
    month="tháng {month}",
    year="năm {year}",
    since="từ ngày {first}",
    until="đến hết ngày {last}",
    between="từ ngày {first} đến ngày {last}",
    busy="Hiện có nhiều người cùng tra cứu. Xin quý vị vui lòng gửi lại câu hỏi sau ít phút.",
    paused=(
        "Hệ thống tra cứu đang tạm dừng để bảo trì. Xin quý vị vui lòng gửi lại câu hỏi sau,"
        " hoặc liên hệ trực tiếp cơ quan nếu cần gấp."
    ),
    trouble=(
        "Rất tiếc, hệ thống gặp trục trặc nên chưa trả lời được."
        " Xin quý vị vui lòng gửi lại câu hỏi sau ít phút."
    ),
    unknown_command=(
        "Hệ thống không có lệnh này. Xin quý vị gõ /help để xem các lệnh, hoặc gửi thẳng câu hỏi."
    ),
    not_text=(
        "Cảm ơn quý vị. Hiện hệ thống chỉ đọc được câu hỏi bằng chữ, chưa nghe được tin thoại và chưa"
        " xem được hình ảnh hay tệp. Xin quý vị gõ câu hỏi vào ô tin nhắn."
    ),
    command_start="Giới thiệu",
    command_help="Cách hỏi",
    command_sources="Nguồn tra cứu",
    thousands=".",
)

ENGLISH = Messages(
    examples=(
        "• When is the first round of the 2025 civil service exam?\n"
        "• Which number should I call if I lose the phone with my digital signature?\n"
        "• Who chaired the year-end meeting for 2024?"
    ),
    start=(
        "<b>Welcome.</b>\n"
        "This is the automatic search service of {department}. Send a question: it searches the published"
        " articles and quotes the passages that match, word for word, with their source. The articles are in"
        " Vietnamese; questions may be in English.\n\n"
        "For example:\n{examples}\n\n"
        "Type /help for how to ask, /nguon for what is being searched."
    ),
    help=(
        "<b>How to ask</b>\n"
        "• Send one question a message, in English or Vietnamese (with or without diacritics).\n"
        "• Name the matter, person, place or document that you mean.\n"
        "• You may give a time, such as “in 2023” or “May 2024”.\n"
        "• In a group, mention this bot or reply to one of its messages.\n\n"
        "<b>How to read the answer</b>\n"
        "Each passage is quoted word for word from a published article; the sentence in bold is the one"
        " closest to your question. Below each passage are the article's title, its date and the number of"
        " the paragraph.\n\n"
        "<b>Commands</b>\n"
        "/start: introduction\n"
        "/help: how to ask\n"
        "/nguon: what is being searched"
    ),
    sources=(
        "<b>What is being searched</b>\n"
        "{articles} articles of {department}{dates}.\n"
        "Last updated {built}, version {version}."
    ),
    sources_dates=", published from {oldest} to {newest}",
    sources_undated=", {undated} of them without a date",
    too_vague=(
        "Hello. Please send a more specific question so that the right article can be found, for example:\n"
        "{examples}\n\n"
        "Type /help for how to ask."
    ),
    not_found=(
        "Sorry, nothing that answers this was found in the published articles.\n\n"
        "You could try to:\n"
        "• ask in other words, naming the person, place or document;\n"
        "• leave out or change the time in your question;\n"
        "• type /nguon to see what is being searched."
    ),
    related=(
        "No certain answer was found. The passages below are about the same matter, but may not answer your"
        " question."
    ),
    more="<b>Other passages on this</b>",
    period="Only articles published {period} were searched.",
    outside_period="No article was published {period}.",
    other_times="The results below are from other times.",
    source="Source: {title}, {date}, {paragraphs}.",
    source_cut=" The sentence is too long, so only its beginning is quoted.",
    published="published {date}",
    undated="no date given",
    untitled="article without a title",
    paragraph="paragraph {first}",
    paragraphs="paragraphs {first}–{last}",
    day="on {day}",
    month="in {month}",
    year="in {year}",
    since="since {first}",
    until="up to {last}",
    between="from {first} to {last}",
    busy="Many people are searching at the moment. Please send your question again in a few minutes.",
    paused=(
        "This service is paused for maintenance. Please send your question again later,"
        " or contact the office directly if it is urgent."
    ),
    trouble="Sorry, something went wrong and there is no answer yet. Please send it again in a few minutes.",
    unknown_command="There is no such command. Type /help for the commands, or simply send your question.",
    not_text=(
        "Thank you. Only questions in writing can be read here; voice messages, pictures and files cannot."
        " Please type your question."
    ),
    command_start="Introduction",
    command_help="How to ask",
    command_sources="What is being searched",
    thousands=",",
)


def messages_for(language_code: str | None, question: Question | None = None) -> Messages:
    """English for a citizen whose Telegram is English or who asks in English, otherwise Vietnamese."""
    asked_in_english = question is not None and question.spelling is Spelling.ENGLISH
    reads_english = (language_code or "").lower().split("-")[0] == "en"
    return ENGLISH if asked_in_english or reads_english else VIETNAMESE
