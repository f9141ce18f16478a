# The two commands that matter are `make run` and `make test`; `make help` lists the rest.

PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
PIP_INSTALL := $(PY) -m pip install -qq --disable-pip-version-check --no-input
LOCKED := $(PIP_INSTALL) --require-hashes --no-deps
MODEL := models/multilingual-e5-small/pieces.npy
PACKAGES := corpus retrieval bot scripts

# Setting up neither reads the questions piped into `make run` nor mixes with the answers printed there.
QUIETLY := </dev/null >&2

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help run test doctor deploycheck lint format install model index lock clean

help: ## Liệt kê các lệnh
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' Makefile

run: $(VENV)/installed $(MODEL) ## Chạy bot (có TELEGRAM_BOT_TOKEN thì trên Telegram, không thì ngay tại đây); ARTICLES=thư_mục để đổi nguồn bài viết
	@$(PY) scripts/refresh_index.py $(QUIETLY)
	@exec $(PY) -m bot

test: lint $(MODEL) ## Kiểm tra mã nguồn rồi chạy mọi bài kiểm thử
	@$(PY) -m pytest

doctor: $(VENV)/installed ## Kiểm tra mọi thứ bot cần để chạy và chỉ cách khắc phục
	@$(PY) scripts/doctor.py

deploycheck: $(VENV)/installed-dev ## Kiểm tra tệp systemd và Dockerfile
	@$(PY) scripts/check_deploy.py

lint: $(VENV)/installed-dev ## Kiểm tra mã nguồn: ruff, mypy, thư viện khớp nhau, mã bí mật, lỗ hổng đã biết
	@$(PY) -m ruff check
	@$(PY) -m ruff format --check
	@$(PY) -m mypy $(PACKAGES)
	@$(PY) -m pip --disable-pip-version-check check
	@$(PY) scripts/audit.py

format: $(VENV)/installed-dev ## Trình bày lại mã nguồn
	@$(PY) -m ruff check --fix
	@$(PY) -m ruff format

install: $(VENV)/installed ## Tạo môi trường Python trong .venv và cài thư viện

model: $(VENV)/installed ## Tải và lắp mô hình ngôn ngữ nếu chưa có hoặc bị hỏng
	@$(PY) scripts/fetch_model.py $(QUIETLY)

index: $(VENV)/installed $(MODEL) ## Dựng lại chỉ mục; ARTICLES=thư_mục để đổi nguồn bài viết
	@$(PY) scripts/refresh_index.py --always $(QUIETLY)

clean: ## Xoá môi trường Python và các tệp tạm (giữ mô hình và chỉ mục)
	@rm -rf $(VENV) var/uv build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	@find $(PACKAGES) tests -name __pycache__ -prune -exec rm -rf {} +

$(MODEL): | $(VENV)/installed
	@$(PY) scripts/fetch_model.py $(QUIETLY)

# The CPU build of torch where one is offered. The registry's own build for Linux, gigabytes larger, does not start
# without its GPU libraries.
TORCH_CPU := $(LOCKED) -r torch-cpu.lock
TORCH_GPU := $(LOCKED) -r torch.lock -r torch-gpu.lock

$(VENV)/installed: requirements.lock torch-cpu.lock torch.lock torch-gpu.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo 'Cần Python 3.11 trở lên; nếu máy có ở tên khác, hãy chạy ví dụ: make run PYTHON=python3.12' >&2; exit 1; }
	@$(PY) -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV) $(QUIETLY)
	@echo 'Đang cài thư viện vào $(VENV); lần đầu mất vài phút …' >&2
	@{ $(LOCKED) -r requirements.lock && { $(TORCH_CPU) 2>/dev/null || $(TORCH_GPU); }; } $(QUIETLY) || \
		{ echo 'Chưa cài được thư viện: hãy kiểm tra mạng và dung lượng đĩa rồi chạy lại.' >&2; exit 1; }
	@$(PIP_INSTALL) --no-deps --no-build-isolation --editable . $(QUIETLY)
	@touch $@

$(VENV)/installed-dev: $(VENV)/installed dev.lock
	@$(LOCKED) -r dev.lock $(QUIETLY)
	@touch $@

# requirements.lock and dev.lock hold everything but torch, torch.lock the registry's builds of it, torch-gpu.lock what
# its Linux build needs besides. torch-cpu.lock is written by hand: no registry lists that build.
# Pinned versions stay as they are; `make lock UPGRADE=--upgrade` takes the newest.
UV := var/uv/bin/uv
COMPILE = $(UV) pip compile --quiet --universal --generate-hashes --python-version 3.11 --fork-strategy fewest \
	--no-annotate --custom-compile-command 'make lock' $(UPGRADE)
TORCH = $(shell sed -n 's/.*"\(torch==[^"]*\)".*/\1/p' pyproject.toml)

lock: $(UV) ## Viết lại các tệp khoá thư viện theo pyproject.toml
	@$(COMPILE) pyproject.toml --no-emit-package torch --output-file requirements.lock
	@$(COMPILE) --group pyproject.toml:dev --constraint requirements.lock --output-file dev.lock
	@echo '$(TORCH)' | $(COMPILE) --no-deps - --output-file torch.lock
	@echo '$(TORCH)' | $(COMPILE) --no-config --constraint requirements.lock - --output-file torch-gpu.lock \
		--no-emit-package torch $$(sed -n 's/^\([a-z0-9-]*\)==.*/--no-emit-package \1/p' requirements.lock)

$(UV):
	@$(PYTHON) -m venv var/uv
	@var/uv/bin/python -m pip install -qq --disable-pip-version-check uv==0.13.9 $(QUIETLY)
