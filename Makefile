# What a developer or a builder of models types. Corpora are not part of the project: data/README.md
# says where they come from; CORPORA names the folder that holds them.

CORPORA ?=
TREEBANK ?=
NOTES ?=
CARGO ?= cargo

.PHONY: help build test lint doc tagger model interference evaluate ransom-notes bench clean

help:
	@echo "make build                   the command, optimised"
	@echo "make test                    every test (those that need corpora say that they skipped)"
	@echo "make lint                    format, clippy, docs, all with warnings denied"
	@echo "make doc                     the API documentation"
	@echo "make tagger TREEBANK=DIR     tagger, lemmas and lexicon from the English Web Treebank, and what they reach"
	@echo "make model CORPORA=DIR       the bundled model and its card, from models/en.toml"
	@echo "make interference CORPORA=DIR TREEBANK=DIR   docs/INTERFERENCE.md and the patterns' rates"
	@echo "make evaluate CORPORA=DIR    docs/EVALUATION.md"
	@echo "make views CORPORA=DIR       docs/VIEWS.md: what each view is worth"
	@echo "make ransom-notes NOTES=DIR CORPORA=DIR   docs/RANSOM_NOTES.md"
	@echo "make bench                   throughput of every stage (CORPORA=DIR: on learners' texts)"

build:
	$(CARGO) build --release -p tongueprint-cli

test:
	CORPORA="$(CORPORA)" $(CARGO) test --workspace --all-targets
	CORPORA="$(CORPORA)" $(CARGO) test --workspace --doc

lint:
	$(CARGO) fmt --all --check
	$(CARGO) clippy --workspace --all-targets -- -D warnings
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --workspace --no-deps

doc:
	$(CARGO) doc --workspace --no-deps --open

# TREEBANK holds ewt_train.tsv, ewt_dev.tsv, ewt_test.tsv: see models/language-data/README.md.
WORD_LISTS = wamerican-small wamerican wamerican-large wbritish-small wbritish wbritish-large wordnet-base

tagger:
	@test -f "$(TREEBANK)/ewt_train.tsv" || { echo "name the folder of the treebank: make tagger TREEBANK=DIR (see models/language-data/README.md)"; exit 2; }
	@dpkg -s $(WORD_LISTS) >/dev/null 2>&1 || { apt-get update && apt-get install -y $(WORD_LISTS); }
	$(CARGO) run --release -p tongueprint-language-data -- --treebank "$(TREEBANK)" --output crates/features/data

model: need-corpora
	$(CARGO) run --release -p tongueprint-recipe -- --recipe models/en.toml --corpora "$(CORPORA)" \
		--output crates/bundled-model/model/tongueprint-en.model --card crates/bundled-model/CARD.md

evaluate: need-corpora build
	$(CARGO) run --release -p tongueprint-evaluation -- --command target/release/tongueprint \
		--corpora "$(CORPORA)" --output docs/EVALUATION.md

views: need-corpora build
	$(CARGO) run --release -p tongueprint-evaluation -- --plan models/views.toml \
		--command target/release/tongueprint --corpora "$(CORPORA)" --output docs/VIEWS.md

ransom-notes: need-corpora
	@test -n "$(NOTES)" || { echo "name the folder of the notes: make ransom-notes NOTES=DIR CORPORA=DIR (see data/README.md)"; exit 2; }
	$(CARGO) run --release -p tongueprint-ransom-notes -- --notes "$(NOTES)" \
		--negotiation "$(CORPORA)/negotiation.jsonl" --output docs/RANSOM_NOTES.md

interference: need-corpora
	@test -f "$(TREEBANK)/ewt_train.tsv" || { echo "name the folder of the treebank: TREEBANK=DIR (see data/README.md)"; exit 2; }
	$(CARGO) run --release -p tongueprint-interference -- --catalogue crates/features/data/interference estimate \
		--corpora "$(CORPORA)" --treebank "$(TREEBANK)" \
		--document docs/INTERFERENCE.md --rates crates/features/data/interference/rates.toml

bench:
	CORPORA="$(abspath $(CORPORA))" $(CARGO) bench -p tongueprint-benches

clean:
	$(CARGO) clean

.PHONY: need-corpora
need-corpora:
	@test -n "$(CORPORA)" || { echo "name the folder of the corpora: make $(MAKECMDGOALS) CORPORA=DIR (see data/README.md)"; exit 2; }
	@test -f "$(CORPORA)/lang8.jsonl" || { echo "$(CORPORA) holds no lang8.jsonl: see data/README.md"; exit 2; }
