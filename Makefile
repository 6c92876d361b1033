# What one does with this repository. Each target sets up what it needs; `make help` lists them.
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

NODE := ./node_modules/node/bin/node --require ./scripts/pinned-node.cjs
VITEST := $(NODE) ./node_modules/vitest/vitest.mjs run --configLoader native

# The real data set lies beside the checkout or nowhere; without it `replay` makes a small one.
DATA ?= $(wildcard ../shared/data/hotel_bookings.csv.zip)
CRDS ?= ../shared/crds
FILE ?= .serai/bench.json

.PHONY: help setup run test check check-manifests replay faults simulate bench bench-check bench-store load hostile packages generate build images image-files images-renew push deploy undeploy check-admission test-cluster new-function nightly engines engines-stop

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' Makefile

setup: ## Install what package-lock.json says, when something is missing
	@node scripts/setup.cjs

run: setup ## Start the whole house on this machine
	@npm run -s serai -- dev $(ARGS)

test: setup ## Run the quick tests on real engines (FILES=path limits them)
	@$(VITEST) --project unit $(if $(REPORT),--retry=1 --reporter=default --reporter=json --outputFile.json=$(REPORT)) $(FILES)

check: setup ## Check types, lint, generated files and the laws of the house
	@$(NODE) .ci/check.ts $(if $(REPORT),--report $(REPORT))

check-manifests: setup ## Judge manifests by the cluster's schemas (CRDS=folder) and the API's documents by their tools
	@CRDS='$(CRDS)' $(NODE) scripts/check-manifests.ts $(if $(REPORT),--report $(REPORT))

engines: setup ## Install and start Kafka, Redis, PostgreSQL and pgbouncer on free ports, and print where they are
	@$(NODE) scripts/engines/main.ts start

engines-stop: ## Stop what `make engines` started
	@$(NODE) scripts/engines/main.ts stop

replay: setup ## Send a hotel's real years through the API and compare (DATA=file.csv.zip)
	@$(NODE) scripts/serai/main.ts replay $(DATA) $(ARGS)

faults: setup ## Harm the product in every way and judge what is left (SUITE=kills, QUICK=1, PROFILE=standard)
	@$(NODE) scripts/faults/main.ts $(if $(SUITE),--suite '$(SUITE)') $(if $(QUICK),--quick) $(if $(PROFILE),--profile '$(PROFILE)') $(if $(REPORT),--report $(REPORT)) $(ARGS)

simulate: setup ## Run the house in simulated time with faults that a seed chooses (SEEDS=1000 for many, FROM=5001 where to begin, SEED=7 for one)
	@$(NODE) scripts/simulation/main.ts $(if $(SEEDS),--seeds $(SEEDS)) $(if $(FROM),--from $(FROM)) $(if $(SEED),--seed $(SEED)) $(ARGS)

bench: setup ## Measure against what runs beside it (FILE=where the figures go)
	@npm run -s bench -- --json $(FILE) $(ARGS)

bench-check: setup ## Compare a run of the benchmarks with the stored one (FILE=its figures)
	@npm run -s bench-check -- --file $(FILE)

bench-store: bench ## Measure, keep the figures as the stored ones, and reckon capacity anew from them
	@npm run -s bench-check -- --file $(FILE) --store
	@npm run -s generate

# Tokens come from the environment (make hands on what its command line says), never as arguments.
load: setup ## Load a house with a journey (JOURNEY=… RATE=20 DURATION=30s TARGET=url TOKEN=…)
	@npm run -s load -- '$(JOURNEY)' --rate '$(or $(RATE),20)' --duration '$(or $(DURATION),30s)' \
	  $(if $(P95_MS),--p95-ms '$(P95_MS)') --target '$(TARGET)' --json '$(or $(JSON),.serai/load.json)'

packages: setup ## List the licences of all packages, and the faults known of them
	@npm run -s packages

hostile: setup ## Send hostile requests to every function (CASES=50 of each, SEED=number)
	@npm run -s hostile -- --cases '$(or $(CASES),50)' $(if $(SEED),--seed '$(SEED)') $(if $(REPORT),--report $(REPORT))

generate: setup ## Write again what is derived from declarations and migrations
	@npm run -s generate

build: setup ## Write one bundle per function to dist/
	@npm run -s build

images: setup ## Build one image per function into dist/images, without a container engine (ARGS='--only NAME', --cold)
	@$(NODE) scripts/images/main.ts $(ARGS)

image-files: setup ## Write the files of one image, a folder per layer, for the Dockerfile (FUNCTION=name TO=folder)
	@$(NODE) scripts/images/image-files.ts --function '$(FUNCTION)' --to '$(or $(TO),dist/image-files)'

images-renew: setup ## Pin what Debian has now of the packages that images stand on
	@$(NODE) scripts/images/renew.ts

# Who one is comes from the environment: REGISTRY_USER and REGISTRY_PASSWORD, or REGISTRY_TOKEN.
push: setup ## Send dist/images to a registry, only what it lacks (REGISTRY=registry.example/team)
	@$(NODE) scripts/images/push-main.ts '$(REGISTRY)'

# KUBECONFIG says which cluster; KUBECTL a kubectl that is called otherwise.
CLUSTER = --profile '$(or $(PROFILE),standard)' --overlay '$(OVERLAY)' --namespace '$(NAMESPACE)' \
  --registry '$(REGISTRY)' --tag '$(TAG)' --domain '$(DOMAIN)' --gateway-class '$(GATEWAY_CLASS)'

deploy: setup ## Bring a profile onto a cluster (PROFILE= NAMESPACE= REGISTRY= DOMAIN= TAG= FORCE=1)
	@$(NODE) scripts/cluster/main.ts deploy $(CLUSTER) $(if $(FORCE),--force) --wait-seconds '$(WAIT_SECONDS)'

undeploy: setup ## Take it off again; Secrets, topics and the namespace stay (PROFILE= NAMESPACE=)
	@$(NODE) scripts/cluster/main.ts undeploy $(CLUSTER)

check-admission: setup ## Have every manifest judged by the API server of KUBECONFIG and its webhooks (CRDS=folder of what it lacks)
	@CRDS='$(CRDS)' $(VITEST) --project cluster $(if $(REPORT),--reporter=default --reporter=json --outputFile.json=$(REPORT)) scripts/cluster/admission.cluster.test.ts

# CLUSTER_HOST is this machine as the cluster's pods reach it; LOAD_IMAGE a command that takes an archive of images
# to its nodes, without which they are pushed to REGISTRY; KAFKA a broker that pods reach (host:port).
test-cluster: setup ## Deploy to the cluster of KUBECONFIG and go the ways of guests and operators there (CLUSTER_HOST= KAFKA= LOAD_IMAGE= or REGISTRY=)
	@CLUSTER_HOST='$(CLUSTER_HOST)' KAFKA='$(KAFKA)' LOAD_IMAGE='$(LOAD_IMAGE)' REGISTRY='$(REGISTRY)' CRDS='$(CRDS)' \
	  $(VITEST) --project cluster $(if $(REPORT),--reporter=default --reporter=json --outputFile.json=$(REPORT)) $(FILES)

new-function: setup ## Begin a function: CONTEXT=reservations NAME=cancel-reservation
	@npm run -s new-function -- --context '$(CONTEXT)' --name '$(NAME)' $(if $(NEW),--new-context)

nightly: setup ## Run every suite, the long ones too
	@./.ci/run --nightly
