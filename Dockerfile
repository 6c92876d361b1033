# The image of one function, for who prefers a container engine to `make images`: the same files in the
# same four layers. What the packages inside it weigh and where they come from is the same, too.
#
#   docker build --build-arg FUNCTION=submit-reservation --tag serai/submit-reservation:0.1.0 .
FROM debian:12-slim AS files
RUN apt-get update && apt-get install --yes --no-install-recommends ca-certificates make nodejs npm
WORKDIR /source
COPY . .
ARG FUNCTION
RUN make image-files FUNCTION="$FUNCTION" TO=/files

FROM scratch
COPY --from=files /files/base/ /
COPY --from=files /files/common/ /
COPY --from=files /files/function/ /
COPY --from=files /files/compiled/ /
ARG FUNCTION
LABEL org.opencontainers.image.title="serai/$FUNCTION"
LABEL org.opencontainers.image.version="0.1.0"
LABEL org.opencontainers.image.licenses="Apache-2.0"
LABEL serai.dev/sbom="/app/sbom.spdx.json"
USER 65532:65532
EXPOSE 8080/tcp
WORKDIR /app
STOPSIGNAL SIGTERM
ENTRYPOINT ["/usr/local/bin/node", "--min-semi-space-size=64", "--max-semi-space-size=64", "--no-allocation-site-pretenuring", "--heap-growing-percent=200", "/app/main.js"]
