# The one image of all pools: the worker and every function of functions/, and nothing that built them.
#   docker build --build-arg COMMIT=$(git rev-parse HEAD) --platform linux/arm64 -t cloudpool .

# Docker's official image, from AWS's own mirror: it knows no pull limit. The tag is the Node of package.json; the Debian
# below it is not held back, so that a build brings its security updates.
# What is built is JavaScript, the same for every platform: this stage runs on the builder's own, never emulated.
FROM --platform=$BUILDPLATFORM public.ecr.aws/docker/library/node:24.21.0-trixie-slim AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
# No install scripts: esbuild brings its program as a package, and Node is in the image.
RUN npm ci --omit=dev --ignore-scripts
COPY functions functions
COPY scripts/image scripts/image
COPY scripts/deploy/package scripts/deploy/package
COPY scripts/errors.ts scripts/kept-file.ts scripts/
RUN node scripts/image/write.ts /out

# Slim, not distroless: the tag names the exact version, which distroless tags do not.
FROM public.ecr.aws/docker/library/node:24.21.0-trixie-slim
ARG COMMIT=unknown
LABEL org.opencontainers.image.title=cloudpool \
      org.opencontainers.image.licenses=MIT \
      org.opencontainers.image.revision=$COMMIT
ENV NODE_ENV=production
COPY --from=build /out /app
# The user `node`, by number: what runs the container can see that it is not root. Nothing here belongs to it: the root file
# system may be read-only. What tasks write goes to /tmp, as in a function. Fargate mounts an empty volume there, and gives it
# the permissions of the folder in the image only where the image names it.
USER 1000:1000
VOLUME ["/tmp"]
WORKDIR /app
# Node itself gets SIGTERM, without a shell in between.
ENTRYPOINT ["node", "/app/container.mjs"]
