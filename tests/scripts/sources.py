"""Sources as the department keeps them, in the portal's text layout."""

SIGNATURE = """Cấp chữ ký số miễn phí cho người dân

10/10/2024 14:30 Số lượt xem: 120

Từ ngày 10/10/2024, người dân từ đủ 15 tuổi được cấp miễn phí một chữ ký số cá nhân có hiệu lực 12 tháng.

Mọi thắc mắc xin gọi tổng đài 1022 để được giải đáp.
"""

RECRUITMENT = """Thông báo tuyển dụng công chức năm 2025

18/03/2025 09:00 Số lượt xem: 300

Sở tuyển dụng 6 công chức. Hồ sơ nộp trực tiếp tại Văn phòng Sở trước ngày 18/4/2025.

Lệ phí dự tuyển là 400.000 đồng một thí sinh.
"""
