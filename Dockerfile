# The base image: a tag, or better a digest that you have checked (`tag@sha256:…`).
ARG DENO_IMAGE=denoland/deno:2.9.6
# Fetches and compiles the dependencies and the code once.
FROM ${DENO_IMAGE} AS build
# Packages that only tests import, or tasks that write documents. Deno would fetch them at each start if the lock file named them.
ARG TEST_PACKAGES="ajv ajv-formats fast-check fflate newman oidc-provider openapi-typescript pbf saxes smtp-server typescript yaml"
WORKDIR /app
# This layer is rebuilt only when a dependency changes.
COPY deno.json deno.lock ./
RUN deno remove ${TEST_PACKAGES} && deno install --frozen
COPY . .
RUN deno remove ${TEST_PACKAGES} && \
    deno cache --frozen main.ts tasks/*.ts lib/images/sandbox/*_main.ts \
      lib/video/sandbox/*_main.ts lib/security/argon2/*_main.ts

FROM ${DENO_IMAGE}
# Encodes videos. Without it, only videos that browsers play are accepted.
RUN apt-get update && apt-get install --yes --no-install-recommends ffmpeg && \
    rm -rf /var/lib/apt/lists/*
ENV MODE=production \
    DATA_DIR=/data \
    DENO_NO_UPDATE_CHECK=1 \
    DENO_USE_CGROUPS=1 \
    MALLOC_MMAP_THRESHOLD_=1048576 \
    MALLOC_ARENA_MAX=2
WORKDIR /app
COPY --from=build --chown=deno:deno /deno-dir /deno-dir
COPY --from=build /app /app
# Embedded services (EMBEDDED=allow) store data here, and videos are processed here.
RUN ["install", "--directory", "--owner=deno", "--group=deno", "/data"]
VOLUME /data
USER deno
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
  CMD ["deno", "eval", "const answer = await fetch(`http://127.0.0.1:${Deno.env.get('PORT') ?? 8000}/health`); if (!answer.ok) Deno.exit(1);"]
ENTRYPOINT []
# The same as `deno task start`, without another process around it. The large semi-space holds
# short-lived objects: a feed read creates 50 KiB of them.
CMD ["sh", "-c", "exec deno run $(deno run -A --quiet tasks/permissions.ts) --v8-flags=--max-semi-space-size=64,--min-semi-space-size=16 main.ts"]
