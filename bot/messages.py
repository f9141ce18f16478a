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
    continued: str
    """{question}"""
    restored: str
    """{question}"""
    next_passages: str
    no_more_passages: str
    question_gone: str
    article_gone: str
    old_button: str
    whole: str
    """{title} {date} {page} {pages}"""
    newest: str
    newest_of: str
    """{section}"""
    range: str
    """{first} {last} {total}"""
    no_articles: str
    item: str
    """{number} {title} {date}"""
    matches: str
    """{words}"""
    no_matches: str
    """{words}"""
    search_help: str
    newer: str
    """{title} {date}"""
    no_newer: str
    topics: str
    topic: str
    """{name} {articles}"""
    no_topics: str
    topics_button: str
    previous_page: str
    next_page: str
    button_more: str
    button_whole: str
    button_newer: str
    button_alone: str
    button_helped: str
    button_not_helped: str
    button_item: str
    """{number}"""
    button_answer: str
    button_list: str
    thanks: str
    sorry: str
    wait: str
    """{seconds}"""
    forwarded: str
    voice: str
    picture: str
    sticker: str
    file: str
    choose_language: str
    vietnamese: str
    english: str
    as_telegram: str
    language_chosen: str
    privacy: str
    """{department} {days}"""
    erased: str
    erased_question: str
    erased_already: str
    inline_none: str
    inline_source: str
    """{title} {date}"""
    description: str
    """{department}; plain text, shown before the conversation begins"""
    short_description: str
    """{department}; plain text"""
    command_newest: str
    command_search: str
    command_topics: str
    command_language: str
    command_privacy: str
    command_erase: str
    thousands: str


