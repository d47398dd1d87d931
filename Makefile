# The portal's commands; docs/administrator.md says more. POSIX sh, GNU make.
SHELL = /bin/sh
PORT ?= 8000
VENV = .venv
PY = $(VENV)/bin/python
MANAGE = $(PY) manage.py
PYTEST = $(PY) -m pytest -q -n auto --maxprocesses 4 --dist worksteal

.PHONY: run demo test check bench lock messages
.DEFAULT_GOAL := run

$(PY):
	@found=; for p in python3.13 python3.12 python3.11 python3; do \
	  if command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then found=$$p; break; fi; \
	done; \
	if [ -z "$$found" ]; then echo "Python 3.11 or newer is needed (with venv)."; exit 1; fi; \
	$$found -m venv $(VENV)

$(VENV)/installed: requirements.txt | $(PY)
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(VENV)/installed-dev: requirements-dev.txt | $(PY)
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@ $(VENV)/installed

.env: | $(PY)
	@$(PY) -c 'import secrets; print("DEMO=1\nDEMO_TODAY=2021-05-17\nSECRET_KEY=" + secrets.token_urlsafe(50))' > $@
	@echo "Wrote .env with a secret of its own."

# The web server and the delivery of messages, stopped together.
run: $(VENV)/installed .env
	@people=`$(MANAGE) demo --if-empty` && echo && echo "  http://localhost:$(PORT)" && echo && echo "$$people" && echo
	@$(MANAGE) deliver --loop & deliver=$$!; \
	trap 'kill $$deliver 2>/dev/null' EXIT; trap 'exit 0' INT TERM; \
	$(VENV)/bin/gunicorn cluster_portal.wsgi --worker-class gthread --workers 2 --threads 4 \
	  --max-requests 2000 --max-requests-jitter 200 --bind localhost:$(PORT) --log-level warning & server=$$!; \
	trap 'kill $$deliver $$server 2>/dev/null; wait $$server' EXIT; \
	wait $$server

demo: $(VENV)/installed .env
	@rm -f db.sqlite3 db.sqlite3-wal db.sqlite3-shm
	@$(MANAGE) demo

test: $(VENV)/installed-dev .env
	@$(PY) tests/tools.py
	$(PYTEST) --ignore=tests/browser
	TEST_DATABASE=postgres $(PYTEST) --ignore=tests/browser --ignore=tests/documents
	$(PYTEST) tests/browser

check: $(VENV)/installed-dev .env
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(MANAGE) makemigrations --check --dry-run
	$(MANAGE) messages --check
	$(MANAGE) diagrams --check
	DEBUG=0 DEMO=0 DEMO_TODAY= ALLOWED_HOSTS=portal.example.org SECRET_KEY=`$(PY) -c 'import secrets; print(secrets.token_urlsafe(50))'` \
	  $(MANAGE) check --deploy --fail-level WARNING

bench: $(VENV)/installed .env
	@$(MANAGE) demo --if-empty >/dev/null
	$(MANAGE) bench

# Pin what requirements*.in name, with hashes.
lock: $(VENV)/installed-dev
	$(VENV)/bin/uv pip compile --quiet --generate-hashes --no-header --python-version 3.11 requirements.in -o requirements.txt
	$(VENV)/bin/uv pip compile --quiet --generate-hashes --no-header --python-version 3.11 requirements-dev.in -o requirements-dev.txt

messages: $(VENV)/installed-dev .env
	$(MANAGE) messages
