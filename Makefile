# The commands of the project. `make` alone lists them; none needs an activated environment.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help env build publish published rollback dashboard superset superset-bundle docs
.PHONY: test lint metrics test-company test-publish test-browser test-superset test-spark test-bench
.PHONY: spark spark-stop bench bench-attribution pages figures demo lock clean

BIN := .venv/bin

# The first Python that runs and that the locks were made for.
PYTHON ?= $(shell for python in python3.13 python3.12 python3.11 python3; do \
	$$python -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null \
	&& echo $$python && break; done)

# `--no-deps`: the locks are complete but for one package that must stay out (pyproject.toml). `--no-compile`: Python
# compiles what it imports, which is a part of what is installed.
INSTALL = $(@D)/bin/pip install --quiet --no-compile --disable-pip-version-check --no-deps --require-hashes -r $<

# A DuckDB file is attached as the database `landing` (profiles.yml); a folder is read as it is.
ifneq ($(filter %.duckdb %.db,$(LANDING)),)
export FUNNELHOUSE_ATTACH := $(LANDING)
VARS := --vars '{"landing": "landing"}'
else ifdef LANDING
VARS := --vars '{"landing": "$(LANDING)"}'
endif

PUBLISH = $(BIN)/python scripts/publish.py $(if $(PARQUET),--parquet)

WAREHOUSE := $(or $(DBT_DUCKDB_PATH),funnelhouse.duckdb)

# Wide, or its tables fold to nothing where no terminal says how wide it is.
BOUNCER := COLUMNS=140 $(BIN)/dbt-bouncer run

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-17s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

env: .venv/.build ## Install what a build needs into .venv

build: .venv/.build ## Build, test and publish (LANDING=folder or DuckDB file: your own data)
	@test -z '$(LANDING)' -o -e '$(LANDING)' || { echo "There is no $(LANDING)." >&2; exit 1; }
	$(BIN)/dbt build $(VARS)
	$(PUBLISH)
	@echo "The warehouse is $(WAREHOUSE). Next: '$(BIN)/mf list metrics', or 'make docs'."

publish: .venv/.build ## Publish the last build as marts.duckdb (PARQUET=1: also as Parquet)
	$(PUBLISH)

published: .venv/.build ## List the publications that are kept
	@$(PUBLISH) --list

rollback: .venv/.build ## Go back to the publication before (BUILD=id: to that build's)
	@$(PUBLISH) --rollback $(BUILD)

dashboard: .venv-boards/.done ## Draw the boards of the published marts (LANGUAGES='en ru': not all three)
	.venv-boards/bin/python scripts/dashboards.py $(LANGUAGES:%=-l %)

docs: .venv/.dev ## Write the documentation of the built warehouse as one HTML page
	$(BIN)/dbt docs generate --static $(VARS)
	$(BOUNCER) --only catalog_checks
	@echo "The documentation is target/static_index.html."

superset: .venv-superset/.done ## Serve Superset with its dashboard on 127.0.0.1:8088, reading what is published
	.venv-superset/bin/python bi/superset/serve.py

superset-bundle: .venv/.build ## Write Superset's bundle after a change of bi/superset/dashboard.yml or of a mart
	$(BIN)/python bi/superset/bundle.py

spark: .venv-spark/.done ## Start Spark on this machine: a master, two workers and a server for dbt on 127.0.0.1:10000
	.venv-spark/bin/python scripts/spark.py start

spark-stop: .venv-spark/.done ## Stop it; its tables stay
	.venv-spark/bin/python scripts/spark.py stop

lint: .venv/.dev ## Check the style and conventions of SQL, YAML and Python
	$(BIN)/ruff check --quiet
	$(BIN)/ruff format --quiet --check
	$(BIN)/yamllint .
	@awk 'length > 120 {print FILENAME ":" FNR ": over 120 characters"; long = 1} END {exit long}' \
		$(shell find $(wildcard models tests analyses) -name '*.sql')
	$(BIN)/dbt --quiet parse
	$(BOUNCER) --only manifest_checks
	@# Python warns in vain of a lock that dbt leaves to the exit of a second process.
	@# sqlfluff only warns of a model that does not compile, and passes.
	@echo "$(BIN)/sqlfluff lint"
	@PYTHONWARNINGS=ignore::UserWarning:multiprocessing.resource_tracker \
		$(BIN)/sqlfluff lint --processes 2 > target/lint.log 2>&1; status=$$?; cat target/lint.log; \
		! grep -q 'fatal exception' target/lint.log && exit $$status

test-superset: .venv-superset/.done ## Start Superset and hold what it shows against the published marts
	.venv-superset/bin/pytest -q tests/superset

test-spark: .venv-spark/.done ## Build on Spark, kill a worker meanwhile, and hold every mart against DuckDB's
	$(if $(LANDING),LANDING='$(abspath $(LANDING))') .venv-spark/bin/pytest -q --durations=0 --durations-min=5 tests/spark

test: .venv/.dev ## Run the tests, which build the demo with all that dbt tests in it
	$(BIN)/pytest -n 2 --no-loadscope-reorder

test-browser: dashboard ## Draw the boards, open them in Chromium and hold what they show against the published marts
	.venv-boards/bin/pytest -q tests/browser

