# Each target first makes ready what it needs (tools/bootstrap.py); that takes no time when nothing
# has changed. Only relative paths here, so that the checkout may lie in a folder with a space.

PYTHON3 := $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo "$$python" && break; done)
PREPARE := @$(or $(PYTHON3),echo "Python 3.11 or newer is missing: apt-get install python3 \
	(Debian, Ubuntu) or brew install python (macOS)." >&2; exit 1;) tools/bootstrap.py
PYTHON := .venv/bin/python

# Compiled modules make the second start quick.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help run test faults fuzz canaries check bench audit sbom notices settings migrate translate assets load-test cluster-test slices pooler-test

help: ## Show these lines
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s%s\n", $$1, $$2 }' Makefile

run: ## Start the portal with demo data on http://127.0.0.1:8000 (PORT=… for another); Ctrl-C stops it
	$(PREPARE) run
	@exec $(PYTHON) -m portal.demo.run

test: ## Run all tests: unit, integration (real PostgreSQL), browser (Chromium)
	$(PREPARE) test
	@echo "── Unit tests ──"
	@$(PYTHON) -m pytest tests/unit
	@echo "── Integration tests ──"
	@$(PYTHON) -m pytest -n 2 tests/integration
	@echo "── Faults, each a time or two ──"
	@$(PYTHON) -m pytest tests/faults
	@echo "── Anything, by anybody, at any address: a slice ──"
	@$(PYTHON) -m pytest tests/fuzz
	@echo "── Canaries: logs, mails and every column searched ──"
	@$(PYTHON) -m pytest tests/canaries
	@echo "── Browser tests ──"
	@$(PYTHON) -m pytest tests/browser

faults: ## Kill, fill, stall and step everything, every round (15 minutes at most); .data/faults.json
	$(PREPARE) check
	@PORTAL_FAULTS=whole timeout --signal=INT 900 $(PYTHON) -m pytest tests/faults \
		tests/integration/operations/test_restore_drill.py tests/integration/privacy/test_canary.py

fuzz: ## Send 20,000 requests of every kind by everybody (FUZZ=… for another number)
	$(PREPARE) check
	@PORTAL_FUZZ=$(or $(FUZZ),20000) $(PYTHON) -m pytest -s tests/fuzz

canaries: ## Put secrets where they belong, then search every log, mail and column for them
	$(PREPARE) check
	@$(PYTHON) -m pytest tests/canaries

check: ## Check style, types, the house's layout, translations, and models against migrations
	$(PREPARE) check
	@$(PYTHON) -m ruff check
	@$(PYTHON) -m ruff format --check
	@$(PYTHON) -m mypy
	@.venv/bin/lint-imports
	@$(PYTHON) -m pytest tests/checks

bench: ## Measure pages and bookings a second beside the bare frame and pgbench
	$(PREPARE) bench
	@$(PYTHON) -m bench

audit: ## Ask about known weaknesses in what we use (ends with 3 when nobody can be asked)
	$(PREPARE) audit
	@$(PYTHON) tools/audit.py

sbom: ## Write what the portal consists of into .data/sbom.cdx.json (CycloneDX)
	$(PREPARE) sbom
	@mkdir -p .data
	@$(PYTHON) tools/third_party.py --sbom .data/sbom.cdx.json

notices: ## Bring the list of other people's software up to date
	$(PREPARE) notices
	@$(PYTHON) tools/third_party.py

load-test: ## Let ever more people visit until one in a hundred waits too long; LOAD="--soak 30 --reload" for more
	$(PREPARE) bench
	@$(PYTHON) -m bench.mix $(LOAD)

cluster-test: ## Build a cluster here, kill its primary ten times under load, and judge what was said yes to
	$(PREPARE) bench
	@$(PYTHON) -m cluster $(CLUSTER)

slices: ## A slice of the load test with a reload and one of the cluster, both at once, in about a minute
	$(PREPARE) check
	@mkdir -p .data
	@$(PYTHON) -m cluster --quick --if-possible >.data/slice.log 2>&1 & cluster=$$!; \
	$(PYTHON) -m bench.mix --rate 3 --seconds 5 --reload; load=$$?; \
	wait $$cluster; primary=$$?; cat .data/slice.log; exit $$((load + primary))

pooler-test: ## Run the integration tests of a few rooms through PgBouncer in transaction mode
	$(PREPARE) check
	@PORTAL_TEST_POOLER=1 $(PYTHON) -m pytest -n 2 tests/integration/booking tests/integration/core \
		tests/integration/messages tests/integration/surveys tests/integration/notifications

settings: ## Write docs/settings.md anew from the settings and their words
	$(PREPARE) settings
	@$(PYTHON) tools/settings_reference.py

migrate: ## Bring the database to the newest shape
	$(PREPARE) migrate
	@$(PYTHON) -m flask --app wsgi portal db upgrade

translate: ## Collect new texts into translations/, and compile them
	$(PREPARE) translate

assets: ## Bring the design system's files into portal/static/vendor/
	$(PREPARE) assets
