# Short spellings of `npx cloudpool ...`. Variables: ENV=dev, POOL=prices, INPUT=in.jsonl, OUTPUT=out.jsonl, STACKS='network iam'.
SHELL := /bin/bash
# Node 24 and the tools of the repository come before whatever the host has.
export PATH := $(CURDIR)/node_modules/.bin:$(CURDIR)/.tools/bin:$(PATH)

cloudpool := node scripts/cloudpool.mjs
environment := $(if $(ENV),-e $(ENV))

.PHONY: install demo demo-render plan deploy run destroy docs lint test bench
.DEFAULT_GOAL := demo

install:
	@scripts/install/install.sh

demo: install
	@$(cloudpool) demo

demo-render: install
	@$(cloudpool) demo render

plan: install
	@$(cloudpool) plan $(environment) $(STACKS)

deploy: install
	@$(cloudpool) deploy $(environment) $(STACKS)

run: install
	@$(cloudpool) run $(environment) $(POOL) $(INPUT) $(if $(OUTPUT),-o $(OUTPUT))

destroy: install
	@$(cloudpool) destroy $(environment) $(STACKS)

docs: install
	@node scripts/docs/write.ts

lint: install
	tsc --noEmit
	biome check --error-on-warnings .
	cfn-lint --include-checks I --template templates/*.yaml

test: install
	node test/support/run-tests.ts

bench: install
	node test/bench/index.ts