test-bench: .venv/.dev ## Run the scale benchmark on next to nothing, and hold those it compares against each other
	$(BIN)/pytest -q tests/bench

metrics: .venv/.dev ## Check every metric: definitions, MetricFlow, recomputation in Python, mutants
	$(BIN)/pytest -q --durations=0 --durations-min=5 tests/python/test_metrics.py tests/python/test_mutants.py \
		tests/python/test_independent*.py

test-company: .venv/.dev ## Make another company than the demo (COMPANY=3), build it, and recompute its KPIs in Python
	$(BIN)/python bench/generate.py --out target/company --format csv --seed $(or $(COMPANY),2)
	DEMO= COMPANY_LANDING='$(abspath target/company)' $(BIN)/pytest -n 2 tests/python/test_independent*.py

test-publish: .venv/.dev ## Publish 50 times under readers, and kill the publisher 200 times
	PUBLICATIONS=50 KILLS=200 ROWS=200000 $(BIN)/pytest -q -s tests/python/test_publish.py

pages: .venv/.dev ## Write the pages and wide tables of the KPIs from their definitions
	$(BIN)/python scripts/kpi_pages.py

figures: .venv/.dev ## Record the demo's KPIs, from a warehouse built from the demo
	$(BIN)/python scripts/kpi_figures.py $(WAREHOUSE)

demo: .venv/.dev ## Write the demo company's seeds anew
	$(BIN)/python bench/generate.py --seeds

bench: .venv/.dev ## Measure the warehouse at scale, beside its limits (SIZE=S, M, L or a number; RUNS=3; BENCH=--models)
	$(BIN)/python bench/scale.py $(or $(SIZE),S) --runs $(or $(RUNS),3) $(BENCH)

bench-attribution: .venv-attribution/.done ## Measure the attribution models against other styles and packages
	$(BIN)/dbt --quiet compile --select models/marts/attribution > target/attribution.log
	.venv-attribution/bin/python bench/attribution.py $(SIZES)

lock: ## Write requirements/ after a change of pyproject.toml (needs uv)
	uv pip compile --quiet $(LOCK) --group build -o requirements/build.txt
	uv pip compile --quiet $(LOCK) --group dev -c requirements/build.txt -o requirements/dev.txt
	uv pip compile --quiet $(LOCK) --group superset -o requirements/superset.txt
	uv pip compile --quiet $(LOCK) --group boards -c requirements/build.txt -o requirements/boards.txt
	uv pip compile --quiet $(LOCK) --group attribution -c requirements/dev.txt -o requirements/attribution.txt
	uv pip compile --quiet $(LOCK) --group spark -c requirements/dev.txt -o requirements/spark.txt

LOCK := --universal --python-version 3.11 --generate-hashes --annotation-style line \
	--custom-compile-command 'make lock'

clean: ## Remove what was built, but not .venv and what is published
	rm -rf target logs .pytest_cache .ruff_cache .hypothesis funnelhouse.duckdb*

.venv/.build: requirements/build.txt
	@test -n '$(PYTHON)' || { \
		echo "funnelhouse needs Python 3.11, 3.12 or 3.13: install one (Debian, Ubuntu: apt-get" \
			"install python3.11 python3.11-venv) or name it (make PYTHON=path/to/python)." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		version=$$($(PYTHON) -c 'import sys; print("%d.%d" % sys.version_info[:2])'); \
		echo "$(PYTHON) lacks its venv module: apt-get install python$$version-venv" >&2; exit 1; }
	@echo "Installing into .venv; this takes a minute or two."
	@$(PYTHON) -m venv --clear .venv
	@$(INSTALL)
	@touch $@

.venv/.dev: requirements/dev.txt .venv/.build
	@echo "Installing the tools of development into .venv."
	@$(INSTALL)
	@touch $@

# Superset pins packages that have no build for Python 3.13.
SUPERSET_PYTHON ?= $(shell for python in python3.12 python3.11 python3; do \
	$$python -c 'import ensurepip, sys, venv; sys.exit(not (3, 11) <= sys.version_info < (3, 13))' 2>/dev/null \
	&& echo $$python && break; done)

.venv-superset/.done: requirements/superset.txt
	@test -n '$(SUPERSET_PYTHON)' || { \
		echo "Superset needs Python 3.11 or 3.12 with its venv module: install one (Debian, Ubuntu: apt-get install" \
			"python3.11-venv) or name it (make SUPERSET_PYTHON=path/to/python superset)." >&2; exit 1; }
	@echo "Installing Superset into .venv-superset; this takes a minute or two."
	@$(SUPERSET_PYTHON) -m venv --clear .venv-superset
	@$(INSTALL)
	@touch $@

# Each in an environment of its own: dbt-charts and dbt-bouncer want different releases of typer, and the others bring
# what a build does not need.
.venv-boards/.done .venv-attribution/.done .venv-spark/.done: .venv-%/.done: requirements/%.txt .venv/.build
	@echo "Installing into .venv-$*; this takes a minute or two."
	@.venv/bin/python -m venv --clear .venv-$*
	@$(INSTALL)
	@touch $@
