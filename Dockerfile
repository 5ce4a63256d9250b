# syntax=docker/dockerfile:1
# ctxcheck as an image: docker run --rm -v "$PWD:/src:ro" ctxcheck .
# The base can be replaced: --build-arg BASE=registry.example/node:22
ARG BASE=node:22-slim

FROM ${BASE} AS build
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts
COPY rolldown.bundle.config.ts tsconfig.json ./
COPY bin bin
COPY src src
RUN npm run bundle

FROM ${BASE}
COPY --from=build /build/build/ctxcheck.mjs /usr/local/lib/ctxcheck.mjs
USER 1000
WORKDIR /src
ENTRYPOINT ["node", "/usr/local/lib/ctxcheck.mjs"]
CMD ["."]