VIETNAMESE = Messages(
    examples=(
        "• Phí dự thi công chức năm 2025 là bao nhiêu?\n"
        "• Mất điện thoại đã cài chữ ký số thì gọi số nào?\n"
        "• ai chu tri hoi nghi tong ket nam 2024"
    ),
    start=(
        "<b>Kính chào quý vị.</b>\n"
        "Đây là kênh tra cứu tự động của {department}, cơ quan chịu trách nhiệm về kênh này. Quý vị gửi câu"
        " hỏi,"
        " hệ thống tìm trong các bài viết đã công bố và trích nguyên văn đoạn liên quan, kèm nguồn để đối"
        " chiếu."
        " Đây là phần mềm, không phải cán bộ trả lời.\n\n"
        "Quý vị có thể hỏi, ví dụ:\n{examples}\n\n"
        "Gõ /help để xem cách hỏi, /moinhat để đọc bài mới nhất, /riengtu để biết những gì được lưu."
    ),
    help=(
        "<b>Cách hỏi</b>\n"
        "• Gửi câu hỏi bằng chữ, mỗi tin nhắn một câu. Có thể viết không dấu hoặc hỏi bằng tiếng Anh.\n"
        "• Nêu rõ sự việc, tên người, địa danh hoặc số văn bản mà quý vị quan tâm.\n"
        "• Có thể nêu thời gian, ví dụ “năm 2023”, “tháng 5/2024”.\n"
        "• Có thể hỏi tiếp bằng câu ngắn trong vòng 10 phút, ví dụ “còn năm 2019?”, “ai chủ trì?”; câu ngắn"
        " không nêu sự việc mới, hoặc hỏi thêm về bài vừa trích, được hiểu nối tiếp câu trước.\n"
        "• Gửi nhầm thì sửa tin nhắn, hệ thống sẽ sửa câu trả lời.\n"
        "• Trong nhóm, xin nhắc tên hệ thống hoặc trả lời một tin nhắn của hệ thống.\n\n"
        "<b>Cách đọc câu trả lời</b>\n"
        "Mỗi đoạn được trích nguyên văn từ một bài viết đã công bố; câu in đậm là câu sát với câu hỏi nhất."
        " Dưới mỗi đoạn có tên bài, ngày đăng và số thứ tự của đoạn trong bài.\n\n"
        "<b>Các lệnh</b>\n"
        "/moinhat: bài mới nhất, có thể kèm thời gian, ví dụ /moinhat tháng 5/2024\n"
        "/tim: tìm bài theo từ khoá\n"
        "/chude: xem theo chuyên mục\n"
        "/nguon: nguồn tra cứu\n"
        "/language: chọn ngôn ngữ\n"
        "/riengtu: những gì được lưu và trong bao lâu\n"
        "/xoa: xoá dữ liệu của quý vị"
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
    related="Đoạn gần nhất trong các bài đã đăng, có thể chưa trả lời đúng điều quý vị hỏi:",
    more="<b>Các đoạn khác có liên quan</b>",
    period="Chỉ tìm trong các bài đăng {period}.",
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
    continued="Hỏi tiếp câu trước: <i>{question}</i>",
    restored="Câu hỏi được hiểu là “{question}”.",
    next_passages="<b>Các đoạn tiếp theo</b>",
    no_more_passages="Không còn đoạn nào khác phù hợp với câu hỏi.",
    question_gone="Câu hỏi không còn trong cuộc trò chuyện. Xin quý vị gửi lại câu hỏi.",
    article_gone=(
        "Bài viết hoặc đoạn này không còn trong dữ liệu hiện hành. Xin quý vị gửi lại câu hỏi để có kết quả"
        " mới nhất."
    ),
    old_button="Nút này không còn dùng được. Xin quý vị gửi lại câu hỏi.",
    whole="<b>{title}</b>\n{date}. Trang {page}/{pages}",
    newest="<b>Bài mới nhất</b>",
    newest_of="<b>Bài mới nhất trong chuyên mục {section}</b>",
    range="Bài {first}–{last} trong tổng số {total} bài.",
    no_articles="Không có bài viết nào trong phạm vi này.",
    item="{number}. {title}, {date}",
    matches="<b>Bài có từ khoá: {words}</b>",
    no_matches=(
        "Không có bài nào chứa đủ các từ: {words}.\n\n"
        "Xin quý vị thử bớt từ khoá, bỏ dấu ngoặc kép hoặc thay đổi thời gian."
    ),
    search_help=(
        "<b>Tìm bài theo từ khoá</b>\n"
        "Gõ /tim kèm từ khoá, ví dụ:\n"
        "• /tim chuyển đổi số\n"
        '• /tim "chữ ký số" năm 2024\n\n'
        "Cụm từ trong ngoặc kép được tìm nguyên văn. Có thể kèm thời gian đăng bài."
    ),
    newer="<b>Bài mới hơn cùng chủ đề</b>\nSo với bài: {title}, {date}.",
    no_newer="Chưa có bài nào mới hơn về cùng chủ đề.",
    topics="<b>Chuyên mục</b>\nXin quý vị chọn một chuyên mục để xem các bài mới nhất.",
    topic="{name} ({articles} bài)",
    no_topics="Các bài viết hiện không chia theo chuyên mục. Xin quý vị gõ /moinhat để xem bài mới nhất.",
    topics_button="Các chuyên mục",
    previous_page="Trang trước",
    next_page="Trang sau",
    button_more="Xem thêm đoạn khác",
    button_whole="Đọc cả bài",
    button_newer="Bài mới hơn",
    button_alone="Hỏi riêng câu này",
    button_helped="👍 Có ích",
    button_not_helped="👎 Chưa đúng",
    button_item="Bài {number}",
    button_answer="Về câu trả lời",
    button_list="Về danh sách",
    thanks="Cảm ơn quý vị đã cho biết câu trả lời có ích.",
    sorry=(
        "Cảm ơn quý vị đã góp ý. Quý vị có thể hỏi lại theo cách khác, nêu rõ tên người, địa danh hoặc văn"
        " bản."
    ),
    wait="Quý vị đã gửi khá nhiều yêu cầu trong thời gian ngắn. Xin vui lòng gửi tiếp sau {seconds} giây.",
    forwarded=(
        "Cảm ơn quý vị. Hệ thống không tra cứu tin nhắn được chuyển tiếp."
        " Xin quý vị gõ điều muốn hỏi thành một câu ngắn."
    ),
    voice="Cảm ơn quý vị. Hệ thống chưa nghe được tin thoại. Xin quý vị gõ câu hỏi bằng chữ.",
    picture=(
        "Cảm ơn quý vị. Hệ thống chưa đọc được hình ảnh, video và lời ghi kèm."
        " Xin quý vị gõ câu hỏi thành một tin nhắn riêng."
    ),
    sticker="Cảm ơn quý vị. Khi cần tra cứu, xin quý vị gõ câu hỏi bằng chữ; gõ /help để xem cách hỏi.",
    file="Cảm ơn quý vị. Hệ thống chưa đọc được tệp đính kèm. Xin quý vị gõ câu hỏi bằng chữ.",
    choose_language="Xin quý vị chọn ngôn ngữ của hệ thống. Các bài viết được trích nguyên văn tiếng Việt.",
    vietnamese="Tiếng Việt (đang hiển thị)",
    english="English",
    as_telegram="Theo ngôn ngữ của Telegram",
    language_chosen="Hệ thống sẽ trả lời quý vị bằng tiếng Việt.",
    privacy=(
        "<b>Quyền riêng tư</b>\n"
        "{department} là cơ quan chịu trách nhiệm về kênh tra cứu này.\n\n"
        "<b>Được lưu</b>\n"
        "• Câu hỏi, ngày hỏi (không có giờ), kết quả và ý kiến có ích hay không: {days} ngày, để cải thiện"
        " việc tra cứu."
        " Không lưu tên, số điện thoại hay tài khoản của người hỏi; dãy số dài, thư điện tử, đường dẫn"
        " trong câu hỏi"
        " được xoá trước khi lưu.\n"
        "• Ngôn ngữ quý vị chọn bằng /language, dưới một mã băm: cho đến khi quý vị gõ /xoa.\n"
        "• Tin đang chờ trả lời: cho đến khi trả lời xong, thường là vài giây.\n\n"
        "<b>Chỉ nhớ tạm, không ghi ra đĩa</b>\n"
        "• Câu hỏi gần nhất: 10 phút, để hiểu câu hỏi nối tiếp.\n"
        "• Số thứ tự tin nhắn cùng câu hỏi và câu hỏi ngay trước: 48 giờ, để trả lời lại khi"
        " quý vị sửa câu hỏi.\n\n"
        "Tin nhắn trong cuộc trò chuyện do Telegram lưu. Xin quý vị không gửi thông tin cá nhân.\n\n"
        "Gõ /xoa để xoá lựa chọn ngôn ngữ và những gì đang nhớ tạm. Để xoá một câu hỏi đã lưu, xin trả lời"
        " (reply) tin nhắn chứa kết quả của câu hỏi ấy bằng lệnh /xoa."
    ),
    erased=(
        "Đã xoá lựa chọn ngôn ngữ và những gì đang nhớ tạm về quý vị.\n\n"
        "Các câu hỏi đã lưu không kèm thông tin người hỏi nên không tìm lại theo người được. Để xoá một câu"
        " hỏi,"
        " xin trả lời (reply) tin nhắn chứa kết quả của câu hỏi ấy bằng lệnh /xoa."
    ),
    erased_question="Đã xoá câu hỏi ấy khỏi dữ liệu đã lưu.",
    erased_already="Câu hỏi ấy không còn trong dữ liệu đã lưu.",
    inline_none="Chưa tìm thấy nội dung phù hợp",
    inline_source="{title}, {date}",
    description=(
        "Kênh tra cứu tự động của {department}. Quý vị gửi câu hỏi, hệ thống tìm trong các bài viết đã công"
        " bố"
        " và trích nguyên văn kèm nguồn. Đây là phần mềm, không phải cán bộ trả lời."
    ),
    short_description="Tra cứu tự động các bài viết đã công bố của {department}.",
    command_newest="Bài mới nhất, có thể kèm thời gian",
    command_search="Tìm bài theo từ khoá",
    command_topics="Xem theo chuyên mục",
    command_language="Chọn ngôn ngữ / Choose the language",
    command_privacy="Những gì được lưu và trong bao lâu",
    command_erase="Xoá dữ liệu của quý vị",
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
        "This is the automatic search service of {department}, which is responsible for it. Send a question:"
        " it searches the published articles and quotes the passages that match, word for word, with their"
        " source. This is a machine, not a member of staff. The articles are in Vietnamese; questions may"
        " be in"
        " English.\n\n"
        "For example:\n{examples}\n\n"
        "Type /help for how to ask, /moinhat for the newest articles, /riengtu for what is kept."
    ),
    help=(
        "<b>How to ask</b>\n"
        "• Send one question a message, in English or Vietnamese (with or without diacritics).\n"
        "• Name the matter, person, place or document that you mean.\n"
        "• You may give a time, such as “in 2023” or “May 2024”.\n"
        "• You may go on with a short question within 10 minutes, such as “what about 2019?” or “who chaired"
        " it?”; a short question that names nothing new, or asks more of the article just"
        " quoted, continues the one before.\n"
        "• To correct a question, edit your message: the answer is corrected too.\n"
        "• In a group, mention this bot or reply to one of its messages.\n\n"
        "<b>How to read the answer</b>\n"
        "Each passage is quoted word for word from a published article; the sentence in bold is the one"
        " closest to your question. Below each passage are the article's title, its date and the number of"
        " the paragraph.\n\n"
        "<b>Commands</b>\n"
        "/moinhat: newest articles, optionally of a time, such as /moinhat May 2024\n"
        "/tim: search by keywords\n"
        "/chude: browse by section\n"
        "/nguon: what is being searched\n"
        "/language: choose the language\n"
        "/riengtu: what is kept and for how long\n"
        "/xoa: delete your data"
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
    related="The closest passages in the published articles, which may not answer your question:",
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
    continued="Continuing your question: <i>{question}</i>",
    restored="Your question was read as “{question}”.",
    next_passages="<b>Further passages</b>",
    no_more_passages="There are no further passages for this question.",
    question_gone="The question is no longer in this conversation. Please send it again.",
    article_gone=(
        "This article or passage is no longer among those searched. Please send your question again for"
        " current results."
    ),
    old_button="This button no longer works. Please send your question again.",
    whole="<b>{title}</b>\n{date}. Page {page} of {pages}",
    newest="<b>Newest articles</b>",
    newest_of="<b>Newest articles in {section}</b>",
    range="Articles {first} to {last} of {total}.",
    no_articles="There are no such articles.",
    item="{number}. {title}; {date}",
    matches="<b>Articles with: {words}</b>",
    no_matches=(
        "No article has all of these words: {words}.\n\n"
        "You could use fewer words, leave out the quotation marks or change the time."
    ),
    search_help=(
        "<b>Search by keywords</b>\n"
        "Type /tim and Vietnamese keywords, for example:\n"
        "• /tim chuyen doi so\n"
        '• /tim "chữ ký số" 2024\n\n'
        "Words in quotation marks are looked for exactly. You may add a time of publication."
    ),
    newer="<b>Newer articles on this topic</b>\nCompared with: {title}; {date}.",
    no_newer="There are no newer articles on this topic yet.",
    topics="<b>Sections</b>\nChoose a section to see its newest articles.",
    topic="{name} ({articles} articles)",
    no_topics="The articles are not sorted into sections. Type /moinhat for the newest ones.",
    topics_button="All sections",
    previous_page="Previous page",
    next_page="Next page",
    button_more="More passages",
    button_whole="Read the whole article",
    button_newer="Newer articles",
    button_alone="Ask this by itself",
    button_helped="👍 Helpful",
    button_not_helped="👎 Not helpful",
    button_item="Article {number}",
    button_answer="Back to the answer",
    button_list="Back to the list",
    thanks="Thank you for telling us that the answer helped.",
    sorry="Thank you. You could ask in other words, naming the person, place or document.",
    wait="That was a lot of requests in a short time. Please go on in {seconds} seconds.",
    forwarded=(
        "Thank you. Forwarded messages are not searched. Please type what you want to ask in one short"
        " sentence."
    ),
    voice="Thank you. Voice messages cannot be understood here. Please type your question.",
    picture=(
        "Thank you. Pictures, videos and their captions cannot be read here."
        " Please type your question as a message of its own."
    ),
    sticker="Thank you. Whenever you want to look something up, please type your question; /help says how.",
    file="Thank you. Attached files cannot be read here. Please type your question.",
    choose_language="Please choose the language. Articles are quoted in Vietnamese, as they were published.",
    vietnamese="Tiếng Việt",
    english="English (shown now)",
    as_telegram="As in Telegram",
    language_chosen="You will be answered in English.",
    privacy=(
        "<b>Privacy</b>\n"
        "{department} is responsible for this search service.\n\n"
        "<b>What is kept</b>\n"
        "• The question, the day (not the time), the result and whether it helped: {days} days, to improve"
        " the search."
        " No name, telephone number or account of whoever asked; long numbers, e-mail addresses and links"
        " in a question"
        " are removed first.\n"
        "• The language you chose with /language, under a hash: until you type /xoa.\n"
        "• A message waiting for its answer: until it is answered, usually some seconds.\n\n"
        "<b>Remembered for a while, never written to disk</b>\n"
        "• Your last question: 10 minutes, to understand follow-ups.\n"
        "• Message numbers with their questions and the question just before: 48 hours, to"
        " answer again when you edit one.\n\n"
        "The messages in this conversation are kept by Telegram. Please do not send personal information.\n\n"
        "Type /xoa to delete your choice of language and what is remembered. To delete a question that was"
        " kept,"
        " reply to the message with its result and type /xoa."
    ),
    erased=(
        "Your choice of language and what was remembered of you are deleted.\n\n"
        "Questions are kept without any sign of who asked, so they cannot be found by person. To delete"
        " one, reply"
        " to the message with its result and type /xoa."
    ),
    erased_question="That question is deleted from what was kept.",
    erased_already="That question is no longer kept.",
    inline_none="Nothing was found",
    inline_source="{title}; {date}",
    description=(
        "The automatic search service of {department}. Send a question: it searches the published articles"
        " and"
        " quotes them word for word, with their source. This is a machine, not a member of staff."
    ),
    short_description="Automatic search in the published articles of {department}.",
    command_newest="Newest articles, optionally of a time",
    command_search="Search by keywords",
    command_topics="Browse by section",
    command_language="Choose the language / Chọn ngôn ngữ",
    command_privacy="What is kept and for how long",
    command_erase="Delete your data",
    thousands=",",
)


def messages_for(
    language_code: str | None, question: Question | None = None, chosen: str | None = None
) -> Messages:
    """The texts in the language that was `chosen`.

    Otherwise English for a citizen whose Telegram is English or who asks in English, and Vietnamese.
    """
    if chosen:
        return ENGLISH if chosen == "en" else VIETNAMESE
    asked_in_english = question is not None and question.spelling is Spelling.ENGLISH
    reads_english = (language_code or "").lower().split("-")[0] == "en"
    return ENGLISH if asked_in_english or reads_english else VIETNAMESE
