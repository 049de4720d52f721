# The command line of Divisi for batches. Build with --build-arg DEVICE=cuda for NVIDIA GPUs.
ARG DEVICE=cpu

FROM node:24-bookworm-slim AS base-cpu
FROM nvidia/cuda:12.8.1-cudnn-runtime-ubuntu24.04 AS base-cuda
COPY --from=node:24-bookworm-slim /usr/local/bin/node /usr/local/bin/node
COPY --from=node:24-bookworm-slim /usr/local/lib/node_modules /usr/local/lib/node_modules
RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm \
  && ln -s ../lib/node_modules/npm/bin/npx-cli.js /usr/local/bin/npx

FROM base-${DEVICE}
ARG DEVICE
# ffmpeg reads AAC and ALAC; everything else is decoded by Divisi itself.
RUN apt-get update && apt-get install -y --no-install-recommends ffmpeg && rm -rf /var/lib/apt/lists/*
WORKDIR /divisi
COPY package.json package-lock.json .npmrc LICENSE ./
RUN if [ "$DEVICE" = cpu ]; then export ONNXRUNTIME_NODE_INSTALL=skip; fi \
  && ELECTRON_SKIP_BINARY_DOWNLOAD=1 npm ci --omit=dev --no-audit --no-fund
COPY src-shared src-shared
COPY src-main src-main
COPY models models
COPY scripts/install-gpu.ts scripts/install-gpu.ts
RUN if [ "$DEVICE" = cuda ]; then node scripts/install-gpu.ts; fi
ENV DIVISI_CONFIG=/tmp/divisi-config
ENTRYPOINT ["node", "--disable-warning=ExperimentalWarning", "/divisi/src-main/doors/cli.ts"]
