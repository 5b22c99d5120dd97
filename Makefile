# For contributors. Everything runs in .venv, which the README's test command makes.
BIN := .venv/bin

.PHONY: check lint test types words lock bench demo

check: lint test

lint: types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint --lint --quiet templates

types:
	$(BIN)/mypy

test:
	$(BIN)/pytest

# Gather every sentence that a reader may see, and compile what is translated.
words:
	$(BIN)/pybabel -q extract -F pyproject.toml -k say -k say_n:1,2 -k _l --no-location --sort-output --omit-header -o webapp/translations/messages.pot .
	$(BIN)/pybabel -q compile -d webapp/translations

# Resolve the versions of all dependencies anew.
lock:
	$(BIN)/python deploy/lock.py

bench:
	$(BIN)/python -m bench

demo:
	$(BIN)/hej demo
