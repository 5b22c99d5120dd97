PYTHON = .venv/bin/python
STRICT = config.py webapp/lib webapp/gateways webapp/models webapp/domain webapp/db.py

.PHONY: check lint test lock words bench demo

check: lint test

lint:
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy $(STRICT)
	.venv/bin/djlint --check --lint --quiet templates

test:
	.venv/bin/pytest

# Resolve the dependencies anew, and write the versions that an installation gets.
lock:
	$(PYTHON) deploy/lock.py

# Gather every sentence that a reader may see, for the translators.
words:
	mkdir -p webapp/translations
	.venv/bin/pybabel extract -F pyproject.toml -k say:1 -k say_n:1,2 -k _l \
		--project Hej --no-wrap --sort-by-file -o webapp/translations/messages.pot .

# Measure each part beside its reference, in the same run.
bench:
	$(PYTHON) -m bench

demo:
	.venv/bin/hej demo
